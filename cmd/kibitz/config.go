package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"net/url"

	"kibitz/store/embedded"
)

// config is what a person can set: by flag, or by environment.
type config struct {
	addr     string
	data     string
	database string
	baseURL  string
	engine   string
	verbose  bool
}

// readConfig reads flags, whose defaults are the environment's.
func readConfig(args []string, env func(string) string, out io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("kibitz", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintln(out, "Kibitz is a chess server.\n\nUsage: kibitz [flags]")
		flags.PrintDefaults()
	}
	flags.StringVar(&c.addr, "addr", cmp.Or(env("KIBITZ_ADDR"), "localhost:8080"),
		"`address` to listen on; :8080 takes connections from everywhere (KIBITZ_ADDR)")
	flags.StringVar(&c.data, "data", cmp.Or(env("KIBITZ_DATA"), embedded.DefaultDir()),
		"`folder` of the private Postgres (KIBITZ_DATA)")
	// Not the default value: -help would print the password in it.
	flags.StringVar(&c.database, "database", "",
		"Postgres `URL`; none starts a private Postgres in the data folder (DATABASE_URL)")
	flags.StringVar(&c.baseURL, "base-url", env("KIBITZ_BASE_URL"),
		"`URL` that others reach this server by, if a proxy stands before it (KIBITZ_BASE_URL)")
	flags.StringVar(&c.engine, "engine", env("KIBITZ_ENGINE"),
		"UCI chess engine, a `program`; none is stockfish if the machine has it, else the built-in player; "+builtin+" is that (KIBITZ_ENGINE)")
	flags.BoolVar(&c.verbose, "v", false, "log what happens to each reader")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.database = cmp.Or(c.database, env("DATABASE_URL"))
	if flags.NArg() > 0 {
		return c, fmt.Errorf("kibitz takes no argument %q; see kibitz -help", flags.Arg(0))
	}
	if u, err := url.Parse(c.baseURL); c.baseURL != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		return c, fmt.Errorf("the base URL %q is not like https://chess.example.org", c.baseURL)
	}
	return c, nil
}
