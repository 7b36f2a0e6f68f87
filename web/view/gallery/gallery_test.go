package gallery

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kibitz/static"
	"kibitz/web/view/madeup"
)

const prefix = "/static/0123456789ab/"

func ask(method, address string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	Handler(prefix, http.NotFoundHandler()).ServeHTTP(answer, httptest.NewRequest(method, address, nil))
	return answer
}

func body(t *testing.T, address string) string {
	t.Helper()
	answer := ask(http.MethodGet, address)
	if answer.Code != http.StatusOK {
		t.Fatalf("%s: got status %d, want 200", address, answer.Code)
	}
	return answer.Body.String()
}

func TestEveryStateIsListedAndShown(t *testing.T) {
	index, sheet := body(t, "/"), body(t, "/sheet")
	for _, s := range madeup.States(madeup.Around(prefix)) {
		if !strings.Contains(index, `"/show/`+s.Name+`?`) || !strings.Contains(sheet, `"/states/`+s.Name+`?`) {
			t.Errorf("%s is missing on the index or on the sheet", s.Name)
		}
		if !strings.Contains(body(t, "/show/"+s.Name), `"/states/`+s.Name+`?`) {
			t.Errorf("%s is not in its frame", s.Name)
		}
		with, without := body(t, "/states/"+s.Name), body(t, "/states/"+s.Name+"?scripts=off")
		if !strings.Contains(with, "<script ") || strings.Contains(without, "<script ") {
			t.Errorf("%s has a script: %t, and without scripts: %t", s.Name, strings.Contains(with, "<script "), strings.Contains(without, "<script "))
		}
	}
}

func TestASheetIsOfOneKindOfPageIfThatIsAsked(t *testing.T) {
	sheet := body(t, "/sheet?view=mine&width=360")
	if !strings.Contains(sheet, `"/states/mine-end?`) || strings.Contains(sheet, `"/states/home?`) {
		t.Error("the sheet of one kind has others, or not its own")
	}
	if !strings.Contains(sheet, `class="w360 light"`) || !strings.Contains(sheet, `scheme=dark&amp;scripts=on&amp;view=mine&amp;width=360`) {
		t.Error("the sheet forgets what was chosen")
	}
}

// The browser stays on its page, and no script reports an error.
func TestWhatIsPressedLeadsNowhere(t *testing.T) {
	for _, c := range []struct{ method, address string }{
		{http.MethodPost, "/games"}, {http.MethodGet, "/mine"}, {http.MethodGet, "/games/k3XyZ9aB"},
		{http.MethodPost, "/games/k3XyZ9aB/moves"}, {http.MethodGet, "/games/k3XyZ9aB/board.png"},
	} {
		if got := ask(c.method, c.address).Code; got != http.StatusNoContent {
			t.Errorf("%s %s: got %d, want %d", c.method, c.address, got, http.StatusNoContent)
		}
	}
	if got := ask(http.MethodGet, "/states/nothing").Code; got != http.StatusNotFound {
		t.Errorf("an unknown state: got %d, want %d", got, http.StatusNotFound)
	}
}

// In the pseudo-language, pages have brackets and name scripts that have them, too.
func TestPagesAreShownInBrackets(t *testing.T) {
	english, bracketed := body(t, "/states/home"), body(t, "/states/home?words=bracketed")
	if strings.Contains(english, "[Start a game]") || !strings.Contains(bracketed, "[Start a game]") || !strings.Contains(bracketed, `lang="en-XA"`) {
		t.Error("the page is in brackets in English, or not in brackets where that is asked")
	}
	prefix, files := static.In(Languages()...)
	answer := httptest.NewRecorder()
	files.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, prefix+"js/main.en-XA.js", nil))
	if script := answer.Body.String(); answer.Code != http.StatusOK || !strings.Contains(script, "[Your turn]") || !strings.Contains(bracketed, "js/main.en-XA.js") {
		t.Errorf("the page's script has no brackets, or is not there: %d", answer.Code)
	}
}
