// Package timekeeper tells the one time by which games are played, the same on all
// servers of a log, and knows the outages in which nobody could play.
//
// While a server is up it leaves a [Heartbeat] in the log every second. A heartbeat that
// finds the last one to be old makes an [Outage] of the time since then, which is given
// back to running clocks. A server whose own heartbeat is overdue judges no time.
package timekeeper
