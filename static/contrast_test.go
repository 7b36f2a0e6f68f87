package static

import (
	"fmt"
	"image/color"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tokens are the custom properties of an element, as text.
type tokens map[string]string

// Just enough CSS syntax to read our styles.
var (
	comment     = regexp.MustCompile(`(?s)/\*.*?\*/`)
	mediaBlock  = regexp.MustCompile(`(?s)@media ([^{]+)\{(.*?)\n\}`)
	rule        = regexp.MustCompile(`([^{}]+)\{([^{}]*)\}`)
	declaration = regexp.MustCompile(`(--[a-z0-9-]+):\s*([^;]+);`)
)

// pageTokens are those of a page with a board ("linen" for the usual one), for a
// visitor who prefers more contrast or does not care.
func pageTokens(board string, more bool) tokens {
	t := tokens{}
	for _, name := range []string{"css/tokens.css", "css/boards.css"} {
		text, err := embedded.ReadFile(name)
		if err != nil {
			panic(err) // it is part of the test
		}
		sheet := comment.ReplaceAllString(string(text), "")
		t.take(mediaBlock.ReplaceAllString(sheet, ""), board)
		for _, m := range mediaBlock.FindAllStringSubmatch(sheet, -1) {
			if more && strings.Contains(m[1], "prefers-contrast: more") {
				t.take(m[2], board)
			}
		}
	}
	return t
}

func (t tokens) take(sheet, board string) {
	for _, m := range rule.FindAllStringSubmatch(sheet, -1) {
		for selector := range strings.SplitSeq(m[1], ",") {
			switch strings.TrimSpace(selector) {
			case ":root", `[data-board="` + board + `"]`:
			case ":root:not([data-board])":
				if board != "linen" {
					continue
				}
			default:
				continue
			}
			for _, d := range declaration.FindAllStringSubmatch(m[2], -1) {
				t[d[1]] = d[2]
			}
		}
	}
}

var lightDark = regexp.MustCompile(`^light-dark\(\s*([^,]+),\s*(.+)\)$`)

// color is a token in the scheme "light" or "dark", laid over what is behind it.
func (t tokens) color(name, scheme string, behind color.RGBA) (color.RGBA, error) {
	text := t[name]
	if m := lightDark.FindStringSubmatch(text); m != nil {
		text = m[1]
		if scheme == "dark" {
			text = m[2]
		}
	}
	if other, ok := strings.CutPrefix(text, "var("); ok {
		return t.color(strings.TrimSuffix(other, ")"), scheme, behind)
	}
	if n, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 32); err == nil && len(text) == 7 {
		return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, nil
	}
	var r, g, b, alpha = 0.0, 0.0, 0.0, 1.0
	plain := strings.NewReplacer("rgb(", "", ")", "", "/", "").Replace(text)
	if n, _ := fmt.Sscan(plain, &r, &g, &b, &alpha); n < 3 {
		return color.RGBA{}, fmt.Errorf("%s is %q, which is no color", name, text)
	}
	over := func(top float64, below uint8) uint8 { return uint8(math.Round(top*alpha + float64(below)*(1-alpha))) }
	return color.RGBA{over(r, behind.R), over(g, behind.G), over(b, behind.B), 255}, nil
}

// contrast is the ratio of WCAG 2: 1 to 21.
func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func TestContrastIsThatOfTheStandard(t *testing.T) {
	white, black, gray := color.RGBA{255, 255, 255, 255}, color.RGBA{A: 255}, color.RGBA{0x77, 0x77, 0x77, 255}
	for _, c := range []struct {
		a, b color.RGBA
		want float64
	}{{white, black, 21}, {black, white, 21}, {white, white, 1}, {gray, white, 4.48}} {
		if got := contrast(c.a, c.b); math.Abs(got-c.want) > 0.005 {
			t.Errorf("%v on %v: got %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

// What stands on what, and how well it has to show there.
var pairs = []struct {
	on, front string
	least     float64
}{
	{"--bg --surface --sunken --accent-soft --alert-soft", "--text", 7},
	{"--bg --surface --sunken --accent-soft", "--muted", 4.5},
	{"--bg --surface --accent-soft", "--accent", 4.5},
	{"--bg --surface --accent-soft", "--accent-strong", 4.5},
	{"--accent --accent-strong", "--on-accent", 4.5},
	{"--bg --surface --alert-soft", "--alert", 4.5},
	{"--bg --surface --accent-soft", "--ok", 3},
	{"--bg --surface", "--edge", 3},
	{"--bg --surface --sunken --accent-soft", "--focus", 3},
}

func TestTextAndEdgesShowOnTheirGrounds(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		for _, more := range []bool{false, true} {
			page := pageTokens("linen", more)
			for _, pair := range pairs {
				for ground := range strings.FieldsSeq(pair.on) {
					what := fmt.Sprintf("%s page, more contrast %t: %s on %s", scheme, more, pair.front, ground)
					wantContrast(t, what, page, scheme, pair.front, ground, pair.least)
				}
			}
		}
	}
}

func wantContrast(t *testing.T, what string, page tokens, scheme, front, ground string, least float64) {
	t.Helper()
	behind, err := page.color(ground, scheme, color.RGBA{})
	if err != nil {
		t.Fatal(err)
	}
	top, err := page.color(front, scheme, behind)
	if err != nil {
		t.Fatal(err)
	}
	if got := contrast(top, behind); got < least {
		t.Errorf("%s: got %.2f, want %v", what, got, least)
	}
}

func TestMarksAndPiecesShowOnAllBoards(t *testing.T) {
	for _, board := range []string{"linen", "moss", "sea", "slate", "contrast"} {
		for _, scheme := range []string{"light", "dark"} {
			for _, more := range []bool{false, true} {
				page := pageTokens(board, more)
				page["the white piece's line"], page["the black piece's shade"] = "#33291f", "#2b2e36"
				wantContrast(t, board+": squares", page, scheme, "--square-light", "--square-dark", 2)
				for _, square := range []string{"--square-light", "--square-dark"} {
					for front, least := range map[string]float64{
						"--chosen": 3, "--target": 3, "--danger-dark": 3, "--mark-dark": 3, "--coordinate": 4.5, "the white piece's line": 3, "the black piece's shade": 3,
					} {
						what := fmt.Sprintf("%s on a %s page, more contrast %t: %s on %s", board, scheme, more, front, square)
						wantContrast(t, what, page, scheme, front, square, least)
					}
				}
			}
		}
	}
}
