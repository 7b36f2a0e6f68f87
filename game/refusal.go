package game

import "kibitz/game/failure"

// A Refusal is why the service did not change a game, with the game as it stood
// then, read under its lock: nobody has to read it again to tell a player what they
// missed. Whether the one who asked may know the version is for the caller to say.
type Refusal struct {
	Err     error
	Version Version
	Status  Status
}

// Error returns the text of why.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns why.
func (r *Refusal) Unwrap() error { return r.Err }

// A standing is how a game stood when a change was tried; the zero standing if none
// was.
type standing struct {
	version Version
	status  Status
}

func (g *Game) standing() standing { return standing{g.record.Version, g.record.Status} }

// refuse makes the error of a change a Refusal, if it is the game that refused it:
// not what failed before the game was read, or on the way to the log.
func (s standing) refuse(err error) error {
	kind := failure.KindOf(err)
	if s.version == 0 || kind == "" || kind == failure.Unavailable {
		return err
	}
	return &Refusal{Err: err, Version: s.version, Status: s.status}
}
