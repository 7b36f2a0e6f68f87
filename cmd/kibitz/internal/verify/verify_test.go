package verify

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"kibitz/cmd/kibitz/internal/verify/verifytest"
	"kibitz/game"
	"kibitz/game/exhibition"
	"kibitz/game/gametest"
	"kibitz/game/pgn"
	"kibitz/store"
	"kibitz/store/storetest"
)

// verified verifies a database and returns the faults that are printed.
func verified(ctx context.Context, database string, progress io.Writer) (faults []string, err error) {
	var out bytes.Buffer
	err = Run(ctx, database, Options{Workers: DefaultWorkers, Faults: &out, Progress: progress})
	return strings.FieldsFunc(out.String(), func(r rune) bool { return r == '\n' }), err
}

// wantVerified wants all that is kept in a database to agree, and returns the summary.
func wantVerified(t testing.TB, database string) string {
	t.Helper()
	var progress bytes.Buffer
	faults, err := verified(t.Context(), database, &progress)
	for _, f := range faults {
		t.Error("verify: " + f)
	}
	if err != nil {
		t.Errorf("verify: %v", err)
	}
	return strings.TrimSpace(progress.String())
}

// wantRefusal wants an error that says something.
func wantRefusal(t *testing.T, err error, says string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want a refusal that says %q", err, says)
	}
}

// A crowd fills a database with games.
type crowd struct {
	t     testing.TB
	games *store.Store
}

func newCrowd(t testing.TB, database string) *crowd {
	t.Helper()
	games, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(games.Close)
	return &crowd{t, games}
}

func (c *crowd) player() game.Player {
	c.t.Helper()
	p := game.NewGuest()
	if err := c.games.AddPlayer(c.t.Context(), p, rand.Text()); err != nil {
		c.t.Fatal(err)
	}
	return p
}

// random plays games of every kind.
func (c *crowd) random(seed uint64, n int) {
	c.t.Helper()
	r := gametest.NewRandom(c.t, c.games, c.player, seed)
	for range n {
		r.Play(100)
	}
}

// read imports a file.
func (c *crowd) read(text string) (ids []game.ID) {
	c.t.Helper()
	read, err := pgn.Read([]byte(text))
	if err != nil {
		c.t.Fatal(err)
	}
	kept, err := game.NewService(c.games, new(gametest.Announcer), time.Now).Import(c.t.Context(), read)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, s := range kept {
		ids = append(ids, s.Game)
	}
	return ids
}

// exhibit begins an exhibit and relays some of it.
func (c *crowd) exhibit(number int64, plies int) game.ID {
	c.t.Helper()
	score, at := &exhibition.Scores()[int(number-1)%len(exhibition.Scores())], time.Now()
	g, events, err := game.NewExhibit(score, game.Exhibit{Number: number, Due: at}, 4, at)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.games.Import(c.t.Context(), []game.Begun{{Game: g, Events: events}}); err != nil {
		c.t.Fatal(err)
	}
	id := g.Record().ID
	for range plies {
		c.change(id, func(g *game.Game) (game.Event, error) { return g.Relay(score, at, at) })
	}
	return id
}

func (c *crowd) change(id game.ID, f func(*game.Game) (game.Event, error)) {
	c.t.Helper()
	if _, err := c.games.Change(c.t.Context(), id, f); err != nil && !errors.Is(err, game.ErrOver) {
		c.t.Fatal(err)
	}
}

// Games of every kind are verified, and their positions by another engine.
func TestVerifyFindsNoFaultInSoundGames(t *testing.T) {
	t.Parallel()
	database := storetest.Database(t)
	c := newCrowd(t, database)
	if got := wantVerified(t, database); !strings.HasPrefix(got, "no game (100 %)") {
		t.Errorf("of an empty database it says %q", got)
	}
	c.random(11, 25)
	annotated, err := os.ReadFile("../../../../game/pgn/testdata/annotated/games.pgn")
	if err != nil {
		t.Fatal(err)
	}
	c.read(string(annotated))
	c.exhibit(1, 3)
	c.exhibit(2, 0)
	c.exhibit(3, 400)
	total := storetest.Value[int](t, database, `select count(*) from games`)
	if got := wantVerified(t, database); !regexp.MustCompile(fmt.Sprintf(`^%d games \(100 %%\) with [0-9,]+ events verified in .* a minute: no fault$`, total)).MatchString(got) {
		t.Errorf("of %d games it says %q", total, got)
	}
	verifytest.SameLegalMoves(t, database, 150)
}

func TestVerifyStopsWhenItIsToldTo(t *testing.T) {
	t.Parallel()
	database := storetest.Database(t)
	newCrowd(t, database).random(5, 4)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := Run(ctx, database, Options{Workers: 1, Verbose: true, Faults: io.Discard, Progress: writer(func([]byte) { cancel() })})
	if err == nil || !strings.HasPrefix(err.Error(), "stopped: 1 game (") {
		t.Errorf("got %v, want word of how far it was", err)
	}
}

// A writer is told what is written.
type writer func([]byte)

func (w writer) Write(p []byte) (int, error) { w(p); return len(p), nil }

// A pass that could not read everything proves nothing.
func TestVerifySaysWhatItCannotRead(t *testing.T) {
	t.Parallel()
	database := storetest.Database(t)
	newCrowd(t, database).random(6, 1)
	for _, c := range []struct{ do, says string }{
		{`alter table events drop column claim`, `no games of this version of Kibitz`},
		{`drop table events, games, players cascade`, `relation "games" does not exist`},
	} {
		storetest.Exec(t, database, c.do)
		faults, err := verified(t.Context(), database, io.Discard)
		if len(faults) > 0 {
			t.Errorf("after %s: got the faults %v", c.do, faults)
		}
		wantRefusal(t, err, c.says)
	}
	_, err := verified(t.Context(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=1", io.Discard)
	if !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("without a server: got %v, want ErrUnavailable", err)
	}
}
