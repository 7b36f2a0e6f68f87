package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kibitz/store/storetest"
)

// dataFolder is one that Postgres, which does not run as root, can get into.
func dataFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	_ = os.Chmod(filepath.Dir(dir), 0o755)
	_ = os.Chmod(dir, 0o755)
	return dir
}

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
	from, to, file := dataFolder(t), dataFolder(t), filepath.Join(t.TempDir(), "kibitz.backup")
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

// What was wrong when the backup was made is told when it is restored.
func TestRestoreVerifiesTheGames(t *testing.T) {
	t.Parallel()
	from, to, file := storetest.Database(t), storetest.Database(t), filepath.Join(t.TempDir(), "kibitz.backup")
	newCrowd(t, from).random(3, 2)
	execute(t, from, `update games set updated_at = updated_at + interval '1 ms'`)
	if err := kibitz(t, "backup", "-database", from, file); err != nil {
		t.Fatal(err)
	}
	games := valueOf[int](t, from, `select count(*) from games`)
	wantRefusal(t, kibitz(t, "restore", "-database", to, file), fmt.Sprintf("verifying the restored games: %d faults in %[1]d of %[1]d games", games))
	if got := valueOf[int](t, to, `select count(*) from games`); got != games {
		t.Errorf("%d games are restored, want %d", got, games)
	}
	if err := kibitz(t, "restore", "-database", to, "-force", "-verify=false", file); err != nil {
		t.Errorf("without verifying: %v", err)
	}
	execute(t, from, `alter table events drop column claim`)
	if err := kibitz(t, "backup", "-database", from, file); err != nil {
		t.Fatal(err)
	}
	if err := kibitz(t, "restore", "-database", to, "-force", file); err != nil {
		t.Errorf("a backup of another version: %v, want it restored", err)
	}
}

// A database that is given by its address, as one gives it to the server.
func TestBackupThatIsBrokenChangesNothing(t *testing.T) {
	from, to := storetest.Database(t), storetest.Database(t)
	file := filepath.Join(t.TempDir(), "kibitz.backup")
	for i, database := range []string{from, to} {
		execute(t, database, `insert into players (id, name, token_hash) values ($1, $2, $3)`, "PlayerPlayer", "Old Owl", bytes.Repeat([]byte{byte(i + 1)}, 32))
	}
	execute(t, to, `create table notes_of_a_later_version (text text)`)
	if err := kibitz(t, "backup", "-database", from+"&pool_max_conns=3", file); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range [][]byte{whole[:len(whole)/2], whole[:len(whole)-20], []byte("rubbish"), nil} {
		if err := os.WriteFile(file, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := kibitz(t, "restore", "-database", to, file); err == nil {
			t.Errorf("a backup of %d bytes of %d was restored", len(broken), len(whole))
		}
		if got := hashOf(t, to); got != 2 {
			t.Fatalf("a backup of %d bytes has changed the database", len(broken))
		}
	}
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := kibitz(t, "restore", "-database", to, file); err != nil {
		t.Fatal(err)
	}
	if got := hashOf(t, to); got != 1 {
		t.Errorf("the player's token is %d, want that of the backup", got)
	}
}

// execute runs a statement on a connection of its own.
func execute(t *testing.T, database, statement string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// hashOf is the first byte of the token of a database's player.
func hashOf(t *testing.T, database string) byte {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var hash []byte
	if err := conn.QueryRow(t.Context(), `select token_hash from players where id = 'PlayerPlayer'`).Scan(&hash); err != nil {
		t.Fatal(err)
	}
	return hash[0]
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

// What Postgres's programs are told has no password, and nothing that they
// would refuse.
func FuzzForPrograms(f *testing.F) {
	for _, s := range []string{"", "host=localhost dbname=chess", "postgres://ann:secret@db:5432/chess?sslmode=require&pool_max_conns=4",
		"postgresql:///chess?host=/run/postgresql&password=secret", "postgres://%zz", "mysql://db"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, database string) {
		at, err := forPrograms(database)
		if err != nil {
			return
		}
		again, err := forPrograms(at.url)
		if err != nil || again.password != "" || again.url != at.url {
			t.Errorf("%q: its address %q gives %+v, %v", database, at.url, again, err)
		}
	})
}

func TestPasswordIsNotToldInArguments(t *testing.T) {
	for database, want := range map[string]target{
		"postgres://ann:secret@db:5432/chess?sslmode=require&pool_max_conns=4": {url: "postgres://ann@db:5432/chess?sslmode=require", password: "secret"},
		"postgres:///chess?host=/run/postgresql&password=secret":               {url: "postgres:///chess?host=%2Frun%2Fpostgresql", password: "secret"},
		"postgres://db/chess": {url: "postgres://db/chess"},
	} {
		if got, err := forPrograms(database); got != want || err != nil {
			t.Errorf("%s: got %+v, %v, want %+v", database, got, err, want)
		}
	}
}
