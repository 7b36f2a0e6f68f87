package web_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A post is what is sent to a lab, and answered.
func (m *memory) post(path, body string) answer {
	m.t.Helper()
	response, err := m.client.Post(m.url+path, "application/json", strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

// openLab opens a lab and returns its address.
func (m *memory) openLab(body string) string {
	m.t.Helper()
	got := m.post("/lab/sessions", body)
	if got.status != http.StatusCreated {
		m.t.Fatalf("got %d %s, want 201", got.status, got.body)
	}
	return got.header.Get("Location")
}

func (m *memory) lab(path string) map[string]any { return m.get(m.url + path).decode(m.t) }

func TestLabIsOpenedSetAndToldAsItStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		path := b.openLab(`{"rate":2,"delay":100}`)
		got := b.lab(path)
		if got["rate"] != 2.0 || got["delay"] != 100.0 || got["version"] != 1.0 || got["feed"] != path+"/feed" {
			t.Errorf("got %v", got)
		}
		if got := b.post(path, `{"rate":0.5}`).decode(t); got["rate"] != 0.5 || got["delay"] != 100.0 {
			t.Errorf("set anew: got %v", got)
		}
		if got := b.get(b.url+path+"/feed?after=1", "Accept", "application/json"); got.status != 204 {
			t.Errorf("the feed: got %d %s, want 204", got.status, got.body)
		}
		if got := b.get(b.url + path + "/feed").decode(t); got["version"] != 1.0 {
			t.Errorf("a snapshot: got %v", got)
		}
	})
}

func TestLabRefusesWhatItCannotDo(t *testing.T) {
	m := serve(t)
	path := m.openLab(`{}`)
	for _, c := range []struct {
		path, body string
		status     int
	}{
		{"/lab/sessions", `{"rate":0}`, 400},
		{"/lab/sessions", `{"rate":11}`, 400},
		{"/lab/sessions", `{"rate":"NaN"}`, 400},
		{"/lab/sessions", `{"delay":5001}`, 400},
		{"/lab/sessions", `{"delay":-1}`, 400},
		{"/lab/sessions", `[`, 400},
		{path, `{"do":"explode"}`, 400},
		{path, `{"do":"stall","seconds":61}`, 400},
		{path, `{"do":"stall","seconds":"-1"}`, 400},
		{path, `{"rate":"fast"}`, 400},
		{"/lab/sessions/NOSUCHLAB", `{"do":"cut"}`, 404},
	} {
		if got := m.post(c.path, c.body); got.status != c.status {
			t.Errorf("%s %s: got %d %s, want %d", c.path, c.body, got.status, got.body, c.status)
		}
	}
	for url, want := range map[string]int{path + "/feed?after=x": 400, path + "/feed?after=1&wait=99": 400, "/lab/sessions/NOSUCHLAB/feed": 404, "/lab/sessions/NOSUCHLAB": 404} {
		if got := m.get(m.url + url); got.status != want {
			t.Errorf("%s: got %d, want %d", url, got.status, want)
		}
	}
	got := m.ask("POST", m.url+path, "Origin", "https://evil.example.org", "Sec-Fetch-Site", "cross-site")
	if got.status != 403 {
		t.Errorf("from another site: got %d, want 403", got.status)
	}
}

func TestLabsAreFewAndThoseLeftAloneMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		var paths []string
		for i := range 32 {
			b.at(fmt.Sprintf("192.0.2.%d", i/8))
			paths = append(paths, b.openLab(`{}`))
		}
		if got := b.post("/lab/sessions", `{}`); got.status != 429 || !strings.Contains(got.body, "8 labs are open from your network") || got.header.Get("Retry-After") != "20" {
			t.Errorf("the ninth of an address: got %d %s, want 429", got.status, got.body)
		}
		b.connect(paths[0]+"/feed?after=1", "Accept", "text/event-stream")
		b.at("198.51.100.1")
		if got := b.post("/lab/sessions", `{}`); got.status != 429 || !strings.Contains(got.body, "all labs are taken") {
			t.Errorf("the 33rd: got %d %s, want 429", got.status, got.body)
		}
		time.Sleep(25 * time.Second)
		b.get(b.url + paths[31]) // a lab that is asked about is in use
		b.openLab(`{}`)
		b.at("192.0.2.3")
		for range 5 { // an address that has its share makes room of that
			b.openLab(`{}`)
		}
		gone := make(map[int]int) // by address
		for i, path := range paths {
			if b.get(b.url+path).status == 404 {
				gone[i/8]++
				if i == 0 || i == 31 {
					t.Errorf("lab %d made room, which was in use", i)
				}
			}
		}
		if others := gone[0] + gone[1] + gone[2]; others > 1 || others+gone[3] != 6 {
			t.Errorf("labs of the addresses made room: %v, want one for a newcomer, and five for their own", gone)
		}
	})
}

// One address opens labs as fast as it may, for minutes.
func TestLabsOfOneAddressLeaveRoomForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		var mine []string
		for range 200 {
			if got := b.post("/lab/sessions", `{}`); got.status == http.StatusCreated {
				mine = append(mine, got.header.Get("Location"))
			}
			for _, path := range mine {
				b.get(b.url + path) // keeps it in use
			}
			time.Sleep(time.Second)
		}
		if len(mine) != 8 {
			t.Errorf("one address opened %d labs, want 8", len(mine))
		}
		b.at("198.51.100.1")
		b.openLab(`{}`)
	})
}

func TestLabRestsWithoutReadersAndIsForgottenAfterAQuarterOfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		path := b.openLab(`{"rate":10}`)
		time.Sleep(time.Minute)
		first := b.lab(path)["version"].(float64)
		if first < 100 || first > 450 { // 20 s of a move each 50 to 150 ms
			t.Errorf("after a minute alone it has %v events", first)
		}
		time.Sleep(14 * time.Minute)
		if b.get(b.url+path).status != 200 {
			t.Fatal("it is gone after 14 minutes")
		}
		time.Sleep(16 * time.Minute)
		if got := b.get(b.url + path); got.status != 404 {
			t.Errorf("after 16 minutes: got %d, want 404", got.status)
		}
	})
}

func TestLabGoesOnWhileSomebodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		path := b.openLab(`{"rate":1}`)
		lines := b.lines(b.connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		seen := 0
		go func() {
			for line := range lines {
				if strings.HasPrefix(line, "id: ") {
					seen++
				}
			}
		}()
		time.Sleep(time.Hour)
		synctest.Wait()
		if seen < 3000 || seen > 4300 {
			t.Errorf("in an hour of a move a second there were %d", seen)
		}
		if got := int(b.lab(path)["version"].(float64)); got < seen+1 || got > seen+2 {
			t.Errorf("the reader has %d events, the lab %d and one at the start", seen, got)
		}
	})
}

func TestMessageIsSentToEveryReaderAndItsSpreadIsTold(t *testing.T) {
	m := serve(t)
	path := m.openLab(`{"rate":0.1}`)
	sse := m.lines(path)
	p := dialFeed(t, m, path)
	if got := m.post(path, `{"do":"message"}`); got.status != 200 {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	waitFor(t, sse, "event: chat")
	waitFor(t, p, `"kind":"chat"`)
	m.until("both are counted", func() bool {
		reached, _ := m.lab(path)["message"].(map[string]any)["reached"].(map[string]any)
		return len(reached) == 2 && reached["SSE"].(map[string]any)["readers"] == 1.0
	})
}

func TestFiveMessagesComeASecondApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		path := b.openLab(`{"rate":0.1}`)
		lines := b.lines(b.connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		b.post(path, `{"do":"messages"}`)
		b.post(path, `{"do":"messages"}`) // more are not begun meanwhile
		begin := time.Now()
		var at []time.Duration
		for line := range lines {
			if line == "event: chat" {
				at = append(at, time.Since(begin))
			}
			if time.Since(begin) > 30*time.Second {
				break
			}
		}
		if len(at) != 5 || at[4] != 4*time.Second {
			t.Errorf("they came after %v, want five, a second apart", at)
		}
	})
}

func TestServersCostIsTold(t *testing.T) {
	m := serve(t)
	path := m.openLab(`{}`)
	m.lines(path)
	m.until("the reader is counted", func() bool {
		got := m.lab("/lab/server.json")
		readers := got["readers"].(map[string]any)
		return readers["SSE"] == 1.0 && got["goroutines"].(float64) > 3 && got["heap"].(float64) > 1000
	})
	if got := m.get(m.url+"/lab", "Accept", "text/html"); got.status != 200 || !strings.Contains(got.body, "four ways") {
		t.Errorf("the page: got %d", got.status)
	}
}
