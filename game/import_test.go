package game_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/pgn"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

// readGames reads PGN that is known to be right.
func readGames(t testing.TB, text string) []pgn.Game {
	t.Helper()
	games, err := pgn.Read([]byte(text))
	if err != nil {
		t.Fatalf("pgn.Read: %v", err)
	}
	return games
}

// readFile returns one of the test files of the PGN reader.
func readFile(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("pgn/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func imported(t testing.TB, p *pgn.Game) game.Snapshot {
	t.Helper()
	g, events, err := game.Import(p, gametest.Start)
	if err != nil {
		t.Fatalf("Import: %v", err)
	}
	return game.NewSnapshot(g.Record(), events[1:])
}

func TestAnImportedGameIsOver(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		result     rules.Result
		reason     game.Reason
		kinds      string
	}{
		{"mate", "f3 e5 g4 Qh4", rules.BlackWins, game.Mate, "created move move move move"},
		{"no moves", "[White \"A\"]\n\n1-0", rules.WhiteWins, game.ByImport, "created"},
		{"resigned, perhaps", "e4 0-1", rules.BlackWins, game.ByImport, "created move"},
		{"not over", "e4 *", rules.NoResult, game.ByImport, "created move"},
		{"stalemate by a king", "[FEN \"7k/5K2/8/6Q1/8/8/8/8 w - - 0 1\"]\n\nQg6 *", rules.Drawn, game.Stalemate, "created move"},
		{"bare kings", "[FEN \"7k/8/8/8/8/8/6p1/6K1 w - - 0 1\"]\n\nKxg2 1/2-1/2", rules.Drawn, game.DeadMaterial, "created move"},
		{"a mate that the file gives to the other side", "f3 e5 g4 Qh4 1-0\n", rules.WhiteWins, game.ByImport, "created move move move move"},
		{"over before it began", "[FEN \"7k/5KQ1/8/8/8/8/8/8 b - - 0 1\"]\n\n*", rules.WhiteWins, game.Mate, "created"},
	} {
		p := readGames(t, test.text)[0]
		g, events, err := game.Import(&p, when)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var kinds []string
		for i, e := range events {
			kinds = append(kinds, string(e.Kind))
			if last := i == len(events)-1; e.Version != game.Version(i+1) || (e.Status == game.Over) != last {
				t.Errorf("%s: event %d is of version %d and %s", test.name, i, e.Version, e.Status)
			}
		}
		if got := strings.Join(kinds, " "); got != test.kinds {
			t.Errorf("%s: got the events %s, want %s", test.name, got, test.kinds)
		}
		r := g.Record()
		if r.Status != game.Over || r.Result != test.result || r.Reason != test.reason || !g.Deadline().IsZero() {
			t.Errorf("%s: got %s, %s, %s, deadline %v; want over, %s, %s and none",
				test.name, r.Status, r.Result, r.Reason, g.Deadline(), test.result, test.reason)
		}
	}
}

func TestAnImportedGameHasItsClocksNamesAndComments(t *testing.T) {
	t.Parallel()
	games := readGames(t, readFile(t, "annotated/games.pgn"))
	s := imported(t, &games[1])
	if s.White != (game.Player{Name: "One"}) || s.Black != (game.Player{Name: "Two"}) || !s.White.Seated() {
		t.Errorf("got %v and %v, want names without ids", s.White, s.Black)
	}
	if tc := s.Clock.Control; tc != control(300, 3) {
		t.Errorf("got the control %v, want 300+3", tc)
	}
	for i, want := range []time.Duration{300 * time.Second, 299_500 * time.Millisecond, 240 * time.Second, 298 * time.Second} {
		if got := s.Plies[i].Clock; got != want {
			t.Errorf("ply %d: got %v left, want %v", i+1, got, want)
		}
	}
	if got := s.Source.Comment(3); got != "Oh no" {
		t.Errorf("got the comment %q", got)
	}
	if got := s.Source.Comment(99) + s.Source.Comment(-1) + s.Source.Comment(1) + s.Source.Tag("Date"); got != "" {
		t.Errorf("got %q where nothing is written", got)
	}
	if nameless := imported(t, &games[2]); nameless.White.Name != "White" || nameless.Black.Name != "Black" {
		t.Errorf("players whom the file does not name are %v and %v", nameless.White, nameless.Black)
	}
	body, err := wire.SnapshotJSON(&s, "", game.Presence{})
	if err != nil || !strings.Contains(string(body), `"white":{"name":"One"}`) || !strings.Contains(string(body), `"Event":"Rated blitz"`) {
		t.Errorf("got %s, %v", body, err)
	}
}

// The PGN written is the one read, with the address and the opening.
func TestAnImportedGameIsWrittenAsItWasRead(t *testing.T) {
	t.Parallel()
	games := readGames(t, readFile(t, "annotated/games.pgn"))
	s := imported(t, &games[0])
	const address = "https://kibitz.example/games/x"
	again := readGames(t, s.PGN(address))[0]
	for name, want := range map[string]string{"Source": address, "ECO": "C41", "Event": "Paris, at the opera"} {
		if got := again.Tag(name); got != want {
			t.Errorf("the tag %s is %q, want %q", name, got, want)
		}
	}
	again.Tags = games[0].Tags
	if got, want := again.PGN(), games[0].PGN(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	twice := imported(t, &pgn.Game{Tags: readGames(t, s.PGN(address))[0].Tags, StartFEN: rules.StartFEN, Result: "*"})
	if got := twice.PGN("https://elsewhere.example/"); strings.Contains(got, "elsewhere") || strings.Count(got, "[ECO ") != 1 {
		t.Errorf("a game that names its source and opening has them anew:\n%s", got)
	}
}

func TestTimeControlsOfFilesAreRead(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]game.TimeControl{
		"300+3": control(300, 3), "600": control(600, 0), "0+5": control(0, 5), "-": {}, "?": {}, "": {},
		"40/7200:3600": {}, "300+": {}, "-1": {}, "99999999999+1": {}, "300+3+3": {}, "*180": {},
	} {
		p := readGames(t, "[TimeControl \""+tag+"\"]\n\n1. e4 {[%clk 0:00:07]} *")[0]
		if got := imported(t, &p).Clock.Control; got != want {
			t.Errorf("%q: got %v, want %v", tag, got, want)
		}
	}
}

func TestImportingKeepsAllGamesOrNone(t *testing.T) {
	t.Parallel()
	store := gametest.NewGames()
	service := game.NewService(store, new(gametest.Announcer), func() time.Time { return when })
	games := readGames(t, readFile(t, "famous.pgn"))
	kept, err := service.Import(t.Context(), games)
	if err != nil || len(kept) != len(games) {
		t.Fatalf("got %d games, %v, want %d", len(kept), err, len(games))
	}
	for i, s := range kept {
		read, err := store.Snapshot(t.Context(), s.Game)
		if err != nil || read.White.Name != games[i].Tag("White") || len(read.Plies) != len(games[i].Line.Moves) {
			t.Errorf("game %d: %v, %s, %d plies", i, err, read.White.Name, len(read.Plies))
		}
	}
	store.FailBefore(gametest.Unavailable)
	if _, err := service.Import(t.Context(), games); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	if _, err := service.Import(t.Context(), []pgn.Game{{StartFEN: "x"}}); err == nil {
		t.Error("a game that nobody has read: got no error")
	}
}

// A name must not mislead the reader of a title or a preview.
func TestNamesOfFilesDoNotTurnWhatStandsAroundThem(t *testing.T) {
	for name, want := range map[string]string{
		"\u202eevil": "evil", "a\u2066b\u2069c": "abc", "\u200b\u202e": "White", "\ufeffAnn\u00ad": "Ann",
		strings.Repeat("\u3164", 20) + "Ann": "Ann", "Rene\u0301": "Rene\u0301",
		"שרה": "שרה", "می\u200cخواهم": "می\u200cخواهم", "Łódź 李": "Łódź 李",
	} {
		s := game.Source{Tags: []pgn.Tag{{Name: "White", Value: name}, {Name: "Black", Value: "Bob"}}}
		if white, black := s.Players(); white.Name != want || black.Name != "Bob" {
			t.Errorf("%q: got %q and %q, want %q and Bob", name, white.Name, black.Name, want)
		}
	}
}

// An invisible name counts as none, wherever it is shown, and so do other invisible
// tags and comments.
func TestWhatIsBlankInAFileCountsAsMissing(t *testing.T) {
	t.Parallel()
	for _, text := range invisible {
		p := pgn.Game{StartFEN: rules.StartFEN, Result: "*", Tags: []pgn.Tag{{Name: "Event", Value: text}, {Name: "White", Value: text}, {Name: "Black", Value: "Bob"}}}
		s := imported(t, &p)
		if s.White.Name != "White" || s.Black.Name != "Bob" {
			t.Errorf("%+q: got %+q and %+q, want White and Bob", text, s.White.Name, s.Black.Name)
		}
		source := game.Source{Tags: p.Tags, Comments: []string{text}}
		if event, comment := source.Tag("Event"), source.Comment(0); event != "" || comment != "" {
			t.Errorf("%+q: got the event %+q and the comment %+q, want none", text, event, comment)
		}
	}
	for _, text := range []string{"\u3164", "\u2800\u2800", "\u0301"} {
		read := readGames(t, "[Event \""+text+"\"]\n[White \""+text+"\"]\n[Black \"Bob\"]\n\n1. e4 *")[0]
		if read.Tag("White") != "?" || read.Tag("Event") != "?" || read.Tag("Black") != "Bob" {
			t.Errorf("%+q: got the tags %+q, want ? for the event and White", text, read.Tags)
		}
		_, err := pgn.Read([]byte("[White \"" + text + "\"]\n[Black \"Bob\"]\n\n1. e5 *"))
		if err == nil || !strings.Contains(err.Error(), `("? – Bob")`) {
			t.Errorf("%+q: got %v, want an error that names ? – Bob", text, err)
		}
	}
}

// Any game that can be read becomes a finished game.
func FuzzImport(f *testing.F) {
	for _, name := range []string{"annotated/games.pgn", "famous.pgn"} {
		f.Add([]byte(readFile(f, name)))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		games, err := pgn.Read(file)
		if err != nil {
			return
		}
		for i := range games {
			if g := imported(t, &games[i]); g.Status != game.Over || g.Ply != len(games[i].Line.Moves) || g.Result != games[i].Result {
				t.Errorf("imported: %+v", g)
			}
		}
	})
}
