package lab_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/web/webtest"
)

// openLab opens a lab and returns its address.
func openLab(m *webtest.Memory, body string) string {
	m.T.Helper()
	got := m.Post("/lab/sessions", body)
	if got.Status != http.StatusCreated {
		m.T.Fatalf("got %d %s, want 201", got.Status, got.Body)
	}
	return got.Header.Get("Location")
}

func labState(m *webtest.Memory, path string) map[string]any { return m.Get(m.URL + path).Decode(m.T) }

func TestLabIsOpenedSetAndToldAsItStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":2,"delay":100}`)
		got := labState(b.Memory, path)
		if got["rate"] != 2.0 || got["delay"] != 100.0 || got["version"] != 1.0 || got["feed"] != path+"/feed" {
			t.Errorf("got %v", got)
		}
		if got := b.Post(path, `{"rate":0.5}`).Decode(t); got["rate"] != 0.5 || got["delay"] != 100.0 {
			t.Errorf("set anew: got %v", got)
		}
		if got := b.Get(b.URL+path+"/feed?after=1", "Accept", "application/json"); got.Status != 204 {
			t.Errorf("the feed: got %d %s, want 204", got.Status, got.Body)
		}
		if got := b.Get(b.URL + path + "/feed").Decode(t); got["version"] != 1.0 {
			t.Errorf("a snapshot: got %v", got)
		}
	})
}

func TestLabRefusesWhatItCannotDo(t *testing.T) {
	m := webtest.Serve(t)
	path := openLab(m, `{}`)
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
		if got := m.Post(c.path, c.body); got.Status != c.status {
			t.Errorf("%s %s: got %d %s, want %d", c.path, c.body, got.Status, got.Body, c.status)
		}
	}
	for url, want := range map[string]int{path + "/feed?after=x": 400, path + "/feed?after=1&wait=99": 400, "/lab/sessions/NOSUCHLAB/feed": 404, "/lab/sessions/NOSUCHLAB": 404} {
		if got := m.Get(m.URL + url); got.Status != want {
			t.Errorf("%s: got %d, want %d", url, got.Status, want)
		}
	}
	got := m.Ask("POST", m.URL+path, "Origin", "https://evil.example.org", "Sec-Fetch-Site", "cross-site")
	if got.Status != 403 {
		t.Errorf("from another site: got %d, want 403", got.Status)
	}
}

func TestLabsAreFewAndThoseLeftAloneMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		var paths []string
		for i := range 32 {
			b.At(fmt.Sprintf("192.0.2.%d", i/8))
			paths = append(paths, openLab(b.Memory, `{}`))
		}
		if got := b.Post("/lab/sessions", `{}`); got.Status != 429 || !strings.Contains(got.Body, "8 labs are open from your network") || got.Header.Get("Retry-After") != "20" {
			t.Errorf("the ninth of an address: got %d %s, want 429", got.Status, got.Body)
		}
		b.Connect(paths[0]+"/feed?after=1", "Accept", "text/event-stream")
		b.At("198.51.100.1")
		if got := b.Post("/lab/sessions", `{}`); got.Status != 429 || !strings.Contains(got.Body, "all labs are taken") {
			t.Errorf("the 33rd: got %d %s, want 429", got.Status, got.Body)
		}
		time.Sleep(25 * time.Second)
		b.Get(b.URL + paths[31]) // a lab that is asked about is in use
		openLab(b.Memory, `{}`)
		b.At("192.0.2.3")
		for range 5 { // an address that has its share makes room of that
			openLab(b.Memory, `{}`)
		}
		gone := make(map[int]int) // by address
		for i, path := range paths {
			if b.Get(b.URL+path).Status == 404 {
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
		b := webtest.NewBubble(t)
		var mine []string
		for range 200 {
			if got := b.Post("/lab/sessions", `{}`); got.Status == http.StatusCreated {
				mine = append(mine, got.Header.Get("Location"))
			}
			for _, path := range mine {
				b.Get(b.URL + path) // keeps it in use
			}
			time.Sleep(time.Second)
		}
		if len(mine) != 8 {
			t.Errorf("one address opened %d labs, want 8", len(mine))
		}
		b.At("198.51.100.1")
		openLab(b.Memory, `{}`)
	})
}

func TestLabRestsWithoutReadersAndIsForgottenAfterAQuarterOfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":10}`)
		time.Sleep(time.Minute)
		first := labState(b.Memory, path)["version"].(float64)
		if first < 100 || first > 450 { // 20 s of a move each 50 to 150 ms
			t.Errorf("after a minute alone it has %v events", first)
		}
		time.Sleep(14 * time.Minute)
		if b.Get(b.URL+path).Status != 200 {
			t.Fatal("it is gone after 14 minutes")
		}
		time.Sleep(16 * time.Minute)
		if got := b.Get(b.URL + path); got.Status != 404 {
			t.Errorf("after 16 minutes: got %d, want 404", got.Status)
		}
	})
}

func TestLabGoesOnWhileSomebodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":1}`)
		lines := b.Lines(b.Connect(path+"/feed?after=1", "Accept", "text/event-stream"))
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
		if got := int(labState(b.Memory, path)["version"].(float64)); got < seen+1 || got > seen+2 {
			t.Errorf("the reader has %d events, the lab %d and one at the start", seen, got)
		}
	})
}

func TestMessageIsSentToEveryReaderAndItsSpreadIsTold(t *testing.T) {
	m := webtest.Serve(t)
	path := openLab(m, `{"rate":0.1}`)
	sse := linesOf(m, path)
	p := dialFeed(t, m, path)
	if got := m.Post(path, `{"do":"message"}`); got.Status != 200 {
		t.Fatalf("got %d %s", got.Status, got.Body)
	}
	waitFor(t, sse, "event: chat")
	waitFor(t, p, `"kind":"chat"`)
	m.Until("both are counted", func() bool {
		reached, _ := labState(m, path)["message"].(map[string]any)["reached"].(map[string]any)
		return len(reached) == 2 && reached["SSE"].(map[string]any)["readers"] == 1.0
	})
}

func TestFiveMessagesComeASecondApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":0.1}`)
		lines := b.Lines(b.Connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		b.Post(path, `{"do":"messages"}`)
		b.Post(path, `{"do":"messages"}`) // more are not begun meanwhile
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
	m := webtest.Serve(t)
	path := openLab(m, `{}`)
	linesOf(m, path)
	m.Until("the reader is counted", func() bool {
		got := labState(m, "/lab/server.json")
		readers := got["readers"].(map[string]any)
		return readers["SSE"] == 1.0 && got["goroutines"].(float64) > 3 && got["heap"].(float64) > 1000
	})
	if got := m.Get(m.URL+"/lab", "Accept", "text/html"); got.Status != 200 || !strings.Contains(got.Body, "four ways") {
		t.Errorf("the page: got %d", got.Status)
	}
}

// Its readers are late on purpose, which says nothing of the server.
func TestReadersOfALabAreNoMeasureOfDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":1,"delay":1000}`)
		b.Lines(b.Connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := b.Metric("kibitz_feed_events_total", "transport", "SSE"); n == 0 {
			t.Error("no events were sent")
		}
		if n := b.Metric("kibitz_feed_delay_seconds_count", "transport", "SSE"); n != 0 {
			t.Errorf("%v delays are counted, want none", n)
		}
	})
}
