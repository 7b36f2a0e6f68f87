package main

import (
	"io"
	"testing"
)

func TestExhibitionIsOnUnlessItIsSwitchedOff(t *testing.T) {
	for _, c := range []struct {
		env  string
		args []string
		want bool
	}{
		{"", nil, true},
		{"", []string{"-exhibition=false"}, false},
		{"false", nil, false},
		{"0", nil, false},
		{"false", []string{"-exhibition"}, true},
		{"true", []string{"-exhibition=false"}, false},
	} {
		env := func(name string) string { return map[string]string{"KIBITZ_EXHIBITION": c.env}[name] }
		got, err := readConfig(c.args, env, io.Discard)
		if err != nil || got.exhibition != c.want {
			t.Errorf("KIBITZ_EXHIBITION=%s %v: got %v, %v; want %v", c.env, c.args, got.exhibition, err, c.want)
		}
	}
	if _, err := readConfig(nil, func(name string) string { return map[string]string{"KIBITZ_EXHIBITION": "perhaps"}[name] }, io.Discard); err == nil {
		t.Error("KIBITZ_EXHIBITION=perhaps is taken")
	}
}
