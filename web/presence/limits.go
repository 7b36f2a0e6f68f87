package presence

// Bounds of what is kept in memory of who is there.
const (
	maxAttendances = 20_000  // games; of more, the one unused for longest is forgotten
	maxSpectators  = 100_000 // of all games; more are not counted
	// Spectators of one game from one address; more are not counted. Anybody can look
	// like many visitors, by making up page and browser ids.
	spectatorsPerAddress = 300
	maxServers           = 64 // other servers that say who is at one game
)
