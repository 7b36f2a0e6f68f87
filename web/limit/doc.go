// Package limit limits clients: how many requests in a time ([Rate]), how many at
// once ([Gate]), and how many at once from each address ([Lanes]).
package limit
