package embedded_test

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/store/embedded"
	"kibitz/store/internal/scratch"
)

// folder makes a folder that every user can enter, unlike t.TempDir's, and
// makes sure at the end that no Postgres is left in it.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(scratch.Dir(), "kibitz-embedded-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if pid := postmaster(t, dir); pid != 0 {
			t.Errorf("Postgres, process %d, was left behind", pid)
			if server, err := embedded.Start(context.Background(), embedded.Options{Dir: dir}); err == nil {
				server.Close()
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// made is a folder with data in it, which takes longer to make than to copy.
var made = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(scratch.Dir(), "kibitz-embedded-test-")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return dir, err
	}
	server, err := embedded.Start(context.Background(), embedded.Options{Dir: dir})
	if err != nil {
		return dir, err
	}
	return dir, server.Close()
})

func removeMade() {
	if dir, _ := made(); dir != "" {
		os.RemoveAll(dir)
	}
}

// cluster is folder with data in it that nobody has used yet.
func cluster(t *testing.T) string {
	t.Helper()
	from, err := made()
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t)
	copyFolder(t, from, dir)
	return dir
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if out, err := exec.Command("cp", "-a", filepath.Join(from, "postgres"), to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// start joins the server in dir, and leaves it at the end of the test.
func start(t *testing.T, o embedded.Options) *embedded.Server {
	t.Helper()
	server, err := embedded.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeServer(t, server) })
	return server
}

func closeServer(t *testing.T, server *embedded.Server) {
	t.Helper()
	if err := server.Close(); err != nil {
		t.Error(err)
	}
}

// query returns the one value that the query finds.
func query[T any](t *testing.T, url, sql string) T {
	t.Helper()
	value, err := try[T](t, url, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

func try[T any](t *testing.T, url, sql string) (value T, err error) {
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		return value, err
	}
	defer conn.Close(t.Context())
	err = conn.QueryRow(t.Context(), sql).Scan(&value)
	return value, err
}

// note writes down a number that a later note, after whatever, has to follow.
func note(t *testing.T, url string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var n int
	if _, err := conn.Exec(t.Context(), `create table if not exists notes (n serial)`); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(t.Context(), `insert into notes default values returning (select count(*) + 1 from notes)`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func wantNote(t *testing.T, url string, want int) {
	t.Helper()
	if n := note(t, url); n != want {
		t.Errorf("this is note %d, want %d: data was lost", n, want)
	}
}

// postmaster returns the process that serves dir, or 0.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// kill ends the Postgres in dir like a crash, and returns when nobody listens
// on its socket any more.
func kill(t *testing.T, dir string) {
	t.Helper()
	pid := postmaster(t, dir)
	if pid <= 1 {
		t.Fatal("no Postgres to kill")
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "Postgres to be dead", func() bool {
		conn, err := net.Dial("unix", filepath.Join(dir, "postgres", "socket", ".s.PGSQL.5432"))
		if err == nil {
			conn.Close()
		}
		return err != nil || postmaster(t, dir) != pid
	})
}

// eventually fails the test if ok does not come true.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for: %s", what)
		}
	}
}
