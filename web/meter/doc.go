// Package meter counts what a page's feed costs on the wire, and how long a round
// trip to its sender takes, at the connection. A page cannot know: browsers do not
// tell it the sizes of headers, of frames, or of an answer that goes on.
//
// A server listens through [CountBytes] and passes [ConnContext] and [ConnState] to
// its http.Server. [Meters.Charge] then has a request go to the meter that it names.
package meter
