// Package request reads what HTTP requests say: their fields, what they accept, who
// sends them and from where. It is a leaf: it knows nothing of the server that
// answers. Everything it takes comes from outside, is bounded, and is fuzzed.
package request
