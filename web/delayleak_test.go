package web_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web/webtest"
)

// twins are two games that look the same to delayed spectators, although more has
// happened in the second.
type twins struct {
	*webtest.Bubble
	still, moving game.ID
}

// longDelay is the spectators' delay, longer than the test takes.
const longDelay = 15 * time.Minute

func newTwins(t *testing.T) twins {
	tw := twins{Bubble: webtest.NewBubble(t)}
	for _, id := range []*game.ID{&tw.still, &tw.moving} {
		g, created, err := game.New(game.Setup{Creator: gametest.Ann, Color: "white", Delay: longDelay}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := tw.Games.Create(t.Context(), g, created); err != nil {
			t.Fatal(err)
		}
		*id = created.Game
		tw.change(*id, func(g *game.Game) (game.Event, error) { return g.Join(gametest.Bob, time.Now()) })
		tw.MoveIn(*id, "e4")
	}
	tw.People.ByToken["cat"] = game.Player{ID: "CatCatCatCat", Name: "Wily Lynx"}
	time.Sleep(longDelay)
	tw.MoveIn(tw.moving, "Na6", "Nf3", "Nb8", "Ng1", "Na6", "Nf3", "Nb8", "Ng1")
	tw.change(tw.moving, func(g *game.Game) (game.Event, error) {
		return g.Say(gametest.Ann, game.PlayersRoom, "psst", time.Now())
	})
	tw.change(tw.moving, func(g *game.Game) (game.Event, error) {
		return g.Draw(gametest.Ann.ID, game.Propose, time.Now())
	})
	return tw
}

func (tw twins) change(id game.ID, f func(*game.Game) (game.Event, error)) {
	tw.T.Helper()
	e, err := tw.Games.Change(tw.T.Context(), id, f)
	if err != nil {
		tw.T.Fatal(err)
	}
	tw.Hub.Announce(game.Change{Event: e})
}

// hiddenVersion is the version of the game in which more has happened; spectators
// see 3.
const hiddenVersion = 13

// A strangersWish is what a stranger may ask for: an action with its fields.
type strangersWish struct {
	what   string
	fields []map[string]any
}

var strangersWishes = func() []strangersWish {
	moves := []map[string]any{{}, {"move": "e4"}, {"move": "e5"}, {"move": "Nf3"}, {"move": "nonsense"}, {"move": "e5", "spent": "abc"}, {"move": "e5", "spent": -1}}
	var seen []map[string]any
	for _, v := range []any{-1, "x", 0, 1, 2, 3, 4, hiddenVersion, hiddenVersion + 1, 1 << 40, "9223372036854775808", 1.5} {
		moves = append(moves, map[string]any{"move": "e5", "seen": v})
		seen = append(seen, map[string]any{"seen": v})
	}
	answers := []map[string]any{{}, {"answer": "accept"}, {"answer": "decline"}, {"answer": "maybe"}}
	talk := []map[string]any{{}, {"text": "hi"}, {"text": "hi", "room": "spectators"}, {"text": "hi", "room": "players"},
		{"text": "hi", "room": "kitchen"}, {"text": strings.Repeat("x", 141)}, {"text": "\u3164"}}
	return []strangersWish{
		{"moves", moves}, {"time", seen}, {"draw", answers}, {"takeback", answers}, {"rematch", answers},
		{"claim", []map[string]any{{}, {"result": "foo"}, {"result": "win"}, {"result": "draw"}, {"result": "win", "seen": -1}}},
		{"resign", answers}, {"abort", answers}, {"flag", answers}, {"chat", talk}, {"join", []map[string]any{{}, {"seen": -1}}},
	}
}()

// No answer to a stranger's request tells how far the game has come.
func TestNoAnswerTellsAStrangerHowAGameStands(t *testing.T) {
	for who, token := range map[string]string{"nobody": "", "a spectator": "cat"} {
		t.Run(who, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tw := newTwins(t)
				for _, wish := range strangersWishes {
					for _, fields := range wish.fields {
						for how, ask := range map[string]func(game.ID, string, string, map[string]any) webtest.Answer{"JSON": tw.asJSON, "form": tw.asForm, "socket": tw.asCommand} {
							if how == "socket" && wish.what == "join" {
								continue
							}
							time.Sleep(3 * time.Second) // for the limits, which the two share
							what := fmt.Sprintf("%s %v as %s", wish.what, fields, how)
							tw.same(what, ask(tw.still, token, wish.what, fields), ask(tw.moving, token, wish.what, fields), wish.what)
						}
					}
				}
				if s, err := tw.Games.Snapshot(t.Context(), tw.still); err != nil || s.Ply != 1 {
					t.Errorf("the game has %d plies, %v, want 1", s.Ply, err)
				}
			})
		})
	}
}

// Nor does anything else that a stranger reads.
func TestNothingTellsAStrangerHowAGameStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tw := newTwins(t)
		var rests []string
		for _, n := range []int{-1, 0, 1, 2, 3, 4, 5, hiddenVersion - 1, hiddenVersion, hiddenVersion + 1, 1000} {
			rests = append(rests, fmt.Sprintf("/feed?after=%d", n), fmt.Sprintf("/feed?after=%d&presence=0", n), fmt.Sprintf("/board.svg?ply=%d", n), fmt.Sprintf("?ply=%d", n))
		}
		rests = append(rests, "", ".json", ".pgn", "/share", "/share?ply=2", "/feed", "/feed?after=x", "/board.png", "/board.png?ply=3", "/board.svg")
		for _, rest := range rests {
			for _, accept := range []string{"text/html", "application/json", "*/*"} {
				for _, token := range []string{"", "cat"} {
					time.Sleep(time.Second)
					header := []string{"Accept", accept, "Cookie", "kibitz=" + token}
					still, moving := tw.Get(tw.URL+"/games/"+string(tw.still)+rest, header...), tw.Get(tw.URL+"/games/"+string(tw.moving)+rest, header...)
					tw.same(rest+" as "+accept, still, moving, "")
					for _, name := range []string{"ETag", "Cache-Control", "Content-Disposition", "Last-Modified"} {
						if a, b := tw.anonymous(still.Header.Get(name)), tw.anonymous(moving.Header.Get(name)); a != b {
							t.Errorf("%s as %s: %s is %q in one and %q in the other", rest, accept, name, a, b)
						}
					}
				}
			}
		}
		for _, after := range []string{"", "0", "3", "4", "13", "14"} {
			var first [2]string
			for i, id := range []game.ID{tw.still, tw.moving} {
				p := tw.DialPeer("/games/"+string(id)+"/feed?after="+after, http.Header{})
				first[i] = tw.anonymous(<-p.Frames) // an event, or the ping of a reader who has them all
				p.Close()
				for range p.Frames {
				}
			}
			if at := regexp.MustCompile(`"at":\d+`); at.ReplaceAllString(first[0], "") != at.ReplaceAllString(first[1], "") {
				t.Errorf("a socket after %q:\n%s\n%s", after, first[0], first[1])
			}
		}
	})
}

// Players are told what they missed, as in any other game.
func TestPlayersOfADelayedGameAreToldItsVersion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tw := newTwins(t)
		got := tw.asJSON(tw.moving, "bob", "moves", map[string]any{"move": "e5", "seen": 3})
		if got.Status != http.StatusConflict || !strings.Contains(got.Body, fmt.Sprintf(`"version":%d`, hiddenVersion)) {
			t.Errorf("got %d %s, want 409 with version %d", got.Status, got.Body, hiddenVersion)
		}
	})
}

func (tw twins) asJSON(id game.ID, token, what string, fields map[string]any) webtest.Answer {
	body, err := json.Marshal(fields)
	if err != nil {
		tw.T.Fatal(err)
	}
	return tw.Send(tw.URL+"/games/"+string(id)+"/"+what, tw.bearer(token), string(body), "Accept", "application/json")
}

func (tw twins) asForm(id game.ID, token, what string, fields map[string]any) webtest.Answer {
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, fmt.Sprint(value))
	}
	return tw.Send(tw.URL+"/games/"+string(id)+"/"+what, tw.bearer(token), form.Encode(),
		"Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
}

func (tw twins) asCommand(id game.ID, token, what string, fields map[string]any) webtest.Answer {
	command := map[string]any{"id": 1, "do": strings.TrimSuffix(what, "s")}
	for name, value := range fields {
		command[name] = value
	}
	text, err := json.Marshal(command)
	if err != nil {
		tw.T.Fatal(err)
	}
	header := http.Header{}
	if token != "" {
		header.Set("Authorization", tw.bearer(token))
	}
	p := tw.DialPeer("/games/"+string(id)+"/feed?after=3", header)
	defer p.Close()
	p.Say(string(text))
	for frame := range p.Frames {
		if strings.HasPrefix(frame, `{"re":1,`) || frame == `{"re":1}` {
			return webtest.Answer{Status: http.StatusOK, Body: frame}
		}
	}
	tw.T.Fatalf("%s: the socket was closed", text)
	return webtest.Answer{}
}

func (tw twins) bearer(token string) string {
	if token == "" {
		return ""
	}
	return "Bearer " + token
}

var madeUpName = regexp.MustCompile(`"from":"[^"]*"`)

// anonymous is a text without what may differ between the two: ids, and names of new
// guests.
func (tw twins) anonymous(text string) string {
	text = strings.NewReplacer(string(tw.still), "ID", string(tw.moving), "ID").Replace(text)
	return madeUpName.ReplaceAllString(text, `"from":"?"`)
}

func (tw twins) same(what string, still, moving webtest.Answer, action string) {
	tw.T.Helper()
	if a, b := tw.anonymous(still.Body), tw.anonymous(moving.Body); still.Status != moving.Status || a != b {
		tw.T.Errorf("%s: got %d and %d:\n%s\n%s", what, still.Status, moving.Status, differing(a, b), differing(b, a))
	}
	var p struct {
		Version game.Version
		Error   struct{ Version game.Version }
	}
	if err := json.NewDecoder(io.LimitReader(strings.NewReader(moving.Body), 1<<20)).Decode(&p); err == nil && action != "" && p.Version+p.Error.Version > 0 {
		tw.T.Errorf("%s: a version is told: %s", what, moving.Body)
	}
	if action != "" && action != "chat" && action != "join" && moving.Status != http.StatusForbidden && !strings.Contains(moving.Body, `"status":403`) {
		tw.T.Errorf("%s: got %d %s, want 403 before all else", what, moving.Status, differing(moving.Body, ""))
	}
}

// differing is a text from shortly before its first difference from another one.
func differing(text, other string) string {
	i := 0
	for i < len(text) && i < len(other) && text[i] == other[i] {
		i++
	}
	return text[max(0, i-100):min(len(text), i+200)]
}
