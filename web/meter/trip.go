package meter

import (
	"context"
	"net/http"
	"time"
)

// TripOf returns the round trip time on the connection of a request; 0 if the system does
// not tell it.
func TripOf(r *http.Request) time.Duration { return TripOn(r.Context()) }

// TripOn is TripOf given the context of a request.
func TripOn(ctx context.Context) time.Duration {
	if conn := ConnOf(ctx); conn != nil {
		return systemTrip(conn.Conn)
	}
	return 0
}
