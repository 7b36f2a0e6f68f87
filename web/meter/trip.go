package meter

import (
	"context"
	"net/http"
	"time"
)

// TripOf is the round trip on the connection of a request; 0 where the system
// does not tell.
func TripOf(r *http.Request) time.Duration { return TripOn(r.Context()) }

// TripOn is TripOf for the context of a request.
func TripOn(ctx context.Context) time.Duration {
	if conn := ConnOf(ctx); conn != nil {
		return systemTrip(conn.Conn)
	}
	return 0
}
