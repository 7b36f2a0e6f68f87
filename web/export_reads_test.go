package web

import (
	"golang.org/x/time/rate"

	"kibitz/web/limit"
)

// LimitReads has an address read less than usual.
func (s *Server) LimitReads(perSecond rate.Limit, burst int) {
	s.reads = limit.NewRate(perSecond, burst)
}

// LimitAddresses gives each address so many requests, reading aside.
func (s *Server) LimitAddresses(perSecond rate.Limit, burst int) {
	s.byAddress = limit.NewRate(perSecond, burst)
}
