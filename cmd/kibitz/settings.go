package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
)

// A setting is set by a flag, or else by an environment variable. If neither is
// present, it keeps its value.
type setting struct {
	to   any    // *string, *int or *bool
	flag string // name
	env  string // name; "" for none
	doc  string
	// A secret does not become the default value of its flag, because -help prints
	// that.
	secret bool
}

// parse sets all settings from arguments and environment.
func parse(flags *flag.FlagSet, args []string, env func(string) string, settings []setting) error {
	var errs []error
	for _, s := range settings {
		errs = append(errs, s.define(flags, env))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, s := range settings {
		if text, ok := s.to.(*string); ok && s.secret {
			*text = cmp.Or(*text, env(s.env))
		}
	}
	return nil
}

// define adds the setting's flag, whose default is the environment's value.
func (s setting) define(flags *flag.FlagSet, env func(string) string) error {
	var value string
	doc := s.doc
	if s.env != "" {
		value, doc = env(s.env), doc+" ("+s.env+")"
	}
	var want string
	switch to := s.to.(type) {
	case *string:
		if s.secret {
			value = ""
		}
		flags.StringVar(to, s.flag, cmp.Or(value, *to), doc)
		return nil
	case *int:
		flags.IntVar(to, s.flag, *to, doc)
		want = "a number"
	case *bool:
		flags.BoolVar(to, s.flag, *to, doc)
		want = "true or false"
	}
	if value != "" && flags.Set(s.flag, value) != nil {
		return fmt.Errorf("-%s is %s, not %q", s.flag, want, value)
	}
	return nil
}

// databaseSettings are the settings by which commands find a database.
func databaseSettings(data, database *string) []setting {
	return []setting{
		{to: data, flag: "data", env: "KIBITZ_DATA", doc: "`folder` of the private Postgres"},
		{to: database, flag: "database", env: "DATABASE_URL", doc: "Postgres `URL`; none is the private Postgres", secret: true},
	}
}
