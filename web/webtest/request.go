package webtest

import (
	"io"
	"net/http"
	"strings"

	"kibitz/game"
)

// FeedURL is the address of the game's feed, with what follows the question mark.
func (m *Memory) FeedURL(query string) string { return m.URL + m.FeedPath(query) }

func (m *Memory) FeedPath(query string) string { return "/games/" + string(m.ID) + "/feed?" + query }

// Get asks for an address and reads the answer to its end.
func (m *Memory) Get(url string, header ...string) Answer {
	m.T.Helper()
	return m.Ask("GET", url, header...)
}

func (m *Memory) Ask(method, url string, header ...string) Answer {
	m.T.Helper()
	got, err := m.Try(method, url, header...)
	if err != nil {
		m.T.Fatal(err)
	}
	return got
}

// Send posts JSON by a bearer token, or by nobody for "".
func (m *Memory) Send(url, token, body string, header ...string) Answer {
	m.T.Helper()
	r, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		m.T.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := m.Client.Do(r)
	if err != nil {
		m.T.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		m.T.Fatal(err)
	}
	return Answer{response.StatusCode, response.Header, string(text)}
}

// Try is for goroutines that are not the test's.
func (m *Memory) Try(method, url string, header ...string) (Answer, error) {
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		return Answer{}, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := m.Client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header, string(text)}, err
}

// A Post is what is sent to a lab, and answered.
func (m *Memory) Post(path, body string) Answer {
	m.T.Helper()
	response, err := m.Client.Post(m.URL+path, "application/json", strings.NewReader(body))
	if err != nil {
		m.T.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		m.T.Fatal(err)
	}
	return Answer{response.StatusCode, response.Header, string(text)}
}

// BoardsPath is the path of a feed of several games; a query goes on with "&".
func BoardsPath(ids []game.ID) string {
	path := "/watch/feed?x=y"
	for _, id := range ids {
		path += "&game=" + string(id)
	}
	return path
}
