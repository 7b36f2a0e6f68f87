package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"kibitz/web/transport"
)

// What the server takes from one address and from one player, with room to
// spare: more would measure its rate limits. The two players of a game take
// turns.
const (
	mostMoves     = 180 // a second, in all games together
	mostMovesEach = 40  // a second, in one game
)

// config is what a person can set.
type config struct {
	games, spectators  int
	transports         []string
	mix                bool
	rate               float64 // moves a second, in each game
	duration, interval time.Duration
	hold               time.Duration
	jitter             time.Duration
	url                *url.URL
	pid                int
	json, note, commit string
	seed               uint64
}

const usage = `Load puts spectators before a running Kibitz and measures what they get.

It exits with 1 if a reader missed, doubled or reordered a version, or if
something failed, and with 2 if it was called wrongly. The server takes 200
POSTs a second from one address and 25 from one player; load stays below. Both
sides need an open file for each spectator: see ulimit -n.

Usage: load [flags]`

// readConfig reads flags.
func readConfig(args []string, out io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintln(out, usage)
		flags.PrintDefaults()
	}
	flags.IntVar(&c.games, "games", 1, "games that are played at once")
	flags.IntVar(&c.spectators, "spectators", 1000, "readers, spread over the games")
	transports := flags.String("transports", names(transport.OfPages()),
		"comma-separated `list` of "+names(transport.All())+": a run for each, with all spectators")
	flags.BoolVar(&c.mix, "mix", false, "one run, with the spectators spread over the transports")
	flags.Float64Var(&c.rate, "rate", 1, "moves a second in each game")
	flags.DurationVar(&c.duration, "duration", 30*time.Second, "how long moves are played, in each run")
	flags.DurationVar(&c.interval, "poll-interval", 2*time.Second, "pause between two polls")
	flags.DurationVar(&c.hold, "hold", 25*time.Second, "how long a long poll asks to be held, 1s to 55s")
	flags.DurationVar(&c.jitter, "jitter", 250*time.Millisecond, "a long poll that brought an event is followed by a pause of up to this")
	target := flags.String("url", "http://localhost:8080", "`URL` of the server")
	remote := flags.Bool("allow-remote", false, "let the server be on another machine")
	flags.IntVar(&c.pid, "pid", 0, "process `id` of the server, to read its CPU time and memory from /proc; without it they are those of /metrics")
	flags.StringVar(&c.json, "json", "", "`file` for the results, after those that it has")
	flags.StringVar(&c.commit, "commit", "", "`hash` of the server's commit, if it is not that of this program")
	flags.StringVar(&c.note, "note", "", "`text` to keep in the results")
	flags.Uint64Var(&c.seed, "seed", 1, "of the pauses that are drawn at random")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.transports = readTransports(*transports)
	if flags.NArg() > 0 {
		return c, fmt.Errorf("load takes no argument %q; see load -help", flags.Arg(0))
	}
	var err error
	if c.url, err = readTarget(*target, *remote); err != nil {
		return c, err
	}
	return c, c.check()
}

// readTransports reads a list of names. Two are also known as they were called
// once.
func readTransports(list string) []string {
	all := strings.Split(list, ",")
	for i, name := range all {
		switch name {
		case "poll":
			all[i] = transport.Polling.Name
		case "longpoll":
			all[i] = transport.LongPolling.Name
		}
	}
	return all
}

// names lists transports as the flag takes them.
func names(of []transport.Transport) string {
	all := make([]string, len(of))
	for i, t := range of {
		all[i] = t.Name
	}
	return strings.Join(all, ",")
}

// check says what is wrong with the numbers, if anything is.
func (c *config) check() error {
	for i, name := range c.transports {
		if reads[name] == nil || slices.Contains(c.transports[:i], name) {
			return fmt.Errorf("-transports takes each of %s once at most, not %q", names(transport.All()), strings.Join(c.transports, ","))
		}
	}
	switch {
	case c.games < 1 || c.spectators < 1:
		return fmt.Errorf("there is nothing to do with %d games and %d spectators", c.games, c.spectators)
	case !(c.rate > 0) /* NaN, too */ || c.rate > mostMovesEach || c.rate*float64(c.games) > mostMoves:
		return fmt.Errorf("-rate %g: the server's rate limits allow up to %d moves a second in a game and %d in all", c.rate, mostMovesEach, mostMoves)
	case c.duration <= 0 || c.interval <= 0 || c.jitter < 0:
		return fmt.Errorf("-duration, -poll-interval and -jitter are times such as 500ms")
	case c.hold < time.Second || c.hold > 55*time.Second || c.hold%time.Second != 0:
		return fmt.Errorf("-hold %v: the server holds a request for 1 to 55 whole seconds", c.hold)
	}
	return nil
}

// readTarget reads the address of the server. A load test of a server that
// belongs to somebody else is an attack on it, so a slip of the keyboard must
// not start one.
func readTarget(text string, remote bool) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("-url %q is not like http://localhost:8080", text)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	host := u.Hostname()
	if ip := net.ParseIP(host); host != "localhost" && !ip.IsLoopback() && !remote {
		return nil, fmt.Errorf("%s is not this machine, and a load test of somebody else's server is an attack on it; "+
			"if it is yours, say -allow-remote (times are then compared between two clocks)", host)
	}
	return u, nil
}

// runs are the transports of each run.
func (c *config) runs() [][]string {
	if c.mix {
		return [][]string{c.transports}
	}
	var runs [][]string
	for _, name := range c.transports {
		runs = append(runs, []string{name})
	}
	return runs
}

// files is how many open files this process needs.
func (c *config) files() uint64 { return uint64(c.spectators + 4*c.games + 64) }
