package view

import "time"

// What tests from outside ask of a page, who have made-up games to ask about.

func (p GamePage) MoveName(ply int) string { return p.moveName(ply) }

func (p GamePage) Urgent() time.Duration { return p.urgent() }
