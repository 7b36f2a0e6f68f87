package live

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"kibitz/game"
)

// A kind that is missing in eventKinds would be refused by the other servers, which
// would read the log instead: nobody would notice but by the delay.
func TestEveryKindOfEventIsTakenFromOtherServers(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../event.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Kind" {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		kinds++
		switch kind := game.Kind(text); kind {
		case game.SnapshotKind, game.PresenceKind: // are in no log
			if eventKinds[kind] {
				t.Errorf("%s is taken, which is no event of the log", kind)
			}
		default:
			if !eventKinds[kind] {
				t.Errorf("%s is refused", kind)
			}
		}
		return true
	})
	if kinds < 10 {
		t.Errorf("%d kinds were found, want all of them", kinds)
	}
}
