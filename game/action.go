package game

// An Action is something a player does beside moving.
type Action string

// The actions, as they are called on the wire.
const (
	DoResign   Action = "resign"
	DoAbort    Action = "abort"
	DoFlag     Action = "flag"
	DoTime     Action = "time"
	DoDraw     Action = "draw"
	DoTakeback Action = "takeback"
	DoClaim    Action = "claim"
	DoRematch  Action = "rematch"
)

// Actions are all of them.
var Actions = []Action{DoResign, DoAbort, DoFlag, DoTime, DoDraw, DoTakeback, DoClaim, DoRematch}
