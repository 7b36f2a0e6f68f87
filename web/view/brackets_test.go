package view_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kibitz/web/view/madeup"
)

// In the pseudo-language each text of the table is in brackets, so text outside them
// is in no table. It must be a name, a move, a number or user input.
func TestWhatPagesSayIsInTheTableOfWords(t *testing.T) {
	for _, state := range madeup.States(madeup.In(madeup.Brackets, frame.Static)) {
		var said []string
		depth := 0
		look := func(text string, depth *int) {
			if text = notInBrackets(text, depth); meaning.MatchString(sameEverywhere.ReplaceAllString(strings.TrimSpace(text), " ")) {
				said = append(said, strings.TrimSpace(text))
			}
		}
		unread := 0 // depth of nested elements without natural language
		for z := html.NewTokenizer(strings.NewReader(noscript.ReplaceAllString(render(t, state.Page), ""))); ; {
			kind := z.Next()
			if kind == html.ErrorToken {
				break
			}
			token := z.Token()
			switch {
			case kind == html.TextToken && unread == 0:
				look(token.Data, &depth)
			case kind == html.StartTagToken && slices.Contains(unreadElements, token.Data):
				unread++
			case kind == html.EndTagToken && slices.Contains(unreadElements, token.Data):
				unread--
			}
			for _, a := range token.Attr {
				if slices.Contains(humanAttributes, a.Key) {
					look(a.Val, new(int))
				}
			}
		}
		if depth != 0 {
			t.Errorf("%s has a bracket that is not closed", state.Name)
		}
		for _, text := range slices.Compact(said) {
			t.Errorf("%s says %q, which is not in the table of words", state.Name, text)
		}
	}
}

var (
	humanAttributes = []string{"title", "aria-label", "alt", "placeholder", "data-none", "data-title"}
	unreadElements  = []string{"textarea", "code", "script", "style", "bdi"}

	meaning = regexp.MustCompile(`\pL`)

	noscript = regexp.MustCompile(`</?noscript>`) // otherwise its content would be one text

	// Text that is the same in every language, or that somebody wrote.
	sameEverywhere = regexp.MustCompile(strings.Join([]string{
		`Brave Fox|Wise Owl|Wise <i>Owl</i>|Calm Heron|<b>"x"&|(Paul )?Morphy|Duke & Count`, // names
		`[KQRBN]?[a-h]?[1-8]?x?[a-h][1-8](=[QRBN])?[+#]?|O-O(-O)?|[1-9][.…]`,                // moves and squares
		`[A-E]\d\d [\pL' ]+(: [\pL' ]+)?`,                                                   // openings
		`[\d.]+ (B|kB|MB|ms|s)\b`,                                                           // measures
		`^[cf]$`,                                                                            // keys
		`^(polling|SSE)$`,                                                                   // names in a load test's result
		`(Opera <Game> · )?Paris( <opera>)? · 1858|The usual <move>`,                        // from a PGN file
		`^(You have 5 seeks|There is no such game|The (seat|position|move|database) |That was too fast|Game 1, line 1).*$|^No$`, // errors, which come in words already
		`^(Not Found|Conflict|Slow down a little|Kibitz cannot reach its games|Nothing is lost\.|Load the page again in a moment\.)`,
		`Kibitz`,
	}, "|"))
)

// notInBrackets is the part of a text outside brackets, which may have been opened
// earlier.
func notInBrackets(text string, depth *int) string {
	return strings.Map(func(c rune) rune {
		switch c {
		case '[':
			*depth++
		case ']':
			*depth--
		default:
			if *depth == 0 {
				return c
			}
		}
		return ' '
	}, text)
}
