package audit_test

import (
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/audit"
	"kibitz/game/rules"
)

// A leaf is one plain value in a stored game.
type leaf struct {
	path  string
	value reflect.Value
	event *game.Event // that it is of; nil for the row
}

func leavesOf(k *audit.Game) (all []leaf) {
	row := func(path string, v reflect.Value) { all = append(all, leaf{path, v, nil}) }
	walk("record", reflect.ValueOf(&k.Record).Elem(), row)
	walk("deadline", reflect.ValueOf(&k.Deadline).Elem(), row)
	if k.Next != nil {
		walk("next", reflect.ValueOf(k.Next).Elem(), row)
	}
	for i := range k.Events {
		e := &k.Events[i]
		walk("event", reflect.ValueOf(e).Elem(), func(path string, v reflect.Value) { all = append(all, leaf{path, v, e}) })
	}
	return all
}

func walk(path string, v reflect.Value, found func(string, reflect.Value)) {
	_, moment := v.Interface().(time.Time)
	switch {
	case moment:
		found(path, v)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			walk(path+"."+v.Type().Field(i).Name, v.Field(i), found)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			walk(path, v.Index(i), found)
		}
	case v.Kind() == reflect.Pointer:
		if !v.IsNil() {
			walk(path, v.Elem(), found)
		}
	default:
		found(path, v)
	}
}

// change gives a leaf another value, made from a text and a number.
func (l leaf) change(text string, number int64) (changed bool) {
	old := reflect.New(l.value.Type()).Elem()
	old.Set(l.value)
	switch {
	case l.value.Type() == reflect.TypeFor[time.Time]():
		l.value.Set(reflect.ValueOf(l.value.Interface().(time.Time).Add(time.Duration(number) * time.Millisecond)))
	case l.value.CanInt() && l.value.Type() == reflect.TypeFor[time.Duration]():
		l.value.SetInt(l.value.Int() + number*int64(time.Millisecond))
	case l.value.CanInt():
		l.value.SetInt(l.value.Int() + number)
	case l.value.CanUint():
		l.value.SetUint(l.value.Uint() + uint64(number))
	case l.value.Kind() == reflect.Bool:
		l.value.SetBool(!l.value.Bool())
	default:
		l.value.SetString(text)
	}
	return !l.value.Equal(old)
}

// believed are the values that nothing contradicts, as listed in the package doc,
// and some that are contradicted only sometimes.
var believed = regexp.MustCompile(`^(record\.(White|Black|Delay|Seek|SignAt|Exhibit|Source\.Tags)|event\.(Seen|Message))|^next\.(White|Black)\.Name`)

// free reports whether the leaf may have another value without a fault.
func (l leaf) free() bool {
	if l.event != nil && l.path == "event.At" {
		return l.event.Kind != game.Moved || !l.event.Clock.Control.Clocked()
	}
	return believed.MatchString(l.path)
}

// texts are replacements for texts: values that may occur elsewhere in a game.
var texts = []string{
	"", "x", "white", "black", "over", "open", "playing", "1-0", "0-1", "1/2-1/2", "*", "mate", "flag", "resignation", "threefold", "move", "chat", "offer",
	"time", "abort", "e2e4", "e5", "Nf3", "draw", "takeback", "rematch", rules.StartFEN, "4k3/8/8/8/8/8/8/4K2R b K - 100 1000", strings.Repeat("8/", 99),
}

// specimens are games of every kind.
func specimens(t testing.TB) []*audit.Game {
	t.Helper()
	return append(append(random(t, 3, 30), imports(t)[:3]...), exhibits(t)[:4]...)
}

// Changing any single value makes a fault.
func TestEveryChangeIsAFault(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	tried := map[string]int{}
	games := specimens(t)
	for range 800 {
		k := games[r.IntN(len(games))]
		l := leavesOf(k)
		wantNoticed(t, k, l[r.IntN(len(l))], texts[r.IntN(len(texts))], []int64{1, -1, 7, -250, 60_000}[r.IntN(5)], tried)
	}
	t.Log(tried)
	if len(tried) < 40 {
		t.Errorf("only %d fields were changed: %v", len(tried), tried)
	}
	for _, k := range games {
		wantNone(t, "after all is as it was", k)
	}
}

// wantNoticed changes a value, checks that there is a fault, and changes it back.
func wantNoticed(t *testing.T, k *audit.Game, l leaf, text string, number int64, tried map[string]int) {
	t.Helper()
	old := reflect.New(l.value.Type()).Elem()
	old.Set(l.value)
	defer func() { l.value.Set(old) }()
	if !l.change(text, number) {
		return
	}
	faults := audit.Check(k)
	if len(faults) == 0 && !l.free() {
		kind := game.Kind("row")
		if l.event != nil {
			kind = l.event.Kind
		}
		t.Errorf("%s of %s (%s) is %v and was %v: no fault", l.path, k.Record.ID, kind, l.value, old)
	}
	if len(faults) > 0 {
		tried[l.path]++
	}
}

// Whatever a database holds, the check reports a fault and does not fail in any
// other way.
func FuzzCheck(f *testing.F) {
	games := specimens(f)
	for i, text := range texts {
		f.Add(uint8(i), uint16(i*97), text, int64(1))
		f.Add(uint8(i), uint16(i*131), text, int64(-1)<<(2*i))
	}
	f.Fuzz(func(t *testing.T, which uint8, place uint16, text string, number int64) {
		k := games[int(which)%len(games)]
		l := leavesOf(k)
		wantNoticed(t, k, l[int(place)%len(l)], text, number, map[string]int{})
	})
}
