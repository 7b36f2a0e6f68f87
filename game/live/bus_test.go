package live_test

import (
	"testing"

	"kibitz/game/live"
	"kibitz/game/live/livetest"
	"kibitz/game/live/redistest"
)

func TestBusInMemory(t *testing.T) {
	livetest.TestBus(t, func(*testing.T) livetest.Way {
		n := new(livetest.Net)
		return livetest.Way{New: func(*testing.T) live.Bus { return n }, Cut: n.Cut, Mend: n.Mend}
	})
}

func TestBusOverRedis(t *testing.T) {
	livetest.TestBus(t, func(t *testing.T) livetest.Way { return over(redistest.Start(t)) })
}

func TestBusOverARedisCluster(t *testing.T) {
	livetest.TestBus(t, func(t *testing.T) livetest.Way { return over(redistest.StartCluster(t)) })
}

func over(r *redistest.Server) livetest.Way {
	return livetest.Way{New: func(t *testing.T) live.Bus { return dial(t, r.URL) }, Cut: r.Kill, Mend: r.Start}
}

func dial(t testing.TB, url string) live.Bus {
	t.Helper()
	bus, err := live.NewRedis(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bus.Close() })
	return bus
}
