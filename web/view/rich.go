package view

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"kibitz/static/words"
)

// slots map the names of places in a text to what the page puts there.
type slots map[string]func(text string) templ.Component

// rich renders a text of the table with its places filled. It omits a place that has
// no slot.
func rich(parts []words.Part, places slots) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, part := range parts {
			made := templ.Component(nil)
			if part.Mark == "" {
				made = plainText(part.Text)
			} else if place, ok := places[part.Mark]; ok {
				made = place(part.Text)
			} else {
				continue
			}
			if err := made.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// link turns a place into a link.
func link(href string) func(text string) templ.Component {
	return func(text string) templ.Component { return anchor(href, text) }
}

// put replaces a place by a component with its own text.
func put(c templ.Component) func(text string) templ.Component {
	return func(string) templ.Component { return c }
}
