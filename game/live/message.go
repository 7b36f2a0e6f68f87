package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kibitz/game"
	"kibitz/game/rules"
)

// A MessageKind says what a server tells the others.
type MessageKind string

// The kinds of message.
const (
	EventMessage  MessageKind = "event"  // an event has been kept
	DoubtMessage  MessageKind = "doubt"  // a game may have changed
	HereMessage   MessageKind = "here"   // who is at a game on the sender
	ProbeMessage  MessageKind = "probe"  // the sender listens whether it hears itself
	MissedMessage MessageKind = "missed" // messages of the sender were lost
)

// A Message is what one server tells the others.
type Message struct {
	Kind  MessageKind
	From  string    // the server's name, new at each start
	Sent  time.Time // by its clock, to the microsecond
	Game  game.ID   // that it is about; none for a probe, and for what was missed
	Event game.Event
	Here  game.Here
}

// wireVersion begins each message. A server that does not know the version reads the
// log.
const wireVersion = "kibitz1"

// Longest message, in bytes. An event has 1,500 at most.
const maxMessage = 8 << 10

var errMessage = errors.New("not a message of a server")

// Encode returns the bytes of a message: a line that every server can read,
// then JSON.
func (m *Message) Encode() ([]byte, error) {
	id := string(m.Game)
	if id == "" {
		id = "-"
	}
	head := fmt.Appendf(nil, "%s %s %s %d %s\n", wireVersion, m.Kind, m.From, m.Sent.UnixMicro(), id)
	var body any
	switch m.Kind {
	case EventMessage:
		body = bodyOf(&m.Event)
	case HereMessage:
		body = hereOf(m.Here)
	default:
		return head, nil
	}
	data, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encoding a message about game %s: %w", m.Game, err)
	}
	return append(head, data...), nil
}

// DecodeMessage reads a message, which need not be valid. After an error, the message
// names its game if that much could be read.
func DecodeMessage(data []byte) (Message, error) {
	m, body, err := decodeHead(data)
	if err != nil {
		return m, err
	}
	switch m.Kind {
	case EventMessage:
		var e eventBody
		err = decodeStrictly(body, &e)
		if m.Event = e.event(); err == nil {
			err = checkEvent(&m)
		}
	case HereMessage:
		var here hereBody
		err = decodeStrictly(body, &here)
		if m.Here = here.here(); err == nil && m.Here.Spectators < 0 {
			err = fmt.Errorf("%w: %d spectators", errMessage, m.Here.Spectators)
		}
	default:
		if len(body) > 0 {
			err = fmt.Errorf("%w: a %s with a body", errMessage, m.Kind)
		}
	}
	return m, err
}

func decodeHead(data []byte) (m Message, body []byte, err error) {
	if len(data) > maxMessage {
		return m, nil, fmt.Errorf("%w: %d bytes", errMessage, len(data))
	}
	line, body, ended := bytes.Cut(data, []byte("\n"))
	fields := strings.SplitN(string(line), " ", 6)
	if !ended || len(fields) != 5 {
		return m, nil, fmt.Errorf("%w: its head has no five words", errMessage)
	}
	m.Kind, m.From = MessageKind(fields[1]), fields[2]
	if game.ValidID(fields[4]) {
		m.Game = game.ID(fields[4])
	}
	sent, err := strconv.ParseInt(fields[3], 10, 64)
	m.Sent = time.UnixMicro(sent)
	switch about := m.Kind == EventMessage || m.Kind == DoubtMessage || m.Kind == HereMessage; {
	case fields[0] != wireVersion, err != nil, m.From == "" || len(m.From) > 32:
	case about != (m.Game != ""), !about && fields[4] != "-":
	case !about && m.Kind != ProbeMessage && m.Kind != MissedMessage:
	default:
		return m, body, nil
	}
	return m, nil, fmt.Errorf("%w: head %q", errMessage, line)
}

func decodeStrictly(body []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields() // they have a meaning for newer servers
	if err := d.Decode(to); err != nil {
		return fmt.Errorf("%w: %w", errMessage, err)
	}
	if d.More() {
		return fmt.Errorf("%w: more than one body", errMessage)
	}
	return nil
}

var (
	eventKinds = set(game.Created, game.Joined, game.Moved, game.Resigned, game.Aborted, game.FlagFell, game.TimeGiven, game.Offered,
		game.Declined, game.DrawAgreed, game.Claimed, game.TakenBack, game.Rematched, game.Said)
	colors   = set(rules.White, rules.Black, "")
	statuses = set(game.Open, game.Playing, game.Over)
)

// checkEvent returns why an event cannot be one that a server has stored.
func checkEvent(m *Message) error {
	e := &m.Event
	short := len(e.UCI) <= 8 && len(e.SAN) <= 16 && len(e.FEN) <= 128 && len(e.Result) <= 8 && len(e.Reason) <= 16 &&
		len(e.Claim) <= 16 && len(e.Offer.Kind) <= 16 && len(e.Message.Room) <= 16 && len(e.Message.From) <= 128
	switch {
	case e.Game != m.Game, e.Version < 1, !eventKinds[e.Kind], !statuses[e.Status], e.Ply < 0, !short:
	case !colors[e.By], !colors[e.Clock.Running], !colors[e.Offer.By], e.Next != "" && !game.ValidID(string(e.Next)):
	case utf8.RuneCountInString(e.Message.Text) > 256:
	default:
		return nil
	}
	return fmt.Errorf("%w: event %d of game %s", errMessage, e.Version, m.Game)
}

func set[T comparable](members ...T) map[T]bool {
	s := make(map[T]bool, len(members))
	for _, m := range members {
		s[m] = true
	}
	return s
}
