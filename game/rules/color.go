package rules

// Color is a side of the board. The zero Color is nobody's: that of a spectator, or
// of the server.
type Color string

// The two sides.
const (
	White Color = "white"
	Black Color = "black"
)

// Other returns the opponent's color, and nobody's for nobody.
func (c Color) Other() Color {
	switch c {
	case White:
		return Black
	case Black:
		return White
	}
	return ""
}
