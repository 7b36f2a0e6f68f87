package backup

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"kibitz/store/storetest"
)

// A database that is given by its address, as one gives it to the server.
func TestBackupThatIsBrokenChangesNothing(t *testing.T) {
	from, to := storetest.Database(t), storetest.Database(t)
	file := filepath.Join(t.TempDir(), "kibitz.backup")
	for i, database := range []string{from, to} {
		storetest.Exec(t, database, `insert into players (id, name, token_hash) values ($1, $2, $3)`, "PlayerPlayer", "Old Owl", bytes.Repeat([]byte{byte(i + 1)}, 32))
	}
	storetest.Exec(t, to, `create table notes_of_a_later_version (text text)`)
	if err := Write(t.Context(), from+"&pool_max_conns=3", file); err != nil {
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
		if err := Restore(t.Context(), to, file, false); err == nil {
			t.Errorf("a backup of %d bytes of %d was restored", len(broken), len(whole))
		}
		if got := hashOf(t, to); got != 2 {
			t.Fatalf("a backup of %d bytes has changed the database", len(broken))
		}
	}
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), to, file, false); err != nil {
		t.Fatal(err)
	}
	if got := hashOf(t, to); got != 1 {
		t.Errorf("the player's token is %d, want that of the backup", got)
	}
}

// hashOf is the first byte of the token of a database's player.
func hashOf(t *testing.T, database string) byte {
	t.Helper()
	return storetest.Value[[]byte](t, database, `select token_hash from players where id = 'PlayerPlayer'`)[0]
}
