package main

import (
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

// config is what an operator can set, by flag or by environment.
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
	perAddress int // connections; 0 for the default
	exhibition bool
	verbose    bool
}

// readConfig reads the arguments and the environment, and checks them.
func readConfig(args []string, env func(string) string, out io.Writer) (config, error) {
	c := config{
		addr: "localhost:8080", data: embedded.DefaultDir(), tls: tlsSelf, exhibition: true,
		limits: web.Limits{Readers: feed.DefaultReaders, ReadersPerAddress: feed.DefaultReadersPerAddress},
	}
	flags := flag.NewFlagSet("kibitz", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintln(out, "Kibitz is a chess server.\n\nUsage: kibitz [flags]\n       kibitz backup [flags] FILE\n       kibitz restore [flags] FILE\n       kibitz verify [flags]")
		flags.PrintDefaults()
	}
	proxies, drain := "", "0s"
	if err := parse(flags, args, env, append(c.settings(),
		setting{to: &proxies, flag: "trusted-proxy", env: "KIBITZ_TRUSTED_PROXY", doc: "`networks` of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, as 10.0.0.0/8,::1"},
		setting{to: &drain, flag: "drain", env: "KIBITZ_DRAIN", doc: "`time` to serve on when stopping, until a load balancer has noticed, as 5s"},
	)); err != nil {
		return c, err
	}
	if flags.NArg() > 0 {
		return c, fmt.Errorf("kibitz takes no argument %q; see kibitz -help", flags.Arg(0))
	}
	var err error
	if c.proxies, err = networks(proxies); err != nil {
		return c, err
	}
	if c.drain, err = time.ParseDuration(drain); err != nil || c.drain < 0 {
		return c, fmt.Errorf("-drain is a time like 5s, not %q", drain)
	}
	return c, c.check()
}

// settings are the settings that need no further parsing.
func (c *config) settings() []setting {
	return []setting{
		{to: &c.addr, flag: "addr", env: "KIBITZ_ADDR", doc: "`address` to listen on; :8080 takes connections from everywhere"},
		{to: &c.data, flag: "data", env: "KIBITZ_DATA", doc: "`folder` of the private Postgres"},
		{to: &c.database, flag: "database", env: "DATABASE_URL", doc: "Postgres `URL`; none starts a private Postgres in the data folder", secret: true},
		{to: &c.redis, flag: "redis", env: "REDIS_URL", doc: "Redis `URL` over which several servers hear of each other's moves; none is one server", secret: true},
		{to: &c.baseURL, flag: "base-url", env: "KIBITZ_BASE_URL", doc: "`URL` that others reach this server by, if a proxy stands before it"},
		{to: &c.engine, flag: "engine", env: "KIBITZ_ENGINE", doc: "UCI chess engine, a `program`; none is stockfish if the machine has it, else the built-in player; " + builtin + " is that"},
		{to: &c.tls, flag: "tls", env: "KIBITZ_TLS", doc: "HTTPS on the same port as HTTP: `self` by a certificate that Kibitz makes and keeps in the data folder, or off"},
		{to: &c.autocert, flag: "autocert", env: "KIBITZ_AUTOCERT", doc: "public `name` to have a certificate of Let's Encrypt for, which must reach this server on port 443"},
		{to: &c.cert, flag: "cert", env: "KIBITZ_CERT", doc: "`file` with a certificate for HTTPS, read again when it changes"},
		{to: &c.key, flag: "key", env: "KIBITZ_KEY", doc: "`file` with its key"},
		{to: &c.limits.Readers, flag: "max-readers", env: "KIBITZ_MAX_READERS", doc: "most `readers` that wait for events at once"},
		{to: &c.limits.ReadersPerAddress, flag: "readers-per-address", env: "KIBITZ_READERS_PER_ADDRESS", doc: "most of these `readers` from one address, or one /64 of IPv6"},
		{to: &c.perAddress, flag: "connections-per-address", env: "KIBITZ_CONNECTIONS_PER_ADDRESS", doc: "most `connections` from one address, or one /64 of IPv6; 0 is 4000, or half of what ulimit -n allows"},
		{to: &c.limits.ReadsPerAddress, flag: "reads-per-address", env: "KIBITZ_READS_PER_ADDRESS", doc: "`units` of about 0.1 ms of a processor that one address may read a second; 0 is for the usual 2000"},
		{to: &c.exhibition, flag: "exhibition", env: "KIBITZ_EXHIBITION", doc: "show famous games while few are played"},
		{to: &c.verbose, flag: "v", doc: "log what happens to each reader"},
	}
}

// check refuses values that cannot be intended.
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

// networks parses a list of networks and single addresses.
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

// networkOf parses a network or an address. IPv4 written as IPv6 becomes IPv4, as in
// the addresses of requests that it is compared with.
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
