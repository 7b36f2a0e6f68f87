package madeup

import (
	"time"

	"kibitz/game"
	"kibitz/web/view"
)

func homes(f Frames) []State {
	live := []view.WatchBoard{Playing("", "e4", "e5", "Nf3", "Nc6").Glance(2), Exhibit().Shown()}
	return []State{
		{"home", "home", view.Home(f.Stranger, view.HomePage{URL: "https://kibitz.example/"})},
		{"home", "home-control", view.Home(f.Stranger, view.HomePage{Control: "custom", Minutes: "0.5", Increment: "-1", Error: "no", Wrong: "control"})},
		{"home", "home-refused", view.Home(f.Player, view.HomePage{Color: "black", FEN: `8/8/"><b>`, Error: "the position cannot be used: it needs six fields", Wrong: "fen"})},
		{"home", "home-lobby", view.Home(f.Player, view.HomePage{Seeks: seeks, Mine: []game.ID{"k3XyZ9aC"}, Tag: "0123456789abcdef"})},
		{"home", "home-live", view.Home(f.Stranger, view.HomePage{Boards: live})},
		{"home", "home-away", view.Home(f.Player, view.HomePage{LobbyAway: true})},
		{"home", "home-many", view.Home(f.Player, view.HomePage{Opponent: "anyone", Level: "5", Delay: "60", Error: game.ErrManySeeks.Error()})},
	}
}

func watches(f Frames) []State {
	boards := []view.WatchBoard{Playing("", "e4", "e5", "Nf3", "Nc6").Glance(2), Playing("", "e4", "f5", "Qh5").Glance(0)}
	return []State{
		{"watch", "watch", view.Watch(f.Stranger, view.WatchPage{Boards: boards, Refresh: true})},
		{"watch", "watch-exhibition", view.Watch(f.Player, view.WatchPage{Boards: []view.WatchBoard{Exhibit().Shown()}})},
		{"watch", "watch-nothing", view.Watch(f.Player, view.WatchPage{})},
	}
}

func lists(f Frames) []State {
	return []State{
		{"mine", "mine", view.Mine(f.Player, view.MinePage{Known: true, Games: entries(), Older: "1763754000123000-k3XyZ9aB"})},
		{"mine", "mine-nothing", view.Mine(f.Player, view.MinePage{Known: true})},
		{"mine", "mine-visitor", view.Mine(f.Stranger, view.MinePage{})},
		{"mine", "mine-end", view.Mine(f.Player, view.MinePage{Known: true, Later: true})},
	}
}

func imports(f Frames) []State {
	one := FromPGN().Page("").Snapshot
	return []State{
		{"import", "import", view.Import(f.Stranger, view.ImportPage{})},
		{"import", "import-refused", view.Import(f.Player, view.ImportPage{Text: "1. e4 </textarea><b>", Error: "game 1, line 1, move 1... </textarea>: no"})},
		{"import", "import-several", view.Imported(f.Stranger, []game.Snapshot{one, one})},
	}
}

func labs(f Frames) []State {
	return []State{
		{"lab", "lab", view.Lab(f.Stranger, view.LabPage{URL: "https://kibitz.example"})},
		{"lab", "lab-measured", view.Lab(f.Player, view.LabPage{URL: "https://kibitz.example", Load: &load})},
	}
}

// plain has the pages that need no game.
func plain(f Frames) []State {
	wishing, away := f.Player, f.Stranger
	wishing.Prefs = view.Prefs{Theme: "dark", Board: "moss", Confirm: true, Sound: true, Notify: true, Awake: true}
	away.Prefs = wishing.Prefs
	return []State{
		{"settings", "settings", view.Settings(f.Stranger, view.SettingsPage{})},
		{"settings", "settings-chosen", view.Settings(wishing, view.SettingsPage{Back: `/games/k3XyZ9aB?ply=3&flip=1`})},
		{"settings", "settings-saved", view.Settings(wishing, view.SettingsPage{Saved: true})},
		{"about", "about", view.About(f.Stranger, view.AboutPage{Commit: "0123456789ab", Changed: true, Built: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), Go: "go1.26"})},
		{"about", "about-unknown", view.About(f.Player, view.AboutPage{Go: "go1.26"})},
		{"about", "keys", view.Keys(f.Stranger)},
		{"problem", "problem", view.Problem(f.Stranger, view.ProblemPage{Status: 404, Title: "Not Found", Detail: "there is no such game", Back: "/"})},
		{"problem", "problem-back", view.Problem(f.Player, view.ProblemPage{Status: 409, Title: "Conflict", Detail: "the seat is taken", Back: "/games/k3XyZ9aB"})},
		{"problem", "problem-fast", view.Problem(f.Player, view.ProblemPage{Status: 429, Title: "Slow down a little", Detail: "that was too fast", Advice: "Nothing is lost.", Wait: 12, Back: "/"})},
		{"problem", "problem-away", view.Problem(away, view.ProblemPage{Status: 503, Title: "Kibitz cannot reach its games", Detail: "the database cannot be reached", Advice: "Load the page again in a moment.", Wait: 1, Again: true, Back: "/"})},
		{"problem", "offline", view.Offline(view.Frame{Language: f.Stranger.Language, Static: f.Stranger.Static})},
	}
}
