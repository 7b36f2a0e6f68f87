package web

// What tests of the package's outside know of its inside.

// ReadTimeout is how long a client may take to send a body.
const ReadTimeout = readTimeout

// Patterns are those of every address.
func (s *Server) Patterns() []string { return s.addresses }
