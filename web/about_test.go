package web

import (
	"runtime/debug"
	"testing"
	"time"

	"kibitz/web/view"
)

func TestProgramKnowsWhatItWasBuiltFrom(t *testing.T) {
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for name, c := range map[string]struct {
		settings []debug.BuildSetting
		want     view.AboutPage
	}{
		"nothing known": {nil, view.AboutPage{Go: "go1.26"}},
		"a commit": {
			[]debug.BuildSetting{setting("vcs", "git"), setting("vcs.revision", "0123456789abcdef0123"), setting("vcs.time", "2026-11-22T03:04:05Z"), setting("vcs.modified", "false")},
			view.AboutPage{Go: "go1.26", Commit: "0123456789ab", Built: time.Date(2026, 11, 22, 3, 4, 5, 0, time.UTC)},
		},
		"changes": {
			[]debug.BuildSetting{setting("vcs.revision", "0123"), setting("vcs.time", "yesterday"), setting("vcs.modified", "true")},
			view.AboutPage{Go: "go1.26", Commit: "0123", Changed: true},
		},
	} {
		if got := programOf(&debug.BuildInfo{GoVersion: "go1.26", Settings: c.settings}); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}
