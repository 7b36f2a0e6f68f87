package web

import (
	"net/http"

	"kibitz/static/words"
)

// languageOf is the language in which a request is answered. There is one so far.
func languageOf(*http.Request) *words.Language { return words.English }
