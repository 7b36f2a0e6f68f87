package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// axe-core checks pages for what keeps people from using them. It comes from the
// registry of npm, once; the archive stays in the user's cache folder, and is
// compared with its sum, which the registry gives, each time that it is read.
const (
	axeArchive = "axe-core-4.14.1.tgz"
	axeSum     = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==" // SHA-512
	axeScript  = "package/axe.min.js"
	axeMost    = 32 << 20 // bytes of an archive
)

// axe is the script.
var axe = sync.OnceValues(func() (string, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, "kibitz", axeArchive)
	archive, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) || err == nil && sum(archive) != axeSum {
		archive, err = fetchAxe(file)
	}
	if err != nil {
		return "", fmt.Errorf("axe-core, which the tests need: %w", err)
	}
	return unpack(archive, axeScript)
})

func sum(archive []byte) string {
	s := sha512.Sum512(archive)
	return base64.StdEncoding.EncodeToString(s[:])
}

// fetchAxe gets the archive and keeps it in a file. NPM_CONFIG_REGISTRY names
// another registry than the usual, as for npm itself.
func fetchAxe(file string) ([]byte, error) {
	registry := cmp.Or(os.Getenv("NPM_CONFIG_REGISTRY"), os.Getenv("npm_config_registry"), "https://registry.npmjs.org")
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Get(strings.TrimSuffix(registry, "/") + "/axe-core/-/" + axeArchive)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", answer.Request.URL, answer.Status)
	}
	archive, err := io.ReadAll(io.LimitReader(answer.Body, axeMost))
	if err != nil {
		return nil, err
	}
	if got := sum(archive); got != axeSum {
		return nil, fmt.Errorf("%s has the sum %s, want %s", answer.Request.URL, got, axeSum)
	}
	return archive, keep(file, archive)
}

// keep writes a file that is complete or not there at all.
func keep(path string, contents []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(contents); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// unpack returns one file of an archive.
func unpack(archive []byte, name string) (string, error) {
	plain, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return "", err
	}
	for files := tar.NewReader(plain); ; {
		header, err := files.Next()
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		if header.Name == name {
			contents, err := io.ReadAll(files)
			return string(contents), err
		}
	}
}
