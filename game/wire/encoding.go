package wire

import "sync"

// An Encoding is bytes for many readers, and a transport's frame of them. Each is
// made at most once, on first use.
type Encoding struct {
	encode func() ([]byte, error)

	encoding sync.Once
	data     []byte
	err      error

	framing  sync.Once
	frame    any
	frameErr error
}

// JSON returns the bytes. They are shared: do not change them.
func (e *Encoding) JSON() ([]byte, error) {
	e.encoding.Do(func() { e.data, e.err = e.encode() })
	return e.data, e.err
}

// Framed returns the result of frame on the bytes. frame is called once for all
// readers, so all of them must pass the same one.
func (e *Encoding) Framed(frame func(data []byte) (any, error)) (any, error) {
	e.framing.Do(func() {
		var data []byte
		if data, e.frameErr = e.JSON(); e.frameErr == nil {
			e.frame, e.frameErr = frame(data)
		}
	})
	return e.frame, e.frameErr
}

// encoded returns an Encoding of bytes that exist already.
func encoded(data []byte) Encoding {
	return Encoding{encode: func() ([]byte, error) { return data, nil }}
}
