package presence

// Who is there, which is kept in memory.
const (
	maxAttendances = 20_000  // games; beyond that the one left alone for longest is forgotten
	maxSpectators  = 100_000 // of all games; more are not counted
	// Spectators of one game from one address; more are not counted. Anybody can
	// look like many, by names of meters and of browsers.
	spectatorsPerAddress = 300
	maxServers           = 64 // others that say who is at one game
)
