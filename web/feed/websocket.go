package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"kibitz/game"
	"kibitz/web/limit"
	"kibitz/web/request"
	"kibitz/web/transport"
)

// followWebSocket sends one text frame an event, and takes commands.
func (f *Server) followWebSocket(w http.ResponseWriter, r *http.Request, src Source) error {
	if err := f.config.MayConnect(r); err != nil {
		return err
	}
	first, away, leave, err := f.begin(r.Context(), src)
	defer leave()
	if err != nil {
		return err
	}
	f.sockets.Add(1) // before net/http lets go of the connection, so that a stop waits for it
	defer f.sockets.Done()
	conn, err := upgrade(w, r)
	if conn == nil {
		return err
	}
	reader := f.readers.open(transport.WebSocket.Label, src.About())
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	out := newSocket(conn, f.patience, cancel, f.config.Problem)
	defer out.hangUp()
	defer f.hurry(conn.NetConn())()
	out.listen(func(said request.Fields) (game.Event, error) { return f.command(r, src, said, out.trip.get()) })
	if away != "" {
		out.turnAway(away)
		reader.close(away)
		return nil
	}
	reader.close(out.reason(f.stream(ctx, src, first, out, reader)))
	return nil
}

// upgrade makes a WebSocket of a request. Without one there may be no error
// either: then the client has broken off, and there is nobody to tell.
func upgrade(w http.ResponseWriter, r *http.Request) (*websocket.Conn, error) {
	var refusal error
	upgrader := websocket.Upgrader{
		HandshakeTimeout: writeTimeout,
		CheckOrigin:      func(*http.Request) bool { return true }, // done before, with an error of ours
		Error:            func(_ http.ResponseWriter, _ *http.Request, _ int, reason error) { refusal = reason },
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	switch {
	case err == nil:
		return conn, nil
	case refusal != nil:
		w.Header().Set("Sec-WebSocket-Version", "13") // RFC 6455, 4.4
		return nil, fmt.Errorf("%w: %w", request.ErrBadBody, refusal)
	}
	return nil, nil
}

func IsUpgrade(r *http.Request) bool { return websocket.IsWebSocketUpgrade(r) }

// A socket is a sink of frames. The stream, the answers to commands and the
// pings write to it, from a goroutine each.
type socket struct {
	conn     *websocket.Conn
	patience func() time.Duration // how long one write may take
	cancel   context.CancelFunc   // ends the stream
	problem  func(error) any      // tells a client what is wrong, in JSON

	writing limit.Mutex // one writer at a time; a write ends in time, so nobody waits for long
	err     error       // of the first write that failed
	pulse   *time.Timer // the next ping; nil once there is none any more

	// The closing frame, after which nothing can be sent, waits for the answer
	// to a command under way.
	obeying limit.Mutex
	closed  bool // no more commands are taken

	trip roundTrip

	deaf chan struct{} // closed when nobody listens to the client any more
	left outcome       // why that is; to be read once deaf is closed
}

func newSocket(conn *websocket.Conn, patience func() time.Duration, cancel context.CancelFunc, problem func(error) any) *socket {
	return &socket{
		conn: conn, patience: patience, cancel: cancel, problem: problem,
		writing: limit.NewMutex(), obeying: limit.NewMutex(), deaf: make(chan struct{}),
	}
}

func (o *socket) send(m Message) {
	prepare := func(data []byte) (any, error) {
		return websocket.NewPreparedMessage(websocket.TextMessage, data)
	}
	o.write(func(time.Time) error {
		if m.shared == nil {
			return o.conn.WriteMessage(websocket.TextMessage, m.data)
		}
		frame, err := m.shared.Framed(prepare)
		if err != nil {
			return err
		}
		return o.conn.WritePreparedMessage(frame.(*websocket.PreparedMessage))
	})
}

func (o *socket) text(data []byte) {
	o.write(func(time.Time) error { return o.conn.WriteMessage(websocket.TextMessage, data) })
}

// control writes one of the protocol's own frames.
func (o *socket) control(kind int, data []byte) {
	o.write(func(until time.Time) error { return o.conn.WriteControl(kind, data, until) })
}

// write does one write, and ends the stream when it fails: without that, the
// stream would hear of it only when it has something to send itself.
func (o *socket) write(do func(until time.Time) error) {
	o.writing.Lock()
	defer o.writing.Unlock()
	if o.err != nil {
		return
	}
	until := time.Now().Add(o.patience())
	_ = o.conn.SetWriteDeadline(until)
	if err := do(until); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
		o.err = err
		o.cancel()
	}
}

// ping is for the page, which cannot see the protocol's own pings.
func (o *socket) ping(data []byte) { o.text(data) }

// flush has nothing to send: each frame was. It returns the error of a write.
func (o *socket) flush() error {
	o.writing.Lock()
	defer o.writing.Unlock()
	return o.err
}

func (o *socket) end()      { o.close(websocket.CloseNormalClosure, "the game is over") }
func (o *socket) comeBack() { o.close(websocket.CloseServiceRestart, "the server restarts") }

// turnAway closes a socket whose client cannot be served here and now.
func (o *socket) turnAway(away outcome) {
	if away == stopped {
		o.comeBack()
		return
	}
	o.close(websocket.CloseTryAgainLater, "come back later")
}

// close sends a closing frame, after the answer to a command under way.
func (o *socket) close(code int, text string) {
	o.obeying.Lock()
	defer o.obeying.Unlock()
	o.closed = true
	o.control(websocket.CloseMessage, websocket.FormatCloseMessage(code, text))
}

// listen obeys the client's commands, and pings it, until it parts.
func (o *socket) listen(do func(request.Fields) (game.Event, error)) {
	o.conn.SetReadLimit(maxFrame) // beyond it the library closes with 1009
	o.alive()
	o.conn.SetPongHandler(func(data string) error {
		o.alive()
		o.trip.ponged(data)
		return nil
	})
	o.conn.SetPingHandler(func(data string) error {
		o.alive()
		o.control(websocket.PongMessage, []byte(data))
		return nil
	})
	o.writing.Lock()
	o.pulse = time.AfterFunc(pingEvery, o.beat)
	o.writing.Unlock()
	// The first at once: a move needs to know the round trip. Not by a timer of 0: in
	// the bubbles of tests such a one runs on the spot, and several at once have
	// brought down the race detector (Go 1.26).
	go o.ask()
	go func() {
		o.left = o.obey(do)
		close(o.deaf)
		o.cancel() // whoever does not listen any more is not told either
	}()
}

// ask asks the client whether it is there. Events do not do: writing them says
// nothing of whether they arrive.
func (o *socket) ask() { o.control(websocket.PingMessage, o.trip.pinging()) }

// beat pings the client now and then.
func (o *socket) beat() {
	o.ask()
	o.writing.Lock()
	defer o.writing.Unlock()
	if o.pulse != nil {
		o.pulse = time.AfterFunc(pingEvery, o.beat)
	}
}

// parted says why nothing more can be read from a client: it went away, or it
// sent what the library closes a socket for, with 1002 or 1009.
func parted(err error) outcome {
	var closed *websocket.CloseError
	switch {
	case errors.As(err, &closed) && (closed.Code == websocket.CloseNormalClosure || closed.Code == websocket.CloseGoingAway):
		return left
	case closed == nil && strings.HasPrefix(err.Error(), "websocket: "):
		return refused
	}
	return gone
}
