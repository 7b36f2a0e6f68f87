package webtest

const AsAnn, AsBob = "Bearer ann", "Bearer bob"

const (
	TypeJSON = "application/json"
	TypeForm = "application/x-www-form-urlencoded"
)

// Handshake is what a client sends that speaks WebSocket by hand.
var Handshake = []string{"Connection", "Upgrade", "Upgrade", "websocket",
	"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}
