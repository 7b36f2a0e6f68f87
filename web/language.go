package web

import (
	"net/http"

	"kibitz/static/words"
)

// languageOf is the language of the answer to a request. So far there is only one.
func languageOf(*http.Request) *words.Language { return words.English }
