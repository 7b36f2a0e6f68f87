package main

import (
	"io"
	"testing"

	"kibitz/web"
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

func TestReadersAreLimitedAsAsked(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		args []string
		want web.Limits
	}{
		{nil, nil, web.Limits{Readers: 20_000, ReadersPerAddress: 2_000}},
		{map[string]string{"KIBITZ_MAX_READERS": "50000"}, nil, web.Limits{Readers: 50_000, ReadersPerAddress: 2_000}},
		{map[string]string{"KIBITZ_READERS_PER_ADDRESS": "500"}, nil, web.Limits{Readers: 20_000, ReadersPerAddress: 500}},
		{map[string]string{"KIBITZ_MAX_READERS": "50000"}, []string{"-max-readers=7", "-readers-per-address=5"}, web.Limits{Readers: 7, ReadersPerAddress: 5}},
	} {
		got, err := readConfig(c.args, func(name string) string { return c.env[name] }, io.Discard)
		if err != nil || got.limits != c.want {
			t.Errorf("%v %v: got %v, %v; want %v", c.env, c.args, got.limits, err, c.want)
		}
	}
	for _, arg := range []string{"-max-readers=0", "-readers-per-address=0", "-max-readers=-1", "-max-readers=many", "-readers-per-address=1e3"} {
		if _, err := readConfig([]string{arg}, func(string) string { return "" }, io.Discard); err == nil {
			t.Errorf("%s is taken", arg)
		}
	}
	for _, name := range []string{"KIBITZ_MAX_READERS", "KIBITZ_READERS_PER_ADDRESS"} {
		if _, err := readConfig(nil, func(n string) string { return map[string]string{name: "lots"}[n] }, io.Discard); err == nil {
			t.Errorf("%s=lots is taken", name)
		}
	}
}
