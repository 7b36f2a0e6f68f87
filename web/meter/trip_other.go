//go:build !linux

package meter

import (
	"net"
	"time"
)

// systemTrip is not known here: a move by POST is then believed the least.
func systemTrip(net.Conn) time.Duration { return 0 }
