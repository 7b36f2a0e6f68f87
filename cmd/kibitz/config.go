package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"kibitz/store/embedded"
	"kibitz/web"
	"kibitz/web/feed"
)

// Values of -tls.
const (
	tlsSelf = "self" // by a certificate that Kibitz makes
	tlsOff  = "off"
)

// config is what a person can set: by flag, or by environment.
type config struct {
	addr       string
	data       string
	database   string
	redis      string
	drain      time.Duration
	baseURL    string
	engine     string
	tls        string // tlsSelf or tlsOff
	autocert   string
	cert       string
	key        string
	proxies    []netip.Prefix
	limits     web.Limits
	perAddress int // connections; 0 for the usual
	exhibition bool
	verbose    bool
}

// readConfig reads flags, whose defaults are the environment's.
func readConfig(args []string, env func(string) string, out io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("kibitz", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintln(out, "Kibitz is a chess server.\n\nUsage: kibitz [flags]\n       kibitz backup [flags] FILE\n       kibitz restore [flags] FILE\n       kibitz verify [flags]")
		flags.PrintDefaults()
	}
	flags.StringVar(&c.addr, "addr", cmp.Or(env("KIBITZ_ADDR"), "localhost:8080"),
		"`address` to listen on; :8080 takes connections from everywhere (KIBITZ_ADDR)")
	flags.StringVar(&c.data, "data", cmp.Or(env("KIBITZ_DATA"), embedded.DefaultDir()),
		"`folder` of the private Postgres (KIBITZ_DATA)")
	// Not the default values: -help would print the passwords in them.
	flags.StringVar(&c.database, "database", "",
		"Postgres `URL`; none starts a private Postgres in the data folder (DATABASE_URL)")
	flags.StringVar(&c.redis, "redis", "",
		"Redis `URL` over which several servers hear of each other's moves; none is one server (REDIS_URL)")
	flags.StringVar(&c.baseURL, "base-url", env("KIBITZ_BASE_URL"),
		"`URL` that others reach this server by, if a proxy stands before it (KIBITZ_BASE_URL)")
	flags.StringVar(&c.engine, "engine", env("KIBITZ_ENGINE"),
		"UCI chess engine, a `program`; none is stockfish if the machine has it, else the built-in player; "+builtin+" is that (KIBITZ_ENGINE)")
	flags.StringVar(&c.tls, "tls", cmp.Or(env("KIBITZ_TLS"), tlsSelf),
		"HTTPS on the same port as HTTP: `self` by a certificate that Kibitz makes and keeps in the data folder, or off (KIBITZ_TLS)")
	flags.StringVar(&c.autocert, "autocert", env("KIBITZ_AUTOCERT"),
		"public `name` to have a certificate of Let's Encrypt for, which must reach this server on port 443 (KIBITZ_AUTOCERT)")
	flags.StringVar(&c.cert, "cert", env("KIBITZ_CERT"), "`file` with a certificate for HTTPS, read again when it changes (KIBITZ_CERT)")
	flags.StringVar(&c.key, "key", env("KIBITZ_KEY"), "`file` with its key (KIBITZ_KEY)")
	var proxies string
	flags.StringVar(&proxies, "trusted-proxy", env("KIBITZ_TRUSTED_PROXY"),
		"`networks` of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, as 10.0.0.0/8,::1 (KIBITZ_TRUSTED_PROXY)")
	drain := flags.String("drain", cmp.Or(env("KIBITZ_DRAIN"), "0s"),
		"`time` to serve on when stopping, until a load balancer has noticed, as 5s (KIBITZ_DRAIN)")
	flags.BoolVar(&c.exhibition, "exhibition", true, "show famous games while few are played (KIBITZ_EXHIBITION)")
	flags.BoolVar(&c.verbose, "v", false, "log what happens to each reader")
	if err := errors.Join(c.limitFlags(flags, env), setFrom(flags, "exhibition", "true or false", env("KIBITZ_EXHIBITION"))); err != nil {
		return c, err
	}
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.database, c.redis = cmp.Or(c.database, env("DATABASE_URL")), cmp.Or(c.redis, env("REDIS_URL"))
	if flags.NArg() > 0 {
		return c, fmt.Errorf("kibitz takes no argument %q; see kibitz -help", flags.Arg(0))
	}
	var err error
	if c.proxies, err = networks(proxies); err != nil {
		return c, err
	}
	if c.drain, err = time.ParseDuration(*drain); err != nil || c.drain < 0 {
		return c, fmt.Errorf("-drain is a time like 5s, not %q", *drain)
	}
	return c, c.check()
}

// limitFlags are the limits that an operator may want to change.
func (c *config) limitFlags(flags *flag.FlagSet, env func(string) string) error {
	limit := func(to *int, name string, usual int, variable, meaning string) error {
		flags.IntVar(to, name, usual, meaning+" ("+variable+")")
		return setFrom(flags, name, "a number", env(variable))
	}
	return errors.Join(
		limit(&c.limits.Readers, "max-readers", feed.DefaultReaders, "KIBITZ_MAX_READERS",
			"most `readers` that wait for events at once"),
		limit(&c.limits.ReadersPerAddress, "readers-per-address", feed.DefaultReadersPerAddress, "KIBITZ_READERS_PER_ADDRESS",
			"most of these `readers` from one address, or one /64 of IPv6"),
		limit(&c.perAddress, "connections-per-address", 0, "KIBITZ_CONNECTIONS_PER_ADDRESS",
			"most `connections` from one address, or one /64 of IPv6; 0 is 4000, or half of what ulimit -n allows"),
		limit(&c.limits.ReadsPerAddress, "reads-per-address", 0, "KIBITZ_READS_PER_ADDRESS",
			"`units` of about 0.1 ms of a processor that one address may read a second; 0 is for the usual 2000"),
	)
}

// setFrom sets a flag that is no text from the environment, if that has it.
func setFrom(flags *flag.FlagSet, name, kind, value string) error {
	if value == "" {
		return nil
	}
	if err := flags.Set(name, value); err != nil {
		return fmt.Errorf("-%s is %s, not %q", name, kind, value)
	}
	return nil
}

// check finds what cannot be meant.
func (c config) check() error {
	u, err := url.Parse(c.baseURL)
	switch {
	case c.baseURL != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")):
		return fmt.Errorf("the base URL %q is not like https://chess.example.org", c.baseURL)
	case c.limits.Readers < 1 || c.limits.ReadersPerAddress < 1:
		return errors.New("-max-readers and -readers-per-address are 1 or more")
	case c.perAddress < 0:
		return fmt.Errorf("-connections-per-address is 0 or more, not %d", c.perAddress)
	case c.limits.ReadsPerAddress < 0:
		return fmt.Errorf("-reads-per-address is a number of units, not %d", c.limits.ReadsPerAddress)
	case c.tls != tlsSelf && c.tls != tlsOff:
		return fmt.Errorf("-tls is %s or %s, not %q", tlsSelf, tlsOff, c.tls)
	case (c.cert == "") != (c.key == ""):
		return errors.New("-cert and -key go together")
	case c.cert != "" && c.autocert != "":
		return errors.New("-cert and -autocert exclude each other")
	case c.tls == tlsOff && (c.cert != "" || c.autocert != ""):
		return errors.New("-tls=off, and yet there is a certificate to use")
	}
	return nil
}

// networks reads a list of networks and of single addresses.
func networks(list string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := networkOf(text)
		if err != nil {
			return nil, fmt.Errorf("the trusted proxy %q is neither an address nor a network like 10.0.0.0/8", text)
		}
		all = append(all, network)
	}
	return all, nil
}

// networkOf reads a network or an address, in the form in which addresses of
// requests are compared: IPv4, if it is that in the disguise of IPv6.
func networkOf(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return addr.Unmap().Prefix(addr.Unmap().BitLen())
	}
	p, err := netip.ParsePrefix(text)
	if addr := p.Addr(); err == nil && addr.Is4In6() && p.Bits() >= 96 {
		return netip.PrefixFrom(addr.Unmap(), p.Bits()-96), nil
	}
	return p, err
}
