package embedded_test

import (
	"errors"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"kibitz/store/embedded"
)

func TestSecondStartFindsTheData(t *testing.T) {
	t.Parallel()
	dir := cluster(t)
	first := start(t, embedded.Options{Dir: dir})
	note(t, first.URL("postgres"))
	closeServer(t, first)
	if pid := postmaster(t, dir); pid != 0 {
		t.Fatalf("process %d is left after the last user", pid)
	}
	second := start(t, embedded.Options{Dir: dir})
	wantNote(t, second.URL("postgres"), 2)
	closeServer(t, second)
	closeServer(t, second) // once more does no harm
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		options embedded.Options
		want    map[string]string
	}{
		{"default", embedded.Options{}, map[string]string{
			"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
			"listen_addresses": "", "server_encoding": "UTF8", "lc_collate": "C",
		}},
		{"for tests", embedded.Options{NoSync: true, MaxConnections: 57}, map[string]string{
			"fsync": "off", "max_connections": "57",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.options.Dir = cluster(t)
			url := start(t, test.options).URL("postgres")
			for setting, want := range test.want {
				if got := query[string](t, url, `select current_setting('`+setting+`')`); got != want {
					t.Errorf("%s is %q, want %q", setting, got, want)
				}
			}
		})
	}
}

func TestLastOneOutStopsIt(t *testing.T) {
	t.Parallel()
	dir := cluster(t)
	first := start(t, embedded.Options{Dir: dir, NoSync: true})
	second := start(t, embedded.Options{Dir: dir, NoSync: true})
	third := startClient(t, "", dir, nil)
	third.url()
	pid := postmaster(t, dir)
	closeServer(t, first)
	closeServer(t, second)
	if now := postmaster(t, dir); now != pid {
		t.Fatalf("process %d serves after %d did, want the same for all", now, pid)
	}
	query[int](t, second.URL("postgres"), `select 1`)
	third.leave()
	if pid := postmaster(t, dir); pid != 0 {
		t.Errorf("process %d is left after the last user", pid)
	}
}

func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	var users []*client
	for range 8 {
		users = append(users, startClient(t, "", dir, nil))
	}
	began := map[string]bool{}
	for _, u := range users {
		began[query[string](t, u.url(), `select pg_postmaster_start_time()::text`)] = true
	}
	if len(began) != 1 {
		t.Errorf("%d servers were started, want one for all: %v", len(began), began)
	}
}

// Nobody may be let in to a server that another one is about to stop.
func TestComingAndGoing(t *testing.T) {
	t.Parallel()
	dir := cluster(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5 {
				server, err := embedded.Start(t.Context(), embedded.Options{Dir: dir, NoSync: true})
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := try[int](t, server.URL("postgres"), `select 1`); err != nil {
					t.Error(err)
				}
				closeServer(t, server)
			}
		})
	}
	all.Wait()
}

func TestPathTooLongForASocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), strings.Repeat("long, ", 20), strings.Repeat("long", 20))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, cluster(t), dir)
	server := start(t, embedded.Options{Dir: dir, NoSync: true})
	query[int](t, server.URL("postgres"), `select 1`)

	address, err := url.Parse(server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	socket := address.Query().Get("host")
	info, err := os.Stat(socket)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %v, want 0700", info.Mode())
	}
	closeServer(t, server)
	if _, err := os.Stat(socket); err == nil {
		t.Errorf("%s is left after the last user", socket)
	}
}

func TestDataOfAnotherVersionIsNotTouched(t *testing.T) {
	t.Parallel()
	dir := cluster(t)
	first := start(t, embedded.Options{Dir: dir, NoSync: true})
	note(t, first.URL("postgres"))
	closeServer(t, first)

	version := filepath.Join(dir, "postgres", "data", "PG_VERSION")
	own, err := os.ReadFile(version)
	if err != nil {
		t.Fatal(err)
	}
	write(t, version, "99\n")
	_, err = embedded.Start(t.Context(), embedded.Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "data is of Postgres 99") {
		t.Errorf("error %v, want one that tells the version", err)
	}
	write(t, version, string(own))
	wantNote(t, start(t, embedded.Options{Dir: dir}).URL("postgres"), 2)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// As root, Postgres runs as another user; here we are that other user.
func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("every other test is run by an ordinary user")
		return
	}
	nobody, program, dir := nobody(t), copyOfSelf(t), folder(t)
	if err := os.Chown(dir, int(nobody.Uid), int(nobody.Gid)); err != nil {
		t.Fatal(err)
	}
	first := startClient(t, program, dir, nobody)
	note(t, first.url())
	first.leave()
	second := startClient(t, program, dir, nobody)
	wantNote(t, second.url(), 2)
	second.leave()

	// Root runs Postgres on that data as its owner, who can go on afterwards.
	third := start(t, embedded.Options{Dir: dir})
	wantNote(t, third.URL("postgres"), 3)
	closeServer(t, third)
	fourth := startClient(t, program, dir, nobody)
	wantNote(t, fourth.url(), 4)
}

func nobody(t *testing.T) *syscall.Credential {
	t.Helper()
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// copyOfSelf puts this program where everybody can run it, unlike where go test
// does. That is not the scratch folder: it may not hold programs.
func copyOfSelf(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "kibitz-embedded-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "program")
	if out, err := exec.Command("cp", self, program).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}
