package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Tool returns the path of one of Postgres's programs, such as pg_dump, for a server
// of a major version. The program has the same version, or else the next newer one,
// which understands it. A client-only installation is enough.
func Tool(name string, major int) (string, error) {
	type tool struct {
		path  string
		major int
	}
	var tools []tool
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), packaged()...) {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			tools = append(tools, tool{path, majorOf(path)})
		}
	}
	slices.SortStableFunc(tools, func(a, b tool) int { return a.major - b.major })
	var have []string
	for _, t := range tools {
		if t.major >= major {
			return t.path, nil
		}
		have = append(have, fmt.Sprint(t.major))
	}
	if len(have) == 0 {
		return "", fmt.Errorf("no %s found on this machine: install Postgres's client programs "+
			"(Debian, Ubuntu: apt-get install postgresql-client)", name)
	}
	return "", fmt.Errorf("the server is Postgres %d, and this machine has %s of version %s only: install that of %[1]d or newer",
		major, name, strings.Join(slices.Compact(have), ", "))
}
