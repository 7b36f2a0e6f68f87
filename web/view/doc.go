// Package view draws the pages of Kibitz as templ components, complete for visitors
// without scripts. It draws what it is given and fetches nothing; permissions are
// decided before.
package view
