package web

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"sync"

	"kibitz/web/view"
)

// results are measurements with many spectators, made with cmd/load. Without a
// file of them the page says nothing of that.
//
//go:embed results
var results embed.FS

// loadResult is what was measured; nil if nothing is there.
var loadResult = sync.OnceValue(func() *view.LoadResult {
	text, err := results.ReadFile("results/spectators.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	result, err := readLoadResult(text)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return result
})

func readLoadResult(text []byte) (*view.LoadResult, error) {
	var result view.LoadResult
	if err := json.Unmarshal(text, &result); err != nil {
		return nil, err
	}
	if len(result.Rows) == 0 {
		return nil, errors.New("there are no rows")
	}
	return &result, nil
}
