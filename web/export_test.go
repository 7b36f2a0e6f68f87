package web

// Internals of the package for external tests.

// ReadTimeout is how long a client may take to send a body.
const ReadTimeout = readTimeout

// Patterns are the patterns of all addresses.
func (s *Server) Patterns() []string { return s.addresses }
