package main

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// backend is a server that says its name, and streams it on /stream until the
// request ends.
func backend(t *testing.T, name string) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, name+" "+r.Host+"\n")
		if r.URL.Path == "/stream" {
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func ask(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestProxyGivesRequestsInTurnAndLeavesOutWhoIsGone(t *testing.T) {
	a, b := backend(t, "a"), backend(t, "b")
	front := httptest.NewServer(newProxy(t.Context(), []string{a.URL, b.URL}))
	defer front.Close()
	host := front.Listener.Addr().String()
	seen := map[string]int{}
	for range 10 {
		_, body := ask(t, front.URL)
		seen[body]++
	}
	if seen["a "+host+"\n"] != 5 || seen["b "+host+"\n"] != 5 {
		t.Errorf("got %v, want each five times, with the host that was asked for", seen)
	}
	b.Close()
	for late := time.Now().Add(20 * time.Second); ; { // the first request that finds it gone fails
		status, _ := ask(t, front.URL)
		again, body := ask(t, front.URL)
		if status == http.StatusOK && again == http.StatusOK && body == "a "+host+"\n" {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("got %d and %d %q, want the server that is left", status, again, body)
		}
	}
}

func TestProxyPassesOnWhatIsStreamedAtOnce(t *testing.T) {
	a := backend(t, "a")
	front := httptest.NewServer(newProxy(t.Context(), []string{a.URL}))
	defer front.Close()
	response, err := http.Get(front.URL + "/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if line, err := bufio.NewReader(response.Body).ReadString('\n'); err != nil || line[:1] != "a" {
		t.Errorf("got %q, %v; want the first line while the stream is open", line, err)
	}
}
