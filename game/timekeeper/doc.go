// Package timekeeper tells the one time by which games are played, the same on all
// servers of a log, and knows the outages in which nobody could play.
//
// While a server is up it leaves a [Heartbeat] in the log every second. If a
// heartbeat finds that the last one is old, the time since then becomes an [Outage],
// which is given back to running clocks. A server whose own heartbeat is overdue
// judges no time.
package timekeeper
