package web

import "golang.org/x/time/rate"

// LimitReads has an address read less than usual.
func (s *Server) LimitReads(perSecond rate.Limit, burst int) { s.reads = newLimiter(perSecond, burst) }
