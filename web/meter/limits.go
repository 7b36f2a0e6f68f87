package meter

// How many meters are kept. Of more, the one unused for longest is forgotten; its page then
// shows less than its feed has cost.
const (
	maxMeters        = 20_000
	metersPerAddress = 2_000
)
