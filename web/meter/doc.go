// Package meter counts at the connection what a page's feed costs on the wire, and measures
// the round trip to a client. A page cannot know: browsers do not tell it the sizes of
// headers and frames, or of an answer that has not ended.
//
// A server listens through [CountBytes] and passes [ConnContext] and [ConnState] to
// its http.Server. [Meters.Charge] then charges a request to the meter that it names.
package meter
