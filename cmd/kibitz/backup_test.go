package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/store"
	"kibitz/store/storetest"
)

// kibitz does what "kibitz ARGS" does.
func kibitz(t *testing.T, args ...string) error {
	t.Helper()
	do, err := task(args, new(slog.LevelVar), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return do(t.Context())
}

// wantRefusal wants an error that says something.
func wantRefusal(t *testing.T, err error, says string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want a refusal that says %q", err, says)
	}
}

// text is what an address answers.
func (p *process) text(path string) string {
	p.t.Helper()
	response, err := http.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// A backup is made while the server runs. Another server goes on from it: with
// the games, all their events, and the players, whose cookies still work.
func TestRestoredServerGoesOnWhereTheBackupWasMade(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	from, to, file := dataDir(t), dataDir(t), filepath.Join(t.TempDir(), "kibitz.backup")
	p := start(t, from)
	white, black := newPlayer(t), newPlayer(t)
	path := p.begin(white, black)
	if _, err := send(white, p.url+path+"/moves", map[string]any{"move": "e4", "seen": 2}); err != nil {
		t.Fatal(err)
	}
	log := p.text(path + "/feed?after=0")
	if err := kibitz(t, "backup", "-data", from, file); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v, %v, want one that others cannot read", info.Mode(), err)
	}
	if _, err := send(black, p.url+path+"/moves", map[string]any{"move": "c5", "seen": 3}); err != nil {
		t.Fatal(err)
	}

	if err := kibitz(t, "restore", "-data", to, file); err != nil {
		t.Fatal(err)
	}
	again := start(t, to)
	if got := again.text(path + "/feed?after=0"); got != log {
		t.Errorf("the log is\n%s\nwant\n%s", got, log)
	}
	if _, err := send(black, again.url+path+"/moves", map[string]any{"move": "e5", "seen": 3}); err != nil {
		t.Errorf("a player cannot go on: %v", err)
	}

	wantRefusal(t, kibitz(t, "restore", "-data", to, "-force", file), "stop it first")
	again.terminate()
	wantRefusal(t, kibitz(t, "restore", "-data", to, file), "-force")
	if err := kibitz(t, "restore", "-data", to, "-force", file); err != nil {
		t.Fatal(err)
	}
	if got := start(t, to).text(path + "/feed?after=0"); got != log {
		t.Errorf("after another restore the log is\n%s\nwant\n%s", got, log)
	}
	wantVerified(t, (&cluster{t: t, data: to}).open())
}

// playAtRandom fills a database with some games.
func playAtRandom(t *testing.T, database string) {
	t.Helper()
	games, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer games.Close()
	player := func() game.Player {
		p := game.NewGuest()
		if err := games.AddPlayer(t.Context(), p, rand.Text()); err != nil {
			t.Fatal(err)
		}
		return p
	}
	r := gametest.NewRandom(t, games, player, 3)
	for range 2 {
		r.Play(100)
	}
}

// What was wrong when the backup was made is told when it is restored.
func TestRestoreVerifiesTheGames(t *testing.T) {
	t.Parallel()
	from, to, file := storetest.Database(t), storetest.Database(t), filepath.Join(t.TempDir(), "kibitz.backup")
	playAtRandom(t, from)
	storetest.Exec(t, from, `update games set updated_at = updated_at + interval '1 ms'`)
	if err := kibitz(t, "backup", "-database", from, file); err != nil {
		t.Fatal(err)
	}
	games := storetest.Value[int](t, from, `select count(*) from games`)
	wantRefusal(t, kibitz(t, "restore", "-database", to, file), fmt.Sprintf("verifying the restored games: %d faults in %[1]d of %[1]d games", games))
	if got := storetest.Value[int](t, to, `select count(*) from games`); got != games {
		t.Errorf("%d games are restored, want %d", got, games)
	}
	if err := kibitz(t, "restore", "-database", to, "-force", "-verify=false", file); err != nil {
		t.Errorf("without verifying: %v", err)
	}
	storetest.Exec(t, from, `alter table events drop column claim`)
	if err := kibitz(t, "backup", "-database", from, file); err != nil {
		t.Fatal(err)
	}
	if err := kibitz(t, "restore", "-database", to, "-force", file); err != nil {
		t.Errorf("a backup of another version: %v, want it restored", err)
	}
}

func TestBackupThatCannotBeIsRefused(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	wantRefusal(t, kibitz(t, "backup"), "one argument")
	wantRefusal(t, kibitz(t, "backup", "a", "b"), "one argument")
	wantRefusal(t, kibitz(t, "backup", "-data", nowhere, "file"), "no database")
	wantRefusal(t, kibitz(t, "restore", "-data", nowhere, filepath.Join(nowhere, "file")), "no such file")
	if _, err := os.Stat(nowhere); err == nil {
		t.Error("a data folder was made")
	}
}
