package transport

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// named returns what the pattern's group finds in a file, in order.
func named(t *testing.T, file, pattern string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
		all = append(all, string(m[1]))
	}
	return all
}

func names(of []Transport, name func(Transport) string) (all []string) {
	for _, t := range of {
		all = append(all, name(t))
	}
	return all
}

func TestScriptsAndDocsNameTheSameTransportsInTheSameOrder(t *testing.T) {
	name := func(t Transport) string { return t.Name }
	label := func(t Transport) string { return t.Label }
	for _, c := range []struct {
		what, file, pattern string
		want                []string
	}{
		{"the scripts' table", "../../static/js/transport/transports.js", `(?m)^\t'([a-z-]+)': \{ follow`, names(OfPages(), name)},
		{"the style that shows what is said of each", "../../static/css/transport.css", `(?m)^\.transport:has\(\[value="([a-z-]+)"\]:checked\) \[data-about="`, names(OfPages(), name)},
		{"the protocol's table of transports", "../../docs/protocol.md", "(?m)^\\| ([A-Za-z ]+) \\| (?:`|the same with `)(?:Accept|Prefer|Upgrade)", names(All(), label)},
		{"the first table of docs/transports.md", "../../docs/transports.md", `(?m)^\| \*\*([^*]+)\*\*`,
			[]string{Polling.Title(), LongPolling.Title(), "Server-Sent Events", WebSocket.Title()}},
	} {
		if got := named(t, c.file, c.pattern); !slices.Equal(got, c.want) {
			t.Errorf("%s names %q, want %q", c.what, got, c.want)
		}
	}
}

func TestPagesCanUseAllButNDJSON(t *testing.T) {
	if got, want := append(OfPages(), NDJSON), All(); !slices.Equal(got, want) {
		t.Errorf("pages can use %v, want all of %v but NDJSON", OfPages(), want)
	}
}
