package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// DefaultDir returns the default data folder: ./data, or /var/lib/kibitz for root in
// a folder that the user postgres cannot enter, such as root's home.
func DefaultDir() string {
	const here, system = "./data", "/var/lib/kibitz"
	dir, err := filepath.Abs(here)
	if err != nil {
		return here
	}
	who, err := accountFor(filepath.Join(dir, folderName, dataName))
	if err != nil || who.barrier(dir) == "" {
		return here
	}
	return system
}

// An account is the system user that Postgres runs as, because it refuses to run as
// root. A nil account means the current user.
type account struct {
	name     string
	uid, gid uint32
}

// accountFor returns the owner of the data. If there is no data yet, it returns the
// user postgres, or else nobody. It returns nil if we are not root.
func accountFor(data string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	if info, err := os.Stat(data); err == nil {
		owner := info.Sys().(*syscall.Stat_t)
		if owner.Uid == 0 {
			return nil, fmt.Errorf("%s belongs to root, whom Postgres does not serve: chown -R postgres %[1]s", data)
		}
		name := strconv.Itoa(int(owner.Uid))
		if u, err := user.LookupId(name); err == nil {
			name = u.Username
		}
		return &account{name: name, uid: owner.Uid, gid: owner.Gid}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, errors.New("there is no user postgres or nobody to run Postgres as, which refuses to run as root: " +
		"run Kibitz as an ordinary user, or set DATABASE_URL")
}

// attributes starts a process as the account, in its own process group, so that
// Ctrl-C in a terminal reaches only us. We stop Postgres when nobody needs it any
// more.
func (a *account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// own makes the account the owner of a file that we made.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// owns reports whether the file is the account's.
func (a *account) owns(info os.FileInfo) bool {
	uid := uint32(os.Geteuid())
	if a != nil {
		uid = a.uid
	}
	return info.Sys().(*syscall.Stat_t).Uid == uid
}

// barrier returns the first folder on the way to path that the account may not
// enter, or "". Folders that do not exist yet are no barrier: we make them.
func (a *account) barrier(path string) string {
	if a == nil {
		return ""
	}
	if parent := filepath.Dir(path); parent != path {
		if folder := a.barrier(parent); folder != "" {
			return folder
		}
	}
	if real, err := filepath.EvalSymlinks(path); err == nil && real != path {
		return a.barrier(real)
	}
	if info, err := os.Stat(path); err == nil && !a.mayEnter(info) {
		return path
	}
	return ""
}

func (a *account) mayEnter(info os.FileInfo) bool {
	owner := info.Sys().(*syscall.Stat_t)
	switch {
	case owner.Uid == a.uid:
		return info.Mode()&0o100 != 0
	case owner.Gid == a.gid:
		return info.Mode()&0o010 != 0
	}
	return info.Mode()&0o001 != 0
}
