package embedded

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestReadPostmaster(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		text string
		want postmaster
		ok   bool
	}{
		{"ready", "42\n/data\n1700000000\n5432\n/socket\n\n 123 45\nready   \n", postmaster{42, "/data", "/socket", true}, true},
		{"starting", "42\n/data\n1700000000\n5432\n/socket\n\n 123 45\nstarting\n", postmaster{42, "/data", "/socket", false}, true},
		{"half written", "42\n/data\n17000", postmaster{pid: 42, data: "/data"}, true},
		{"empty", "", postmaster{}, false},
		{"no number", "soon\n", postmaster{}, false},
		{"not a process to send signals to", "-1\n", postmaster{}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "postmaster.pid"), []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, ok := readPostmaster(dir); got != test.want || ok != test.ok {
				t.Errorf("%+v %v, want %+v %v", got, ok, test.want, test.ok)
			}
		})
	}
	if _, ok := readPostmaster(t.TempDir()); ok {
		t.Error("found one where there is none")
	}
}

func TestLiveness(t *testing.T) {
	t.Parallel()
	if !hasProc() {
		t.Log("this system does not tell where a process works")
		return
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("cat")
	cmd.Dir = dir
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := postmaster{pid: cmd.Process.Pid}
	if got := p.in(dir); got != alive {
		t.Errorf("at work in the folder: %v, want %v", got, alive)
	}
	if got := p.in("/"); got != dead {
		t.Errorf("at work elsewhere: %v, want %v", got, dead)
	}
	input.Close()
	cmd.Wait()
	if got := p.in(dir); got != dead {
		t.Errorf("ended: %v, want %v", got, dead)
	}
}
