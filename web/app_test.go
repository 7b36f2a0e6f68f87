package web_test

import (
	"image/png"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"kibitz/web/webtest"
)

func TestManifestNamesIconsThatAreThere(t *testing.T) {
	c := webtest.NewSite(t).Client()
	got := c.Get("/manifest.webmanifest")
	if kind := got.Header.Get("Content-Type"); got.Status != http.StatusOK || kind != "application/manifest+json" {
		t.Fatalf("got %d %s", got.Status, kind)
	}
	manifest := got.Decode(t)
	for name, want := range map[string]string{"short_name": "Kibitz", "start_url": "/", "scope": "/", "display": "standalone"} {
		if manifest[name] != want {
			t.Errorf("%s is %v, want %s", name, manifest[name], want)
		}
	}
	all, maskable := 0, false
	for _, icon := range manifest["icons"].([]any) {
		icon := icon.(map[string]any)
		file := c.Get(icon["src"].(string))
		if kind := file.Header.Get("Content-Type"); file.Status != http.StatusOK || kind != icon["type"] {
			t.Errorf("%v: got %d %s", icon, file.Status, kind)
		}
		maskable = maskable || icon["purpose"] == "maskable"
		if icon["type"] != "image/png" {
			continue
		}
		all += len(file.Body)
		config, err := png.DecodeConfig(strings.NewReader(file.Body))
		if size := strconv.Itoa(config.Width) + "x" + strconv.Itoa(config.Height); err != nil || size != icon["sizes"] {
			t.Errorf("%v: it is %s, %v", icon, size, err)
		}
	}
	if all > 12_000 || !maskable {
		t.Errorf("the icons have %d bytes; one is maskable: %t", all, maskable)
	}
	for _, shortcut := range manifest["shortcuts"].([]any) {
		if got := c.Get(shortcut.(map[string]any)["url"].(string), "Accept", "text/html"); got.Status != http.StatusOK {
			t.Errorf("%v: got %d", shortcut, got.Status)
		}
	}
	if page := c.Get("/", "Accept", "text/html").Body; !strings.Contains(page, `rel="manifest"`) || !strings.Contains(page, `rel="apple-touch-icon"`) {
		t.Error("the page does not name the manifest and the icon")
	}
}

func TestWorkerIsAskedForAnewAndNamesItsRelease(t *testing.T) {
	c := webtest.NewSite(t).Client()
	got := c.Get("/sw.js")
	if got.Status != http.StatusOK || got.Header.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("got %d %v", got.Status, got.Header)
	}
	prefix := strings.Split(got.Body, "'")[1]
	if file := c.Get(prefix + "js/sw.js"); file.Status != http.StatusOK {
		t.Errorf("%sjs/sw.js: got %d", prefix, file.Status)
	}
}

func TestOfflinePageIsTheSameForEverybody(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	stranger, player := m.Client().Get("/offline"), m.White.Get("/offline")
	if stranger.Status != http.StatusOK || stranger.Body != player.Body {
		t.Errorf("got %d, and a player something else:\n%s", stranger.Status, player.Body)
	}
}
