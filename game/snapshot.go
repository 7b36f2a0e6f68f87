package game

import (
	"encoding/json"
	"time"

	"kibitz/game/rules"
)

// A Snapshot is a game as it stands, read in one go and then free of the
// database: what a page is drawn from and what a reader begins with. It is
// plain data; do not change what its slices hold.
type Snapshot struct {
	Event // the state; its kind is snapshot and its version the new cursor

	White, Black Player // zero while the seat is open
	StartFEN     string
	Plies        []Ply
	CreatedAt    time.Time
	Chat         []Spoken // the newest messages, oldest first
	Delay        time.Duration
	Seek         bool
	Source       *Source // of an imported game or an exhibit; nil for one that was played here
	Exhibit      bool    // a famous game that is relayed
}

// A Ply is one half-move that stands, oldest first.
type Ply struct {
	UCI, SAN string
	At       time.Time
	FEN      string // after it
	Check    bool
	Clock    time.Duration // what the mover had left after it; 0 in a game without a clock
}

// NewSnapshot makes a snapshot from a game's record and its events of kind move,
// takeback and chat, in order.
func NewSnapshot(r Record, moves []Event) Snapshot {
	s := Snapshot{
		Event: Event{
			Game: r.ID, Version: r.Version, At: r.UpdatedAt, Kind: SnapshotKind, Ply: r.Ply, FEN: r.FEN,
			Status: r.Status, Result: r.Result, Reason: r.Reason, Clock: r.Clock, Offer: r.Offering.Open, Next: r.Next,
		},
		White: r.White, Black: r.Black, StartFEN: r.StartFEN, CreatedAt: r.CreatedAt,
		Plies: make([]Ply, 0, len(moves)), Delay: r.Delay, Seek: r.Seek, Source: r.Source, Exhibit: r.Exhibit.Number > 0,
	}
	for _, m := range moves {
		switch m.Kind {
		case TakenBack:
			s.Plies = s.Plies[:m.Ply]
			continue
		case Said:
			s.Chat = append(s.Chat, Spoken{m.Version, m.At, m.Message})
			continue
		}
		s.Plies = append(s.Plies, Ply{
			UCI: m.UCI, SAN: m.SAN, At: m.At, FEN: m.FEN, Check: m.Check, Clock: m.Clock.side(m.By).Left,
		})
	}
	if p, err := rules.KeptFEN(r.FEN); err == nil {
		s.Check = p.Check()
		s.Claim = (&Game{record: r, position: p}).claimable(p.Turn())
	}
	return s
}

// ColorOf returns the seat that the player holds, nobody's for a spectator.
func (s *Snapshot) ColorOf(p PlayerID) rules.Color {
	r := Record{White: s.White, Black: s.Black}
	return r.ColorOf(p)
}

// Joinable returns why the game has no seat to take: ErrOver, ErrWithdrawn or
// ErrSeatTaken; nil if it has one.
func (s *Snapshot) Joinable() error {
	r := Record{White: s.White, Black: s.Black, Status: s.Status, Seek: s.Seek}
	return r.joinable()
}

// JSON returns the snapshot, with who is there, for a reader who sits at color
// you; a player also gets the legal moves.
func (s *Snapshot) JSON(you rules.Color, present Presence) ([]byte, error) {
	w := snapshotWire{
		eventWire: s.wire(you != ""), White: seatOf(s.White, present.White), Black: seatOf(s.Black, present.Black), StartFEN: s.StartFEN,
		Plies: make([]plyWire, len(s.Plies)), You: "spectator",
		Delay: int(s.Delay.Seconds()), Spectators: present.Spectators,
		GoneAfter: s.Clock.Control.GoneAfter().Milliseconds(), Exhibit: s.Exhibit,
	}
	if o := s.Opening(); o != (rules.Opening{}) {
		w.eventWire.Opening = &o
	}
	if s.Source != nil {
		w.Tags = s.Source.tagMap()
		if s.Exhibit { // what is kept does not tell how it ends
			w.Tags["Result"] = string(s.Result)
		}
	}
	for i, p := range s.Plies {
		w.Plies[i] = plyWire{UCI: p.UCI, SAN: p.SAN, At: p.At.UnixMilli(), Clock: p.Clock.Milliseconds()}
	}
	if tc := s.Clock.Control; tc.Clocked() {
		w.controlWire = &controlWire{int(tc.Initial.Seconds()), int(tc.Increment.Seconds())}
	}
	for _, m := range s.ChatFor(you) {
		w.ChatLog = append(w.ChatLog, spokenWire{m.Version, m.At.UnixMilli(), m.Message})
	}
	if you != "" {
		w.You = string(you)
		w.Legal = s.Legal()
	}
	return json.Marshal(w)
}

type snapshotWire struct {
	eventWire
	White        *seatWire         `json:"white"` // null while the seat is open
	Black        *seatWire         `json:"black"`
	*controlWire                   // absent in a game without a clock
	StartFEN     string            `json:"startFen"`
	Tags         map[string]string `json:"tags,omitempty"`    // of the file that an imported game was read from
	Exhibit      bool              `json:"exhibit,omitempty"` // a famous game that is relayed
	Plies        []plyWire         `json:"plies"`
	Delay        int               `json:"delay,omitempty"` // seconds
	Spectators   int               `json:"spectators"`
	GoneAfter    int64             `json:"goneAfter,omitempty"` // ms that a player is away before the game can be claimed
	You          string            `json:"you"`
	ChatLog      []spokenWire      `json:"messages,omitempty"`
	Legal        []string          `json:"legal,omitzero"`
}

// controlWire is a time control in seconds, as a game is asked for.
type controlWire struct {
	Initial   int `json:"initial"`
	Increment int `json:"increment"`
}

type seatWire struct {
	Name            string `json:"name"`
	*attendanceWire        // absent for one who only has a name
}

type plyWire struct {
	UCI   string `json:"uci"`
	SAN   string `json:"san"`
	At    int64  `json:"at"`
	Clock int64  `json:"clock,omitempty"` // what the mover had left after it
}

func seatOf(p Player, a Attendance) *seatWire {
	if !p.Seated() {
		return nil
	}
	if p.ID == "" {
		return &seatWire{Name: p.Name}
	}
	there := a.wire()
	return &seatWire{p.Name, &there}
}

// Opening returns the latest named position of the game; the zero Opening if
// none has come up.
func (s *Snapshot) Opening() rules.Opening {
	for i := len(s.Plies) - 1; i >= 0; i-- {
		if o := rules.OpeningAt(s.Plies[i].FEN); o != (rules.Opening{}) {
			return o
		}
	}
	return rules.Opening{}
}
