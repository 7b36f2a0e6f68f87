//go:build !race

package game

const underRace = false
