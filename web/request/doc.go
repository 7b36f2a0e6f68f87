// Package request reads HTTP requests: their fields, what they accept, who sends
// them and from where. It is a leaf: it does not depend on the server that answers.
// All its input is untrusted, bounded, and fuzzed.
package request
