package game_test

import (
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// A saying is one action of a player: a move, or a word and an answer, as in "Ann
// draw offer". Its result is a kind of event, or an error.
type saying struct {
	what string
	want any // game.Kind or error
}

// say performs a saying.
func (b board) say(what string) (game.Event, error) {
	b.t.Helper()
	words := strings.Fields(what)
	if len(words) == 1 {
		return b.Play(gametest.ToMove(b.Game), what, 0, game.Timing{}, b.in(ms(1_000)))
	}
	by := map[string]game.PlayerID{"Ann": gametest.Ann.ID, "Bob": gametest.Bob.ID, "Cat": cat.ID}[words[0]]
	answer, at := game.Answer(append(words, "", "")[2]), b.in(ms(1_000))
	switch words[1] {
	case "draw":
		return b.Draw(by, answer, at)
	case "takeback":
		return b.Takeback(by, answer, b.shown(), at)
	case "rematch":
		return b.Rematch(by, answer, at)
	case "claim":
		return b.Claim(by, at)
	case "resign":
		return b.Resign(by, at)
	case "abort":
		return b.Abort(by, at)
	}
	b.t.Fatalf("what is %q?", what)
	return game.Event{}, nil
}

// says checks a sequence of sayings, and that refused ones change nothing.
func (b board) says(talk ...saying) {
	b.t.Helper()
	for i, s := range talk {
		before := b.Record()
		e, err := b.say(s.what)
		if want, ok := s.want.(error); ok {
			wantError(b.t, s.what, err, want)
			sameRecord(b.t, b.Record(), before)
			continue
		}
		if err != nil || e.Kind != s.want {
			b.t.Fatalf("%s, as the %d. thing: got a %q, %v, want a %q", s.what, i+1, e.Kind, err, s.want)
		}
		b.remember(e)
	}
}

func TestADrawIsOfferedAndAnswered(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		moves string
		talk  []saying
	}{
		{"accepted", "e4 e5", []saying{{"Ann draw offer", game.Offered}, {"Bob draw accept", game.DrawAgreed}}},
		{"accepted by the side to move", "e4 e5", []saying{{"Bob draw offer", game.Offered}, {"Ann draw accept", game.DrawAgreed}}},
		{"an offer meets an offer", "e4 e5", []saying{{"Ann draw offer", game.Offered}, {"Bob draw offer", game.DrawAgreed}}},
		{"declined", "e4 e5", []saying{
			{"Ann draw offer", game.Offered}, {"Bob draw decline", game.Declined},
			{"Bob draw accept", game.ErrNothingOffered},
		}},
		{"before ply 2", "e4", []saying{
			{"Ann draw offer", game.ErrTooSoon}, {"Bob draw offer", game.ErrTooSoon}, {"e5", game.Moved},
			{"Bob draw offer", game.Offered},
		}},
		{"offered again at once", "e4 e5", []saying{{"Ann draw offer", game.Offered}, {"Ann draw offer", game.ErrOfferedAlready}}},
		{"one's own offer is not accepted", "e4 e5", []saying{
			{"Ann draw offer", game.Offered}, {"Ann draw accept", game.ErrNothingOffered},
			{"Ann draw decline", game.ErrNothingOffered},
		}},
		{"nothing was offered", "e4 e5", []saying{
			{"Ann draw accept", game.ErrNothingOffered}, {"Ann draw decline", game.ErrNothingOffered},
		}},
		{"an answer that is none", "e4 e5", []saying{
			{"Ann draw offer", game.Offered}, {"Bob draw maybe", game.ErrBadAnswer}, {"Bob draw", game.ErrBadAnswer},
			{"Ann draw maybe", game.ErrBadAnswer},
		}},
		{"a stranger", "e4 e5", []saying{
			{"Ann draw offer", game.Offered}, {"Cat draw accept", game.ErrNotPlayer}, {"Cat claim", game.ErrNotPlayer},
		}},
		{"it waits while its side moves", "e4 e5", []saying{
			{"Ann draw offer", game.Offered}, {"Nf3", game.Moved}, {"Bob draw accept", game.DrawAgreed},
		}},
		{"it lapses with the opponent's move", "e4 e5 Nf3", []saying{
			{"Ann draw offer", game.Offered}, {"Nc6", game.Moved}, {"Bob draw accept", game.ErrNothingOffered},
		}},
		{"it lapses with the opponent's next move", "e4 e5", []saying{
			{"Ann draw offer", game.Offered}, {"Nf3", game.Moved}, {"Nc6", game.Moved},
			{"Bob draw accept", game.ErrNothingOffered},
		}},
		{"a new offer takes its place", "e4 e5", []saying{
			{"Ann draw offer", game.Offered}, {"Bob takeback offer", game.Offered},
			{"Bob draw accept", game.ErrNothingOffered}, {"Ann takeback decline", game.Declined},
		}},
		{"after the end", "f3 e5 g4 Qh4", []saying{
			{"Ann draw offer", game.ErrOver}, {"Ann draw accept", game.ErrOver}, {"Ann claim", game.ErrOver},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := sit(t, gametest.Table{Control: control(300, 3), Moves: test.moves})
			b.says(test.talk...)
			if r := b.Record(); r.Reason == game.Agreement && r.Result != rules.Drawn || r.Status == game.Over && r.Offering.Open != (game.Offer{}) {
				t.Errorf("got %+v, want a draw without an offer", r)
			}
		})
	}
}

// Forty plies without a position in which a draw could be claimed.
const forty = "a3 a6 b3 b6 c3 c6 d3 d6 e3 e6 f3 f6 g3 g6 h3 h6 a4 a5 b4 b5 c4 c5 d4 d5 e4 e5 f4 f5 g4 g5 h4 h5 " +
	"Na3 Na6 Nb1 Nb8 Nc3 Nc6 Nb1 Nb8"

// Twenty plies after a side's last offer, whatever became of it.
func TestADrawMayBeOfferedEveryTwentyPlies(t *testing.T) {
	t.Parallel()
	for one, other := range map[string]string{"Ann": "Bob", "Bob": "Ann"} {
		line := gametest.Moves(forty)
		b := sit(t, gametest.Table{Moves: strings.Join(line[:10], " ")})
		b.says(
			saying{one + " draw offer", game.Offered}, saying{other + " draw decline", game.Declined},
			saying{other + " draw offer", game.Offered}, saying{one + " draw decline", game.Declined}, // each for itself
		)
		for _, move := range line[10:30] {
			b.says(saying{one + " draw offer", game.ErrTooSoon}, saying{move, game.Moved})
		}
		b.says(saying{one + " draw offer", game.Offered}, saying{other + " draw offer", game.DrawAgreed})
	}
}

func TestADrawIsClaimedByTheSideToMove(t *testing.T) {
	t.Parallel()
	const twice = "Nf3 Nf6 Ng1 Ng8 "
	quiet := "4k3/8/8/8/8/8/p7/R3K3 w - - 99 90"
	for _, test := range []struct {
		name  string
		table gametest.Table
		talk  []saying
		want  game.Reason
	}{
		{"the position stands for the third time", gametest.Table{Moves: twice + twice}, []saying{
			{"Bob claim", game.ErrNothingToClaim}, {"Ann claim", game.Claimed},
		}, game.Threefold},
		{"and Black is to move", gametest.Table{Moves: "Nf3 " + "Nf6 Ng1 Ng8 Nf3 Nf6 Ng1 Ng8 Nf3"}, []saying{
			{"Ann claim", game.ErrNothingToClaim}, {"Bob claim", game.Claimed},
		}, game.Threefold},
		{"it stands for the second time", gametest.Table{Moves: twice}, []saying{
			{"Ann claim", game.ErrNothingToClaim}, {"Bob claim", game.ErrNothingToClaim},
		}, ""},
		{"it stood for the third time a move ago", gametest.Table{Moves: twice + twice + "e4"}, []saying{
			{"Bob claim", game.ErrNothingToClaim},
		}, ""},
		{"an offer is the claim", gametest.Table{Moves: twice + twice}, []saying{{"Ann draw offer", game.Claimed}}, game.Threefold},
		{"an offer by the other side is an offer", gametest.Table{Moves: twice + twice}, []saying{
			{"Bob draw offer", game.Offered}, {"Ann claim", game.Claimed},
		}, game.Threefold},
		{"an offer too soon is the claim", gametest.Table{Moves: twice + "Nf3 Nf6 Ng1"}, []saying{
			{"Ann draw offer", game.Offered}, {"Ng8", game.Moved}, {"Ann draw offer", game.Claimed},
		}, game.Threefold},
		{"fifty moves", gametest.Table{FEN: quiet, Moves: "Kd2"}, []saying{
			{"Ann claim", game.ErrNothingToClaim}, {"Bob claim", game.Claimed},
		}, game.Fifty},
		{"fifty moves, by an offer", gametest.Table{FEN: quiet, Moves: "Kd2"}, []saying{
			{"Bob draw offer", game.Claimed},
		}, game.Fifty},
		{"not yet fifty", gametest.Table{FEN: quiet}, []saying{{"Ann claim", game.ErrNothingToClaim}}, ""},
		{"a capture begins anew", gametest.Table{FEN: quiet, Moves: "Rxa2"}, []saying{{"Bob claim", game.ErrNothingToClaim}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := sit(t, test.table)
			b.says(test.talk...)
			r := b.Record()
			if r.Reason != test.want || (test.want != "" && r.Result != rules.Drawn) {
				t.Errorf("got %s, %q, want a draw by %q", r.Result, r.Reason, test.want)
			}
		})
	}
}

func TestSixHundredPliesAreADraw(t *testing.T) {
	t.Parallel()
	for ply, want := range map[int]game.Reason{598: "", 599: game.TooLong} {
		g, _ := gametest.Table{Moves: "e4 e5"}.Set(t)
		r := g.Record()
		r.Ply = ply
		g, err := game.Load(r)
		if err != nil {
			t.Fatalf("Load: %v", err)
		}
		result := rules.NoResult
		if want != "" {
			result = rules.Drawn
		}
		wantEnd(t, g, do(t)(g.Play(gametest.Ann.ID, "Nf3", 0, game.Timing{}, when)), result, want)
	}
	g, _ := gametest.Table{Moves: "f3 e5 g4"}.Set(t)
	r := g.Record()
	r.Ply = 599
	g, err := game.Load(r)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	wantEnd(t, g, do(t)(g.Play(gametest.Bob.ID, "Qh4", 0, game.Timing{}, when)), rules.BlackWins, game.Mate)
}
