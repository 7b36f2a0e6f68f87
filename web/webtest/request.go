package webtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"kibitz/game"
)

// FeedURL returns the address of the feed of the game, with a query.
func (m *Memory) FeedURL(query string) string { return m.URL + m.FeedPath(query) }

// FeedPath is FeedURL without scheme and host.
func (m *Memory) FeedPath(query string) string { return "/games/" + string(m.ID) + "/feed?" + query }

// An Answer is a response that was read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Decode returns the JSON object that is the body.
func (a Answer) Decode(t testing.TB) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(a.Body), &object); err != nil {
		t.Fatalf("status %d, not JSON: %v\n%s", a.Status, err, a.Body)
	}
	return object
}

// do sends a request with more headers and reads the answer to its end.
func do(c *http.Client, r *http.Request, header []string) (Answer, error) {
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := c.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header, string(text)}, err
}

// Get gets an address.
func (m *Memory) Get(url string, header ...string) Answer {
	m.T.Helper()
	return m.Ask("GET", url, header...)
}

// Ask sends a request without a body.
func (m *Memory) Ask(method, url string, header ...string) Answer {
	m.T.Helper()
	got, err := m.Try(method, url, header...)
	if err != nil {
		m.T.Fatal(err)
	}
	return got
}

// Try is Ask for goroutines other than the test's: it returns the error.
func (m *Memory) Try(method, url string, header ...string) (Answer, error) {
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		return Answer{}, err
	}
	return do(m.Client, r, header)
}

// Post posts JSON to a path.
func (m *Memory) Post(path, body string) Answer {
	m.T.Helper()
	return m.Send(m.URL+path, "", body)
}

// Send posts JSON to an address. authorization is that header's value, [AsAnn] for
// instance; "" for none.
func (m *Memory) Send(url, authorization, body string, header ...string) Answer {
	m.T.Helper()
	r, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		m.T.Fatal(err)
	}
	r.Header.Set("Content-Type", TypeJSON)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	got, err := do(m.Client, r, header)
	if err != nil {
		m.T.Fatal(err)
	}
	return got
}

// BoardsPath returns the path of the feed of several games. It has a query already:
// add to it with "&".
func BoardsPath(ids []game.ID) string {
	path := "/watch/feed?x=y"
	for _, id := range ids {
		path += "&game=" + string(id)
	}
	return path
}
