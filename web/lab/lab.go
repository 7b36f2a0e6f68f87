package lab

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// Morphy against the Duke of Brunswick and Count Isouard, Paris 1858: known to
// many, and short. After its end it begins again.
const operaGame = `e4 e5 Nf3 d6 d4 Bg4 dxe5 Bxf3 Qxf3 dxe5 Bc4 Nf6 Qb3 Qe7 Nc3 c6 Bg5 b5 Nxb5 cxb5
	Bxb5+ Nbd7 O-O-O Rd8 Rxd7 Rxd7 Rd1 Qe6 Bxd7+ Nxd7 Qb8+ Nxb8 Rd8#`

// opera returns the events of one round of the metronome: the pieces are set up, and move.
var opera = sync.OnceValue(func() []game.Event {
	p, err := rules.ParseFEN(rules.StartFEN)
	round := []game.Event{{Kind: game.Created, FEN: rules.StartFEN}}
	for i, san := range strings.Fields(operaGame) {
		var move rules.Move
		if err == nil {
			p, move, err = p.Move(san)
		}
		if err != nil {
			panic(err) // cannot happen: the game was played
		}
		round = append(round, game.Event{Kind: game.Moved, Ply: i + 1, FEN: p.FEN(), Check: p.Check(), UCI: move.UCI, SAN: move.SAN})
	}
	return round
})

// A lab is one visitor's game and the faults of its feed. It may be used from many
// goroutines.
type lab struct {
	labs    *Labs
	name    string
	address string // of the visitor who opened it
	game    game.ID
	ctx     context.Context // ends with the lab
	end     context.CancelFunc

	mu      sync.Mutex
	set     settings
	changed chan struct{} // receives after the settings have changed
	touched time.Time     // time of the last request
	tail    []game.Event  // the newest events, without a gap; never empty
	next    int           // event of the opera to come, counted over all rounds
	talking bool          // five messages are being sent

	requests map[*call]struct{} // open now
	faults   faults
	counts   map[string]Count // by transport
	move     Spread           // of the newest move
	message  Spread           // of the newest message
}

func newLab(ls *Labs, name string, id game.ID, address string, set settings) *lab {
	l := &lab{labs: ls, name: name, address: address, game: id, set: set, changed: make(chan struct{}, 1), touched: time.Now(),
		requests: make(map[*call]struct{}), counts: make(map[string]Count)}
	l.ctx, l.end = context.WithCancel(ls.config.Stopping)
	l.faults.restart(l.ctx)
	l.play()
	return l
}

func (l *lab) path() string { return "/lab/sessions/" + l.name }

// run is the metronome. Its beat is a little uneven: otherwise polls at the same pace would
// always find moves of the same age.
func (l *lab) run() {
	defer l.labs.forget(l)
	timer := time.NewTimer(l.pause())
	defer timer.Stop()
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-l.changed:
		case <-timer.C:
			switch idle := l.idle(time.Now()); {
			case idle >= lifetime:
				return
			case idle < Rest:
				l.play()
			}
		}
		timer.Reset(l.pause())
	}
}

func (l *lab) pause() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Duration((0.5 + rand.Float64()) / l.set.Rate * float64(time.Second))
}

// play makes the next move.
func (l *lab) play() {
	round := opera()
	l.happens(func() game.Event {
		e := round[l.next%len(round)]
		l.next++
		return e
	})
}

// say sends a message to all readers.
func (l *lab) say(text string) {
	l.happens(func() game.Event {
		e := l.tail[len(l.tail)-1]
		e.Kind, e.UCI, e.SAN = game.Said, "", ""
		e.Message = game.Message{Room: game.SpectatorsRoom, From: "Lab", Text: text}
		return e
	})
}

// happens adds an event to the log and announces it, both with the mutex held, so that
// announcements come in order. It does not wait for readers.
func (l *lab) happens(make func() game.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := make()
	now := time.Now()
	e.Game, e.Version, e.At, e.Status, e.Result = l.game, l.head()+1, l.labs.config.Now().UTC().Truncate(time.Millisecond), game.Playing, rules.NoResult
	l.tail = append(l.tail, e)
	if len(l.tail) > game.MaxBehind {
		l.tail = slices.Clone(l.tail[1:]) // readers may hold parts of the old one
	}
	if e.Kind == game.Said {
		l.message = Spread{Version: e.Version, from: now}
	} else {
		l.move = Spread{Version: e.Version, from: now}
	}
	l.labs.hub.Announce(game.Change{Event: e})
}

// head returns the newest version. The caller holds mu.
func (l *lab) head() game.Version {
	if len(l.tail) == 0 {
		return 0
	}
	return l.tail[len(l.tail)-1].Version
}

// after returns the newest events after a version.
func (l *lab) after(v game.Version) []game.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := int(l.head() - v); n < len(l.tail) {
		return l.tail[len(l.tail)-max(0, n):]
	}
	return l.tail
}

// snapshot returns the game as it stands.
func (l *lab) snapshot() game.Snapshot {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.tail[len(l.tail)-1]
	e.Kind, e.UCI, e.SAN, e.Message = game.SnapshotKind, "", "", game.Message{}
	return game.Snapshot{Event: e, White: game.Player{Name: "Paul Morphy"}, Black: game.Player{Name: "Duke and Count"}, StartFEN: rules.StartFEN}
}

// idle returns how long ago the last request was; 0 while somebody reads.
func (l *lab) idle(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.requests) > 0 {
		return 0
	}
	return now.Sub(l.touched)
}
