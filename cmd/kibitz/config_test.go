package main

import (
	"io"
	"strings"
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

func TestConfigurationThatCannotBeMeantIsRefused(t *testing.T) {
	for _, c := range []struct {
		args string
		want string // part of the error; "" for none
	}{
		{"", ""},
		{"-tls=off", ""},
		{"-tls=perhaps", "-tls is"},
		{"-cert=a", "go together"},
		{"-cert=a -key=b", ""},
		{"-cert=a -key=b -autocert=chess.example", "exclude"},
		{"-tls=off -autocert=chess.example", "yet"},
		{"-base-url=chess.example", "base URL"},
		{"-trusted-proxy=10.0.0.0/8,::1", ""},
		{"-trusted-proxy=10.0.0.0/33", "trusted proxy"},
		{"-trusted-proxy=proxy.example", "trusted proxy"},
		{"serve", "no argument"},
	} {
		_, err := readConfig(strings.Fields(c.args), func(string) string { return "" }, io.Discard)
		if (c.want == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%q: got %v, want %q", c.args, err, c.want)
		}
	}
}

func TestNetworksAreComparedAsAddressesAre(t *testing.T) {
	for list, want := range map[string]string{
		"10.0.0.0/8":          "10.0.0.0/8",
		"10.1.2.3":            "10.1.2.3/32",
		"::ffff:10.0.0.0/104": "10.0.0.0/8",
		"::ffff:10.1.2.3":     "10.1.2.3/32",
		"fd00::/8":            "fd00::/8",
		"::ffff:0:0/90":       "::ffff:0.0.0.0/90",
	} {
		got, err := networks(list)
		if err != nil || len(got) != 1 || got[0].String() != want {
			t.Errorf("%s: got %v, %v, want %s", list, got, err, want)
		}
	}
}

func FuzzNetworks(f *testing.F) {
	for _, list := range []string{"", "10.0.0.0/8", "::1, fd00::/8", "::ffff:1.2.3.4", "fe80::1%eth0", "/", ",,"} {
		f.Add(list)
	}
	f.Fuzz(func(t *testing.T, list string) {
		all, err := networks(list)
		for _, network := range all {
			if err == nil && (!network.IsValid() || !network.Contains(network.Addr())) {
				t.Errorf("%q: got %v", list, network)
			}
		}
	})
}
