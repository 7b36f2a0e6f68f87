package gametest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// An Opener returns empty Games for one test, and a function that makes players for
// them, because a store may have to know its players first.
type Opener func(t *testing.T) (games game.Games, newPlayer func() game.Player)

// TestGames states what every store of games promises. It also requires the Tail that
// followers read, the Due that ends games whose time is up, the ComputerTurns that
// finds games waiting for a computer, and the Exhibition.
func TestGames(t *testing.T, open Opener) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*testing.T, *suite)
	}{
		{"a new game is kept as it was made", newGameIsKept},
		{"an id is given once", idIsGivenOnce},
		{"imported games are kept with all that was read", importsAreKept},
		{"of imported games all are kept or none", importsAreKeptTogether},
		{"an event is kept the same, by itself or with all of its game", eventsAreKeptEitherWay},
		{"exhibits are kept, and relayed to their end", exhibitsAreKept},
		{"an exhibit's number is given once", exhibitNumbersAreGivenOnce},
		{"what is exhibited is found, and dropped when it is old", exhibitionIsFound},
		{"a game that is not there is not found", notFound},
		{"every kind of event is read back as it was returned", eventsAreReadBack},
		{"a game is loaded as it was kept", recordIsKept},
		{"clocks, offers and takebacks are read back as they were", talkIsKept},
		{"the game of a rematch is kept with it", nextIsKept},
		{"a rematch that fails begins no game", nextIsNotKept},
		{"games whose deadline has passed are found, the longest first", dueInOrder},
		{"a game that is being changed is not due", dueSkipsChanges},
		{"the computers can sit down", computersSitDown},
		{"games that wait for a computer are found, the longest first", computerTurns},
		{"messages are read back", messagesAreKept},
		{"a player has so many seeks and no more", seeksAreLimited},
		{"a player has no more seeks when many are asked for at once", seeksAreLimitedInARace},
		{"of many seeks the oldest and the newest are listed", seeksAreListedFromBothEnds},
		{"seeks live while their creators do", seeksAreSigned},
		{"a player has so many games against computers and no more", computerGamesAreLimited},
		{"rematches count among them", rematchesOfComputersAreLimited},
		{"a player has no more of them when many are asked for at once", computerGamesAreLimitedInARace},
		{"a join is kept with what it withdraws, or not at all", joinKeepsAllOrNothing},
		{"joins that race begin one game", joinsRace},
		{"those who are kept behind see what was, in order", lateViews},
		{"a finished game hides nothing", overIsSeen},
		{"a position other than the usual one is kept", startPositionIsKept},
		{"a snapshot says what the events say", snapshotFollowsEvents},
		{"a change that fails keeps nothing", failureKeepsNothing},
		{"a change that panics keeps nothing and lets the game go", panicKeepsNothing},
		{"a call whose context has ended does nothing", endedContext},
		{"the first events after a version come in order, and not too many", eventsSince},
		{"the newest events after a version come in order, and not too many", tail},
		{"changes that race leave no hole", race},
		{"changes of two games do not wait for each other", twoGames},
		{"a reader does not wait for a change", readerDoesNotWait},
	} {
		t.Run(test.name, func(t *testing.T) {
			games, newPlayer := open(t)
			test.run(t, &suite{games: games, newPlayer: newPlayer})
		})
	}
}

type suite struct {
	games     game.Games
	newPlayer func() game.Player
}

var errRefused = errors.New("refused by the test")

// table returns a table of two players that the games know.
func (s *suite) table() Table { return Table{White: s.newPlayer(), Black: s.newPlayer()} }

// long is a game of 80 moves without an end, for logs longer than a reader gets.
var long = func() string {
	// Two rook pawns step from time to time, so that no position occurs five times.
	shuffle := "Nf3 Nf6 Ng1 Ng8 Nc3 Nc6 Nb1 Nb8 "
	text := ""
	for _, pawns := range []string{"a3 a6 ", "a4 a5 ", "h3 h6 ", "h4 h5 ", "b3 b6 ", "g3 g6 ", "d3 d6 ", "e3 e6 "} {
		text += pawns + shuffle
	}
	return text
}()

// snapshot returns the snapshot, and checks that the head agrees with it.
func (s *suite) snapshot(t *testing.T, id game.ID) game.Snapshot {
	t.Helper()
	got, err := s.games.Snapshot(t.Context(), id)
	if err != nil {
		t.Fatalf("Snapshot(%s): %v", id, err)
	}
	head, err := s.games.Head(t.Context(), id)
	if want := (game.Head{
		Version: got.Version, Status: got.Status, White: got.White.ID, Black: got.Black.ID, Delay: got.Delay, Exhibit: got.Exhibit,
	}); err != nil || head != want {
		t.Errorf("Head(%s): got %+v, %v; want %+v", id, head, err, want)
	}
	return got
}

func (s *suite) since(t *testing.T, id game.ID, after game.Version) []game.Event {
	t.Helper()
	got, err := s.games.EventsSince(t.Context(), id, after)
	if err != nil {
		t.Fatalf("EventsSince(%s, %d): %v", id, after, err)
	}
	return got
}

func (s *suite) tail(t *testing.T, id game.ID, after game.Version) []game.Event {
	t.Helper()
	log, ok := s.games.(interface {
		Tail(context.Context, game.ID, game.Version) ([]game.Event, error)
	})
	if !ok {
		t.Fatalf("%T has no Tail", s.games)
	}
	got, err := log.Tail(t.Context(), id, after)
	if err != nil {
		t.Fatalf("Tail(%s, %d): %v", id, after, err)
	}
	return got
}

// log reads the whole log of a game.
func (s *suite) log(t *testing.T, id game.ID) []game.Event {
	t.Helper()
	events := []game.Event{}
	for {
		next := s.since(t, id, game.Version(len(events)))
		if len(next) == 0 {
			return events
		}
		events = append(events, next...)
	}
}

// wantLog checks the whole log, and that the snapshot agrees with it.
func (s *suite) wantLog(t *testing.T, id game.ID, want []game.Event) {
	t.Helper()
	sameEvents(t, "the log", s.log(t, id), want)
	if got, want := s.snapshot(t, id).Version, want[len(want)-1].Version; got != want {
		t.Errorf("the snapshot is of version %d, the log of %d", got, want)
	}
}

// sameEvents compares with ==, which for a time.Time means the same moment in
// the same zone: UTC, to the millisecond.
func sameEvents(t *testing.T, what string, got, want []game.Event) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: got versions %v, want %v", what, versions(got), versions(want))
		return
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s, event %d:\ngot  %+v\nwant %+v", what, i, got[i], want[i])
		}
	}
}

func sameSnapshot(t *testing.T, got, want game.Snapshot) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("snapshot:\ngot  %+v\nwant %+v", got, want)
	}
}

// told returns the snapshot that the events of a game describe.
func told(white, black game.Player, events []game.Event) game.Snapshot {
	first, last := events[0], events[len(events)-1]
	s := game.Snapshot{
		Event: last, White: white, Black: black,
		StartFEN: first.FEN, CreatedAt: first.At, Plies: []game.Ply{},
	}
	s.Kind, s.By, s.Seen, s.UCI, s.SAN = game.SnapshotKind, "", 0, "", ""
	for _, e := range events {
		switch e.Kind {
		case game.Moved:
			left := map[rules.Color]time.Duration{rules.White: e.Clock.White.Left, rules.Black: e.Clock.Black.Left}
			s.Plies = append(s.Plies, game.Ply{UCI: e.UCI, SAN: e.SAN, At: e.At, FEN: e.FEN, Check: e.Check, Clock: left[e.By]})
		case game.TakenBack:
			s.Plies = s.Plies[:e.Ply]
		}
	}
	return s
}

func versions(events []game.Event) []game.Version {
	vs := make([]game.Version, len(events))
	for i, e := range events {
		vs[i] = e.Version
	}
	return vs
}

func upTo(first, last game.Version) []game.Version {
	vs := []game.Version{}
	for v := first; v <= last; v++ {
		vs = append(vs, v)
	}
	return vs
}

func sameVersions(t *testing.T, what string, got []game.Event, want []game.Version) {
	t.Helper()
	if !slices.Equal(versions(got), want) {
		t.Errorf("%s: got versions %v, want %v", what, versions(got), want)
	}
}

// refuse is a change that makes a move and then fails.
func refuse(clock *Clock) func(*game.Game) (game.Event, error) {
	return func(g *game.Game) (game.Event, error) {
		if _, err := g.Play(ToMove(g), "a2a4", 0, game.Timing{}, clock.tick()); err != nil {
			return game.Event{}, fmt.Errorf("playing a2a4: %w", err)
		}
		return game.Event{}, errRefused
	}
}

// A change that does not end within this time hangs.
const patience = 20 * time.Second
