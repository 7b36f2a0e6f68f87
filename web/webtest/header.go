package webtest

// AsAnn and AsBob are values of Authorization: those of the two players of a [Memory].
const AsAnn, AsBob = "Bearer ann", "Bearer bob"

// Values of Content-Type and Accept.
const (
	TypeJSON = "application/json"
	TypeForm = "application/x-www-form-urlencoded"
)

// Handshake is the headers of a request for a WebSocket.
var Handshake = []string{"Connection", "Upgrade", "Upgrade", "websocket",
	"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}
