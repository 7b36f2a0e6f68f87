package backup

import "testing"

// What Postgres's programs are told has no password, and nothing that they
// would refuse.
func FuzzTargetOf(f *testing.F) {
	for _, s := range []string{"", "host=localhost dbname=chess", "postgres://ann:secret@db:5432/chess?sslmode=require&pool_max_conns=4",
		"postgresql:///chess?host=/run/postgresql&password=secret", "postgres://%zz", "mysql://db"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, database string) {
		at, err := targetOf(database)
		if err != nil {
			return
		}
		again, err := targetOf(at.url)
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
		if got, err := targetOf(database); got != want || err != nil {
			t.Errorf("%s: got %+v, %v, want %+v", database, got, err, want)
		}
	}
}
