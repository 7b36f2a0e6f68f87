package meter

import (
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// systemTrip returns the smoothed round trip time of a connection (RFC 6298), which the
// system keeps for its own retransmissions.
func systemTrip(c net.Conn) time.Duration {
	tcp, ok := c.(syscall.Conn)
	if !ok {
		return 0
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return 0
	}
	var trip time.Duration
	_ = raw.Control(func(fd uintptr) {
		if info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			trip = time.Duration(info.Rtt) * time.Microsecond
		}
	})
	return trip
}
