// Package limit holds clients to their share: so many requests in a time ([Rate]), so
// many at once ([Gate]), and so many at once for each address ([Lanes]).
package limit
