package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// closed makes a folder that only its owner, whoever runs the test, can enter,
// like root's home.
func closed(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// open makes a folder that everybody can enter.
func open(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kibitz-embedded-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDefaultDir(t *testing.T) {
	away := "./data" // an ordinary user has no other
	if os.Geteuid() == 0 {
		away = "/var/lib/kibitz"
	}
	for _, test := range []struct {
		name string
		dir  string
		want string
	}{
		{"a folder for all", open(t), "./data"},
		{"a folder like root's home", closed(t), away},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(test.dir)
			if got := DefaultDir(); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestBarrier(t *testing.T) {
	stranger := &account{name: "stranger", uid: 4_000_000, gid: 4_000_000}
	wide, narrow := open(t), closed(t)
	link := filepath.Join(wide, "link")
	if err := os.Symlink(narrow, link); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		who  *account
		path string
		want bool
	}{
		{"open", stranger, filepath.Join(wide, "to", "be", "made"), false},
		{"closed", stranger, narrow, true},
		{"below a closed one", stranger, filepath.Join(narrow, "to", "be", "made"), true},
		{"behind a link", stranger, filepath.Join(link, "data"), true},
		{"ourselves", nil, narrow, false},
		{"its owner", &account{uid: uint32(os.Geteuid())}, narrow, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.who.barrier(test.path); (got != "") != test.want {
				t.Errorf("barrier on the way to %s: %q", test.path, got)
			}
		})
	}
}

func TestRootInAFolderThatPostgresCannotEnter(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("an ordinary user runs Postgres as itself")
		return
	}
	dir := closed(t)
	_, err := Start(context.Background(), Options{Dir: filepath.Join(dir, "data")})
	for _, want := range []string{"user postgres", "cannot enter " + filepath.Dir(dir), "KIBITZ_DATA=/var/lib/kibitz"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("a folder was made all the same")
	}
}

func TestSocketFolderThatIsNotOurs(t *testing.T) {
	c := &cluster{}
	wide := open(t)
	link := filepath.Join(wide, "link")
	if err := os.Symlink(closed(t), link); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{wide, link} {
		if err := c.makePrivate(dir); err == nil {
			t.Errorf("%s was taken for a folder of our own", dir)
		}
	}
	if err := c.makePrivate(closed(t)); err != nil {
		t.Errorf("our own folder: %v", err)
	}
}

func TestLinkToNowhere(t *testing.T) {
	link := filepath.Join(open(t), "data")
	if err := os.Symlink("nowhere", link); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(context.Background(), Options{Dir: link}); err == nil {
		t.Error("no error")
	}
}
