package web_test

import (
	"image/png"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestManifestNamesIconsThatAreThere(t *testing.T) {
	c := newSite(t).client()
	got := c.get("/manifest.webmanifest")
	if kind := got.header.Get("Content-Type"); got.status != http.StatusOK || kind != "application/manifest+json" {
		t.Fatalf("got %d %s", got.status, kind)
	}
	manifest := got.decode(t)
	for name, want := range map[string]string{"short_name": "Kibitz", "start_url": "/", "scope": "/", "display": "standalone"} {
		if manifest[name] != want {
			t.Errorf("%s is %v, want %s", name, manifest[name], want)
		}
	}
	all, maskable := 0, false
	for _, icon := range manifest["icons"].([]any) {
		icon := icon.(map[string]any)
		file := c.get(icon["src"].(string))
		if kind := file.header.Get("Content-Type"); file.status != http.StatusOK || kind != icon["type"] {
			t.Errorf("%v: got %d %s", icon, file.status, kind)
		}
		maskable = maskable || icon["purpose"] == "maskable"
		if icon["type"] != "image/png" {
			continue
		}
		all += len(file.body)
		config, err := png.DecodeConfig(strings.NewReader(file.body))
		if size := strconv.Itoa(config.Width) + "x" + strconv.Itoa(config.Height); err != nil || size != icon["sizes"] {
			t.Errorf("%v: it is %s, %v", icon, size, err)
		}
	}
	if all > 12_000 || !maskable {
		t.Errorf("the icons have %d bytes; one is maskable: %t", all, maskable)
	}
	for _, shortcut := range manifest["shortcuts"].([]any) {
		if got := c.get(shortcut.(map[string]any)["url"].(string), "Accept", "text/html"); got.status != http.StatusOK {
			t.Errorf("%v: got %d", shortcut, got.status)
		}
	}
	if page := c.get("/", "Accept", "text/html").body; !strings.Contains(page, `rel="manifest"`) || !strings.Contains(page, `rel="apple-touch-icon"`) {
		t.Error("the page does not name the manifest and the icon")
	}
}

func TestWorkerIsAskedForAnewAndNamesItsRelease(t *testing.T) {
	c := newSite(t).client()
	got := c.get("/sw.js")
	if got.status != http.StatusOK || got.header.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(got.header.Get("Content-Type"), "text/javascript") {
		t.Errorf("got %d %v", got.status, got.header)
	}
	prefix := strings.Split(got.body, "'")[1]
	if file := c.get(prefix + "js/sw.js"); file.status != http.StatusOK {
		t.Errorf("%sjs/sw.js: got %d", prefix, file.status)
	}
}

func TestOfflinePageIsTheSameForEverybody(t *testing.T) {
	m := newSite(t).newMatch("")
	stranger, player := m.client().get("/offline"), m.white.get("/offline")
	if stranger.status != http.StatusOK || stranger.body != player.body {
		t.Errorf("got %d, and a player something else:\n%s", stranger.status, player.body)
	}
}
