package web

import (
	"golang.org/x/time/rate"

	"kibitz/web/limit"
)

// LimitReads lowers an address's limit on reads.
func (s *Server) LimitReads(perSecond rate.Limit, burst int) {
	s.reads = limit.NewRate(perSecond, burst)
}

// LimitAddresses sets an address's limit on requests other than reads.
func (s *Server) LimitAddresses(perSecond rate.Limit, burst int) {
	s.byAddress = limit.NewRate(perSecond, burst)
}
