package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A server can be filled from outside where it keeps what comes from there. Every
// map, cache and list that outlives a call is in this table, by its package, type
// and field, with what bounds it and the test that fills it.
var growths = []struct{ place, bound, test string }{
	{"cmd/kibitz/internal/connections.Listener.shed", "one for each reason", fixed},
	{"cmd/kibitz/internal/connections.Listener.sources", "addresses of connections, of which there are maxOpen", "cmd/kibitz/internal/connections.TestAddressGetsNoMoreConnectionsThanOneMay"},
	{"cmd/kibitz/internal/logging.troubles.recent", "maxTroubles, and one for each message", "cmd/kibitz/internal/logging.TestLogTellsOnlySoManyKindsApart"},

	{"game.Deadlines.timers", "maxTimers; more games are swept", "game.TestGamesThatAreNotWatchedAreSwept"},
	{"game.firstMoves", "a table", fixed},
	{"game/pgn.glyphs", "a table", fixed},
	{"game.goneAfter", "a table", fixed},
	{"game/pgn.results", "a table", fixed},
	{"game/wire.snapshot.Tags", "maxPGNTags of one game, for one answer", fixed},

	{"game/bot.Computers.addresses", "knownAddresses; all go", "game/bot.TestAddressesOfPlayersAreKnownAndBounded"},
	{"game/bot.Computers.jobs", "one for each game in which a computer has something to do", "game/bot.TestForgottenGamesArePickedUp"},
	{"game/bot.Engine.options", "maxOptions", "game/bot.TestGameGoesOnWhateverTheEngineDoes"},
	{"game/bot.Pool.games", "one for each job", "game/bot.TestPoolTakesOneRequestOfAGameAtATime"},

	{"game/live.Hub.idle", "maxIdle; the room left for longest goes", "game/live.TestRoomsWithoutReadersAreFew"},
	{"game/live.Hub.rooms", "maxRooms; a reader of one more is asked to come back", "game/live.TestRoomsAreSoManyAndNoMore"},
	{"game/live.Stats.Rouses", "one for each reason", fixed},
	{"game/live.health.told", "maxCauses", "game/live.TestWrongPasswordOfRedisIsLoggedOnceWithItsReason"},
	{"game/live.health.peers", "maxPeers; the one heard longest ago goes", "game/live.TestPeersAreSoManyAndNoMore"},

	{"static.files.byName", "the files of the program, each made once", fixed},
	{"static.loaders", "a table", fixed},

	{"static/words.Language.texts", "a table", fixed},
	{"static/words.formNames", "a table", fixed},
	{"static/words.forms", "a table", fixed},

	{"store.turns.queues", "one for each game that somebody is changing", "store.TestWaitingForATurnEnds"},

	{"web.Server.seats", "rememberedGames", everyMap},
	{"web.Server.tokens", "rememberedTokens", everyMap},
	{"web/presence.attendance.byAddress", "spectators", everyMap},
	{"web/presence.attendance.spectators", "spectatorsPerAddress, and maxSpectators of all games", everyMap},
	{"web/presence.elsewhere.there", "maxServers; the one heard longest ago goes", everyMap},
	{"web/shelf.Encodings.made", "rememberedEncodings", "web/shelf.TestEncodingsAreBounded"},
	{"web/request.Fields", "maxFields, for one request", "web/request.TestFieldsAreBounded"},
	{"web.imports.byAddress", "addresses whose bodies share importBytes", "web.TestBodiesShareMemory"},
	{"web/lab.lab.counts", "one for each transport", fixed},
	{"web/lab.lab.requests", "requests under way, of readers who wait", everyMap},
	{"web/lab.Spread.Reached", "one for each transport", fixed},
	{"web/lab.State.Counts", "one for each transport", fixed},
	{"web/lab.Labs.byGame", "maxLabs, and labsPerAddress", everyMap},
	{"web/lab.Labs.byName", "maxLabs, and labsPerAddress", everyMap},
	{"web/limit.Lanes.byAddress", "addresses that read at this moment", "web/limit.TestRequestsOfAnAddressTakeTurns"},
	{"web/meter.meter.conns", "connections at work", everyMap},
	{"web/meter.meter.streams", "requests under way", everyMap},
	{"web.pageHeaders", "a table", fixed},
	{"web/presence.Presence.games", "maxAttendances; the one left alone for longest goes", everyMap},
	{"web/feed.readers.byTransport", "one for each transport", fixed},
	{"web.seekers.byAddress", "maxSeekers, each with seeksPerAddress", everyMap},
	{"web/lab.Cost.Readers", "one for each transport", fixed},
	{"web/shelf.Shelf.kept", "shelfGames and shelfBytes", "web/shelf.TestShelfIsBounded"},
	{"web/cache.Shared.all", "its size", "web/cache.TestSharedIsBounded"},
	{"web/cache.Shared.byAddress", "its size", "web/cache.TestSharedIsBounded"},
	{"web/shelf.Shared.lines", "one for each question under way", "web/shelf.TestSharedReadingBelongsToNoCaller"},
	{"web.sheets.kept", "rememberedPictures and pictureBytes", everyMap},
	{"web.statuses", "a table", fixed},
	{"web/feed.waiting.byAddress", "readers that wait", "web/feed.TestWaitingIsBounded"},
	{"web/limit.Rate.keys", "maxKeys; the one unused for longest goes", "web/limit.TestRateForgetsTheLeastRecentlyUsed"},
	{"web/picture.king", "a table", fixed},
	{"web/picture.shapes", "a table", fixed},
	{"web/view.slots", "the places of a text, for one page", fixed},
}

const (
	// fixed is the test of what does not grow, whatever comes from outside.
	fixed = "fixed"
	// everyMap is, in the package of each place, a test with a case for each of them.
	everyMap = "TestEveryMapIsBounded"
)

// A place that is not in the table is found, and so is a row without a place, or
// without its test.
func TestEveryMapHasABound(t *testing.T) {
	places := growing(t)
	if len(places) < 20 {
		t.Fatalf("only %d maps were found: %v", len(places), places)
	}
	var known []string
	for _, g := range growths {
		known = append(known, g.place)
		if !slices.Contains(places, g.place) {
			t.Errorf("%s is in the table and not in the code", g.place)
		}
		if g.bound == "" {
			t.Errorf("%s: what bounds it?", g.place)
		}
		if g.test != fixed && !testNames(t, g.test, g.place) {
			t.Errorf("%s: there is no test %s that names it", g.place, g.test)
		}
	}
	for _, place := range places {
		if !slices.Contains(known, place) {
			t.Errorf("%s may grow: what bounds it? Add it to the table, with a test that fills it", place)
		}
	}
}

// testNames reports whether a test exists, such as web.TestX. One that is for
// several places has to name them.
func testNames(t *testing.T, test, place string) bool {
	t.Helper()
	folder, name, _ := strings.Cut(test, ".")
	if test == everyMap {
		folder, _, _ = strings.Cut(place, ".")
		name = test
	}
	files, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "func "+name+"(") {
			return test != everyMap || strings.Contains(string(text), `"`+place+`"`)
		}
	}
	return false
}

// growing returns every map, cache and list of the server's packages that outlives
// a call: fields of types, and variables of packages.
func growing(t *testing.T) (places []string) {
	t.Helper()
	for _, p := range list(t, "-deps", "./cmd/kibitz") {
		if !strings.HasPrefix(p.ImportPath, "kibitz/") {
			continue
		}
		pkg := strings.TrimPrefix(p.ImportPath, "kibitz/")
		for _, file := range p.GoFiles {
			parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, decl := range parsed.Decls {
				if d, ok := decl.(*ast.GenDecl); ok {
					for _, spec := range d.Specs {
						places = append(places, growingIn(pkg, spec)...)
					}
				}
			}
		}
	}
	slices.Sort(places)
	return places
}

// growingIn returns the places of one declaration.
func growingIn(pkg string, spec ast.Spec) (places []string) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if !hasMap(s.Type) {
			return nil
		}
		structure, ok := s.Type.(*ast.StructType)
		if !ok {
			return []string{pkg + "." + s.Name.Name}
		}
		for _, field := range structure.Fields.List {
			if !hasMap(field.Type) {
				continue
			}
			for _, name := range field.Names {
				places = append(places, pkg+"."+s.Name.Name+"."+name.Name)
			}
			if len(field.Names) == 0 {
				places = append(places, pkg+"."+s.Name.Name+" (embedded)")
			}
		}
	case *ast.ValueSpec:
		grows := s.Type != nil && hasMap(s.Type)
		for _, value := range s.Values {
			grows = grows || hasMap(value)
		}
		if grows {
			for _, name := range s.Names {
				places = append(places, pkg+"."+name.Name)
			}
		}
	}
	return places
}

// hasMap reports whether a type or a value has a map in it, a cache or a list.
func hasMap(n ast.Node) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.MapType:
			found = true
		case *ast.SelectorExpr:
			pkg, ok := n.X.(*ast.Ident)
			what := n.Sel.Name
			found = found || ok && slices.Contains([]string{"lru.Cache", "simplelru.LRU", "expirable.LRU", "sync.Map", "list.List"}, pkg.Name+"."+what)
		case *ast.FuncType:
			return false // what goes in and out of a call
		}
		return true
	})
	return found
}
