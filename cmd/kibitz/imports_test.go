package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	pgxPath = "github.com/jackc/pgx"
	chess   = "github.com/notnil/chess"
	redis   = "github.com/redis/go-redis"
	socket  = "github.com/gorilla/websocket"
	templ   = "github.com/a-h/templ"
)

// importRules is who may not import what, and why. A package is meant with all below
// it; an import with a dot in its first part is somebody else's.
var importRules = []struct {
	packages  []string
	forbidden []string
	except    []string // files that may
	allowed   []string // what is not meant, though it is below something forbidden
	why       string
}{
	{[]string{"kibitz/game"}, []string{"kibitz/store", "kibitz/web", "kibitz/migrations", "kibitz/static", "kibitz/cmd"}, nil, nil,
		"game is the domain: it knows nothing of how games are kept or shown"},
	{[]string{"kibitz/game"}, []string{"net/http", "database/sql", pgxPath, templ, socket}, nil, nil,
		"game is the domain: it stands on the standard library and the rules"},
	{[]string{"kibitz/game"}, []string{"encoding/json"}, []string{"game/wire", "game/live"}, nil,
		"what readers get is encoded by wire, what servers tell each other by live, and what is kept by store: the domain has no JSON"},
	{[]string{"kibitz/store"}, []string{"kibitz/game/wire"}, nil, nil,
		"what is kept and what readers get change apart"},
	{[]string{"kibitz/store"}, []string{"kibitz/game/live", "kibitz/game/bot", "kibitz/game/exhibition", "kibitz/web", "kibitz/static"}, nil, nil,
		"store, live, bot and web meet in cmd only"},
	{[]string{"kibitz/web"}, []string{"kibitz/game/live", "kibitz/game/bot", "kibitz/game/exhibition", "kibitz/store", "kibitz/migrations", "kibitz/static"}, []string{"web/picture"}, []string{"kibitz/static/words"},
		"store, live, bot and web meet in cmd only; web sees the hub through an interface of its own, and only pictures are drawn with the pieces"},
	{[]string{"kibitz/game/live"}, []string{"kibitz/game/bot"}, nil, nil, "store, live, bot and web meet in cmd only"},
	{[]string{"kibitz/game/bot"}, []string{"kibitz/game/live"}, nil, nil, "store, live, bot and web meet in cmd only"},
	{[]string{"kibitz/game/audit"}, []string{"kibitz/game/live", "kibitz/game/bot", "kibitz/game/exhibition"}, nil, nil,
		"an audit stands on the rules alone"},
	{[]string{"kibitz/cmd/kibitz/internal/https", "kibitz/cmd/kibitz/internal/connections", "kibitz/cmd/kibitz/internal/logging"}, []string{"kibitz"}, nil, nil,
		"they serve any server, and know nothing of chess"},
	{[]string{"kibitz/migrations", "kibitz/static"}, []string{"kibitz/game", "kibitz/store", "kibitz/web"}, nil, nil,
		"migrations and static, with the words that people read, are data"},
	{[]string{"kibitz/game", "kibitz/store", "kibitz/migrations"}, []string{"kibitz/static/words"}, nil, nil,
		"only pages and scripts talk to people, each in a language of their own"},
	{[]string{"kibitz/game/rules", "kibitz/game/pgn", "kibitz/game/plaintext"}, []string{"kibitz/game"}, nil, []string{"kibitz/game/rules", "kibitz/game/plaintext", "kibitz/game/failure"},
		"chess and its notation know nothing of players and clocks"},
	{[]string{"kibitz/game/failure"}, []string{"kibitz"}, nil, nil,
		"every package may give its errors a kind"},
	{[]string{"kibitz/game/timekeeper", "kibitz/game/failure"}, []string{"kibitz/game"}, nil, []string{"kibitz/game/failure"},
		"the time of games and the kinds of errors know no game"},
	{[]string{"kibitz"}, []string{chess}, []string{"game/rules"}, nil,
		"the rules of chess are one package"},
	{[]string{"kibitz/game", "kibitz/web", "kibitz/static"}, []string{pgxPath, "github.com/pressly/goose"}, nil, nil,
		"only store, migrations and cmd name Postgres"},
	{[]string{"kibitz/game", "kibitz/web", "kibitz/static", "kibitz/store", "kibitz/migrations"}, []string{redis}, []string{"game/live/redis.go"}, nil,
		"only one file and cmd name Redis"},
	{[]string{"kibitz"}, []string{socket}, []string{"web/feed"}, nil,
		"one package speaks WebSocket"},
	{[]string{"kibitz/game", "kibitz/store", "kibitz/migrations", "kibitz/static"}, []string{templ}, nil, nil,
		"only web draws pages"},
	{[]string{"kibitz/game", "kibitz/web", "kibitz/store", "kibitz/static", "kibitz/cmd/kibitz"},
		[]string{"kibitz/web/view/madeup", "kibitz/web/view/gallery"}, []string{"web/view/gallery"}, nil,
		"what is made up is for tests and for the gallery, and is not in the product"},
}

// A listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir string
	Imports         []string
	GoFiles         []string
}

// Who may import whom. Tests may import anything, and are not asked, but for
// the packages that exist for tests.
func TestImportsKeepTheRules(t *testing.T) {
	packages := list(t, "./...")
	if len(packages) < 8 {
		t.Fatalf("only %d packages were found", len(packages))
	}
	for _, p := range packages {
		for _, rule := range importRules {
			if !within(p.ImportPath, rule.packages) || strings.HasSuffix(p.ImportPath, "test") {
				continue
			}
			for _, file := range importers(t, p, rule.forbidden, rule.allowed) {
				if name := strings.TrimPrefix(p.ImportPath, "kibitz/") + "/" + filepath.Base(file); !within(name, rule.except) {
					t.Errorf("%s may not import %v: %s", name, rule.forbidden, rule.why)
				}
			}
		}
	}
}

// A tag would tie what the domain calls something to what readers, databases or
// other servers do.
func TestTheDomainHasNoTags(t *testing.T) {
	for _, p := range list(t, "./game/...") {
		if within(p.ImportPath, []string{"kibitz/game/wire", "kibitz/game/live"}) {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if field, ok := n.(*ast.Field); ok && field.Tag != nil {
					t.Errorf("%s/%s has the tag %s", p.ImportPath, name, field.Tag.Value)
				}
				return true
			})
		}
	}
}

// importers returns the files of a package that import something forbidden.
func importers(t *testing.T, p listed, forbidden, allowed []string) []string {
	t.Helper()
	any := false
	for _, i := range p.Imports {
		any = any || within(i, forbidden) && !within(i, allowed)
	}
	if !any {
		return nil
	}
	var files []string
	for _, file := range p.GoFiles {
		one := list(t, filepath.Join(p.Dir, file))
		for _, i := range one[0].Imports {
			if within(i, forbidden) && !within(i, allowed) {
				files = append(files, file)
				break
			}
		}
	}
	return files
}

func within(path string, parents []string) bool {
	for _, parent := range parents {
		if path == parent || strings.HasPrefix(path, parent+"/") {
			return true
		}
	}
	return false
}

func list(t *testing.T, what ...string) []listed {
	t.Helper()
	command := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Imports,GoFiles"}, what...)...)
	command.Dir = "../.."
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var packages []listed
	for decoder := json.NewDecoder(out); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	if err := command.Wait(); err != nil {
		t.Fatal(err)
	}
	return packages
}
