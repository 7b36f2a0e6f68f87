package embedded_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kibitz/store/embedded"
)

func TestPostgresComesBack(t *testing.T) {
	t.Parallel()
	dir := cluster(t)
	starter := start(t, embedded.Options{Dir: dir})
	adopter := start(t, embedded.Options{Dir: dir})
	url := adopter.URL("postgres")
	for n := range 2 {
		note(t, url)
		busy, err := pgx.Connect(t.Context(), url) // its process outlives the other
		if err != nil {
			t.Fatal(err)
		}
		kill(t, dir)
		eventually(t, "Postgres to come back", func() bool {
			_, err := try[int](t, url, `select 1`)
			return err == nil
		})
		wantNote(t, url, 2*n+2)
		busy.Close(t.Context())
		closeServer(t, starter) // the second time, the adopter is alone
	}
}

func TestUserIsKilled(t *testing.T) {
	t.Parallel()
	dir := cluster(t)
	first := startClient(t, "", dir, nil)
	note(t, first.url())
	pid := postmaster(t, dir)
	first.kill()

	server := start(t, embedded.Options{Dir: dir})
	wantNote(t, server.URL("postgres"), 2)
	if now := postmaster(t, dir); now != pid {
		t.Errorf("process %d serves, want %d, which was there", now, pid)
	}
}

func TestUserAndPostgresAreKilled(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		// leave changes what is left behind, as time would.
		leave func(t *testing.T, dir string)
	}{
		{"at once", func(*testing.T, string) {}},
		{"and the process number is another's", func(t *testing.T, dir string) {
			takeNumber(t, filepath.Join(dir, "postgres", "data", "postmaster.pid"))
			takeNumber(t, filepath.Join(dir, "postgres", "socket", ".s.PGSQL.5432.lock"))
		}},
		{"and a data folder is half made", func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "postgres", "data.new"), "")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := cluster(t)
			first := startClient(t, "", dir, nil)
			note(t, first.url())
			first.kill()
			kill(t, dir)
			test.leave(t, dir)
			wantNote(t, start(t, embedded.Options{Dir: dir}).URL("postgres"), 2)
		})
	}
}

// takeNumber makes it look as if the system had given Postgres's process number
// to this test.
func takeNumber(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	write(t, path, strconv.Itoa(os.Getpid())+"\n"+rest)
}

// What a copy says about a running Postgres is about that of the original.
func TestCopyOfAFolderIsNotTheOriginal(t *testing.T) {
	t.Parallel()
	dir, twin := cluster(t), folder(t)
	first := startClient(t, "", dir, nil)
	note(t, first.url())
	first.kill()
	kill(t, dir)
	copyFolder(t, dir, twin)
	original := start(t, embedded.Options{Dir: dir})
	wantNote(t, original.URL("postgres"), 2)
	wantNote(t, start(t, embedded.Options{Dir: twin}).URL("postgres"), 2)
	wantNote(t, original.URL("postgres"), 3)
}

func TestKilledWhileMakingTheData(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := startClient(t, "", dir, nil)
	made := filepath.Join(dir, "postgres", "data.new", "base")
	eventually(t, "initdb to be at work", func() bool {
		_, err := os.Stat(made)
		return err == nil
	})
	first.kill()
	note(t, start(t, embedded.Options{Dir: dir}).URL("postgres"))
}

func TestReasonOfAFailedStart(t *testing.T) {
	t.Parallel()
	dir := cluster(t)
	conf := filepath.Join(dir, "postgres", "data", "postgresql.conf")
	write(t, conf, "shared_buffers = 'plenty'\n")
	_, err := embedded.Start(t.Context(), embedded.Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "plenty") {
		t.Errorf("error %v, want what Postgres says about its configuration", err)
	}
}
