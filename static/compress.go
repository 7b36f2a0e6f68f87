package static

import (
	"bytes"
	"compress/gzip"
	"mime"
	"strconv"
	"strings"
)

// compress returns nil if the result would not be smaller.
func compress(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(plain) {
		return nil, nil
	}
	return b.Bytes(), nil
}

// readsGzip reports whether an Accept-Encoding header allows gzip; "gzip;q=0" does
// not.
func readsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		coding, params, err := mime.ParseMediaType("x/" + strings.TrimSpace(part))
		if err != nil || coding != "x/gzip" {
			continue
		}
		q, err := strconv.ParseFloat(params["q"], 64)
		return params["q"] == "" || (err == nil && q > 0)
	}
	return false
}
