package view

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"kibitz/static/words"
)

// slots are what a page makes of the places of a text, by their names.
type slots map[string]func(text string) templ.Component

// rich is a text of the table with its places made into what they stand for. A
// place that is not among the slots is left out.
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

// link makes a place a link.
func link(href string) func(text string) templ.Component {
	return func(text string) templ.Component { return anchor(href, text) }
}

// put makes a place something that has its own text.
func put(c templ.Component) func(text string) templ.Component {
	return func(string) templ.Component { return c }
}
