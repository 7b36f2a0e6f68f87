package game_test

import (
	"slices"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

func TestARematchIsOfferedAndAnswered(t *testing.T) {
	t.Parallel()
	const over = "f3 e5 g4 Qh4"
	for _, test := range []struct {
		name  string
		table gametest.Table
		talk  []saying
	}{
		{"accepted", gametest.Table{Moves: over}, []saying{
			{"Ann rematch offer", game.Offered}, {"Bob rematch accept", game.Rematched},
		}},
		{"offered by both", gametest.Table{Moves: over}, []saying{
			{"Bob rematch offer", game.Offered}, {"Ann rematch offer", game.Rematched},
		}},
		{"declined, and offered again", gametest.Table{Moves: over}, []saying{
			{"Ann rematch offer", game.Offered}, {"Bob rematch decline", game.Declined},
			{"Bob rematch offer", game.Offered}, {"Ann rematch accept", game.Rematched},
		}},
		{"once only", gametest.Table{Moves: over}, []saying{
			{"Ann rematch offer", game.Offered}, {"Bob rematch accept", game.Rematched},
			{"Bob rematch accept", game.ErrRematched}, {"Ann rematch offer", game.ErrRematched},
			{"Ann rematch decline", game.ErrRematched},
		}},
		{"one's own offer", gametest.Table{Moves: over}, []saying{
			{"Ann rematch offer", game.Offered}, {"Ann rematch offer", game.ErrOfferedAlready},
			{"Ann rematch accept", game.ErrNothingOffered},
		}},
		{"an answer that is none", gametest.Table{Moves: over}, []saying{
			{"Ann rematch offer", game.Offered}, {"Bob rematch maybe", game.ErrBadAnswer},
		}},
		{"while it is played", gametest.Table{Moves: "e4 e5"}, []saying{{"Ann rematch offer", game.ErrNotOver}}},
		{"a stranger", gametest.Table{Moves: over}, []saying{{"Cat rematch offer", game.ErrNotPlayer}}},
		{"aborted", gametest.Table{}, []saying{
			{"Ann abort", game.Aborted}, {"Ann rematch offer", game.Offered}, {"Bob rematch accept", game.Rematched},
		}},
		{"aborted before anybody came", gametest.Table{Open: true}, []saying{
			{"Ann abort", game.Aborted}, {"Ann rematch offer", game.ErrNobodyThere},
		}},
		{"an offer to draw is gone", gametest.Table{Moves: "e4 e5"}, []saying{
			{"Ann draw offer", game.Offered}, {"Ann resign", game.Resigned}, {"Bob draw accept", game.ErrOver},
			{"Bob rematch accept", game.ErrNothingOffered},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := sit(t, test.table)
			b.says(test.talk...)
			next, begun := b.Next()
			last := test.talk[len(test.talk)-1].want
			if want := last == game.Rematched || last == game.ErrRematched; begun != want || (b.Record().Next != "") != want {
				t.Fatalf("got a next game: %t, %q, want one: %t", begun, b.Record().Next, want)
			}
			if begun && next.Game.Record().ID != b.Record().Next {
				t.Errorf("the next game is %s, the game names %s", next.Game.Record().ID, b.Record().Next)
			}
		})
	}
}

func TestARematchSwapsTheColors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		tc   game.TimeControl
		fen  string
		want string // start position of both
	}{
		{"with a clock", control(300, 3), "", rules.StartFEN},
		{"without one", control(0, 0), "", rules.StartFEN},
		{"from another position", control(60, 0), "4k3/8/8/8/8/8/P7/4K3 b - - 3 40", "4k3/8/8/8/8/8/P7/4K3 b - - 3 40"},
	} {
		b := sit(t, gametest.Table{Control: test.tc, FEN: test.fen})
		b.says(saying{"Ann abort", game.Aborted}, saying{"Ann rematch offer", game.Offered}, saying{"Bob rematch accept", game.Rematched})
		last := (*b.events)[len(*b.events)-1]
		next, _ := b.Next()
		r := next.Game.Record()
		if r.White != gametest.Bob || r.Black != gametest.Ann || r.Status != game.Playing || r.Version != 2 {
			t.Errorf("%s: got %+v, want Bob against Ann, under way", test.name, r)
		}
		if r.StartFEN != test.want || r.FEN != test.want || r.Clock.Control != test.tc || r.Clock.White.Left != test.tc.Initial {
			t.Errorf("%s: got %s, clock %+v, want %s, %+v", test.name, r.FEN, r.Clock, test.want, test.tc)
		}
		if !r.CreatedAt.Equal(last.At) || last.By != rules.Black || last.Next != r.ID || last.Status != game.Over {
			t.Errorf("%s: got %+v, want a game that begins at %v", test.name, last, r.CreatedAt)
		}
		kinds := []game.Kind{}
		for i, e := range next.Events {
			if kinds = append(kinds, e.Kind); e.Game != r.ID || e.Version != game.Version(i+1) {
				t.Errorf("%s: event %d is %+v", test.name, i, e)
			}
		}
		if !slices.Equal(kinds, []game.Kind{game.Created, game.Joined}) {
			t.Errorf("%s: got events %v, want created and joined", test.name, kinds)
		}
	}
}

func TestTheNextGameIsKeptAndAnnouncedWithTheRematch(t *testing.T) {
	t.Parallel()
	ctx, ann, bob := t.Context(), gametest.Ann.ID, gametest.Bob.ID
	h := newHouse()
	id := h.startedWith(t, control(60, 0), "f3 e5 g4 Qh4")
	do(t)(h.Do(ctx, id, ann, game.DoRematch, ""))
	h.games.FailBefore(gametest.Unavailable)
	_, err := h.Do(ctx, id, bob, game.DoRematch, game.Accept)
	wantError(t, "the games are away", err, game.ErrUnavailable)
	h.games.FailBefore(nil)
	before := len(h.announcer.Events())
	e := do(t)(h.Do(ctx, id, bob, game.DoRematch, game.Accept))
	log := h.log(t, e.Next)
	if got, want := h.announcer.Events()[before:], append(log, e); len(log) != 2 || !slices.Equal(got, want) {
		t.Errorf("announced %+v, want %+v", got, want)
	}
	do(t)(h.Play(ctx, e.Next, bob, "e4", 2, game.Timing{}))
	if s, err := h.games.Snapshot(ctx, id); err != nil || s.Next != e.Next {
		t.Errorf("the snapshot names %q, %v, want %q", s.Next, err, e.Next)
	}
	_, err = h.Do(ctx, id, ann, game.DoRematch, "")
	wantError(t, "a second rematch", err, game.ErrRematched)
	_, err = h.Do(ctx, id, ann, "dance", "")
	wantError(t, "an action that is none", err, game.ErrBadAction)
}
