package wire

import (
	"encoding/json"

	"kibitz/game"
	"kibitz/game/rules"
)

// SnapshotJSON returns the bytes of a game's current state and presence, for a
// reader with seat you; a player also gets the legal moves.
func SnapshotJSON(s *game.Snapshot, you rules.Color, present game.Presence) ([]byte, error) {
	w := snapshot{
		event: eventOf(&s.Event, you), White: seatOf(s.White, present.White), Black: seatOf(s.Black, present.Black),
		control: controlOf(s.Clock.Control), StartFEN: s.StartFEN, Tags: tagsOf(s), Exhibit: s.Exhibit, Plies: make([]ply, len(s.Plies)),
		Delay: int(s.Delay.Seconds()), Spectators: present.Spectators, GoneAfter: s.Clock.Control.GoneAfter().Milliseconds(), You: "spectator",
	}
	w.Opening = orAbsent(opening(s.Opening()))
	for i, p := range s.Plies {
		w.Plies[i] = ply{UCI: p.UCI, SAN: p.SAN, At: p.At.UnixMilli(), Clock: p.Clock.Milliseconds()}
	}
	for _, m := range s.ChatFor(you) {
		w.Messages = append(w.Messages, spoken{m.Version, m.At.UnixMilli(), message(m.Message)})
	}
	if you != "" {
		w.You = string(you)
		w.Legal = s.Legal()
	}
	return json.Marshal(w)
}

type snapshot struct {
	event
	White      *seat             `json:"white"` // null while the seat is open
	Black      *seat             `json:"black"`
	*control                     // absent in a game without a clock
	StartFEN   string            `json:"startFen"`
	Tags       map[string]string `json:"tags,omitempty"`    // of the file that an imported game was read from
	Exhibit    bool              `json:"exhibit,omitempty"` // a famous game that is relayed
	Plies      []ply             `json:"plies"`
	Delay      int               `json:"delay,omitempty"` // seconds
	Spectators int               `json:"spectators"`
	GoneAfter  int64             `json:"goneAfter,omitempty"` // ms that a player is away before the game can be claimed
	You        string            `json:"you"`
	Messages   []spoken          `json:"messages,omitempty"`
	Legal      []string          `json:"legal,omitzero"`
}

type seat struct {
	Name        string `json:"name"`
	*attendance        // absent for a player who only has a name
}

type ply struct {
	UCI   string `json:"uci"`
	SAN   string `json:"san"`
	At    int64  `json:"at"`
	Clock int64  `json:"clock,omitempty"` // what the mover had left
}

func seatOf(p game.Player, a game.Attendance) *seat {
	if !p.Seated() {
		return nil
	}
	if p.ID == "" {
		return &seat{Name: p.Name}
	}
	there := attendanceOf(a)
	return &seat{p.Name, &there}
}

// tagsOf returns the tags of an imported game or an exhibit, nil for any other. The
// stored tags of an exhibit do not reveal how it ends.
func tagsOf(s *game.Snapshot) map[string]string {
	if s.Source == nil {
		return nil
	}
	tags := make(map[string]string, len(s.Source.Tags))
	for _, t := range s.Source.Tags {
		tags[t.Name] = t.Value
	}
	if s.Exhibit {
		tags["Result"] = string(s.Result)
	}
	return tags
}
