package view

import "time"

// What external tests, which have made-up games, ask of a page.

func (p GamePage) MoveName(ply int) string { return p.moveName(ply) }

func (p GamePage) Urgent() time.Duration { return p.urgent() }
