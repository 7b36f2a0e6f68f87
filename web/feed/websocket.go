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

// followWebSocket sends each event in a text frame, and takes commands.
func (f *Server) followWebSocket(w http.ResponseWriter, r *http.Request, src Source) error {
	if err := f.config.MayConnect(r); err != nil {
		return err
	}
	first, away, leave, err := f.begin(r.Context(), src)
	defer leave()
	if err != nil {
		return err
	}
	f.sockets.Add(1) // before net/http gives up the connection, so that Drain misses none
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

// upgrade turns a request into a WebSocket. Both results are nil if the client has gone
// meanwhile: there is nobody to tell.
func upgrade(w http.ResponseWriter, r *http.Request) (*websocket.Conn, error) {
	var refusal error
	upgrader := websocket.Upgrader{
		HandshakeTimeout: writeTimeout,
		CheckOrigin:      func(*http.Request) bool { return true }, // MayConnect has checked it, with an error of its own
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

// IsUpgrade reports whether a request asks for a WebSocket.
func IsUpgrade(r *http.Request) bool { return websocket.IsWebSocketUpgrade(r) }

// A socket is a sink that writes frames. Three goroutines write to it: one for events,
// one for answers to commands, one for pings.
type socket struct {
	conn     *websocket.Conn
	patience func() time.Duration // returns how long one write may take
	cancel   context.CancelFunc   // ends the stream
	problem  func(error) any      // returns what a client is told of an error, for JSON

	writing   limit.Mutex // held during a write, which ends in time
	err       error       // of the first write that failed; none is tried after it
	pingTimer *time.Timer // for the next ping; nil once the socket is closed

	// Held while a command is carried out and answered: the closing frame, after which
	// nothing can be sent, has to wait for the answer.
	answering limit.Mutex
	closed    bool // the closing frame was sent: no more commands are taken

	trip roundTrip

	readDone chan struct{} // closed when nothing more is read from the client
	readEnd  outcome       // why; valid once readDone is closed
}

func newSocket(conn *websocket.Conn, patience func() time.Duration, cancel context.CancelFunc, problem func(error) any) *socket {
	return &socket{
		conn: conn, patience: patience, cancel: cancel, problem: problem,
		writing: limit.NewMutex(), answering: limit.NewMutex(), readDone: make(chan struct{}),
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

// control writes a control frame (RFC 6455, 5.5).
func (o *socket) control(kind int, data []byte) {
	o.write(func(until time.Time) error { return o.conn.WriteControl(kind, data, until) })
}

// write does one write. If it fails, write ends the stream, which would otherwise learn
// of it only at its own next write.
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

// ping is for the page's script, which cannot see ping frames.
func (o *socket) ping(data []byte) { o.text(data) }

// flush returns the error of the first write that failed. There is nothing to send:
// frames are not buffered.
func (o *socket) flush() error {
	o.writing.Lock()
	defer o.writing.Unlock()
	return o.err
}

func (o *socket) end()      { o.close(websocket.CloseNormalClosure, "the game is over") }
func (o *socket) comeBack() { o.close(websocket.CloseServiceRestart, "the server restarts") }

// turnAway closes a socket whose client should try again, here or elsewhere.
func (o *socket) turnAway(away outcome) {
	if away == stopped {
		o.comeBack()
		return
	}
	o.close(websocket.CloseTryAgainLater, "come back later")
}

// close sends a closing frame. It waits for the answer to a command under way.
func (o *socket) close(code int, text string) {
	o.answering.Lock()
	defer o.answering.Unlock()
	o.closed = true
	o.control(websocket.CloseMessage, websocket.FormatCloseMessage(code, text))
}

// listen begins to take commands from the client and to ping it.
func (o *socket) listen(do func(request.Fields) (game.Event, error)) {
	o.conn.SetReadLimit(maxFrame) // beyond it the library closes with 1009
	o.extendReadDeadline()
	o.conn.SetPongHandler(func(data string) error {
		o.extendReadDeadline()
		o.trip.ponged(data)
		return nil
	})
	o.conn.SetPingHandler(func(data string) error {
		o.extendReadDeadline()
		o.control(websocket.PongMessage, []byte(data))
		return nil
	})
	o.writing.Lock()
	o.pingTimer = time.AfterFunc(pingEvery, o.keepPinging)
	o.writing.Unlock()
	// The first ping is sent at once, so that a move soon after knows the round trip.
	// It is not sent by a timer of 0: in testing/synctest several of those at once have
	// crashed the race detector (Go 1.26).
	go o.pingFrame()
	go func() {
		o.readEnd = o.serveCommands(do)
		close(o.readDone)
		o.cancel() // a client that cannot be heard is sent nothing either
	}()
}

// pingFrame sends a ping frame. Only its answer shows that the client is there: writing
// an event does not show that it arrives.
func (o *socket) pingFrame() { o.control(websocket.PingMessage, o.trip.pinging()) }

// keepPinging sends a ping frame and schedules the next.
func (o *socket) keepPinging() {
	o.pingFrame()
	o.writing.Lock()
	defer o.writing.Unlock()
	if o.pingTimer != nil {
		o.pingTimer = time.AfterFunc(pingEvery, o.keepPinging)
	}
}

// outcomeOfRead says why a read failed: the client went away, with or without a closing
// frame, or it broke a rule for which the library closes the socket (1002, 1009).
func outcomeOfRead(err error) outcome {
	var closed *websocket.CloseError
	switch {
	case errors.As(err, &closed) && (closed.Code == websocket.CloseNormalClosure || closed.Code == websocket.CloseGoingAway):
		return left
	case closed == nil && strings.HasPrefix(err.Error(), "websocket: "):
		return refused
	}
	return gone
}
