package request

import "time"

// WorkTime bounds our work on a request once its body has arrived.
const WorkTime = 10 * time.Second

// Limits of the parsers of requests. Each is far above what a page of Kibitz or a
// plain client sends, so nobody reaches one by accident.
const (
	MaxBody = 16 << 10 // bytes of an ordinary request's body

	maxFields = 64 // of a form or a JSON object; the largest form has 10

	maxHeaderList  = 1 << 10 // bytes of Accept or Prefer; browsers send 150 of Accept
	maxContentType = 256     // bytes; a boundary has 70 at most (RFC 2046, 5.1.1)
	maxTwins       = 8       // cookies of one name; browsers send one for each path
)
