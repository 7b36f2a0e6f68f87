// Package view is what is shown: the pages of Kibitz as templ components, with
// everything a visitor without scripts needs. It draws what it is given and
// asks nobody for more; who may do what has been decided before.
package view
