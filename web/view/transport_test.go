package view

import (
	"slices"
	"testing"

	"kibitz/web/transport"
)

func TestPagesOfferAndExplainEveryTransportInOrder(t *testing.T) {
	var want, offered, explained []string
	for _, of := range transport.OfPages() {
		want = append(want, of.Name)
	}
	offered = append(offered, transports...)
	for _, p := range techniques {
		explained = append(explained, p.name)
	}
	if !slices.Equal(offered, want) || !slices.Equal(explained, want) {
		t.Errorf("a game's page offers %q, the lab explains %q, want %q in both", offered, explained, want)
	}
}
