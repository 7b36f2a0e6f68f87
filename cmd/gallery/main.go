// Command gallery serves every page of Kibitz in every state, with made-up data.
// It has no games and no database; nothing can be played.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"

	"kibitz/static"
	"kibitz/web/view/gallery"
)

func main() {
	addr := flag.String("addr", "localhost:8081", "`address` to serve on")
	flag.Parse()
	if err := serve(*addr); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

// serve serves the gallery. It only returns with an error.
func serve(addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("The gallery is on http://%s\n", listener.Addr())
	return http.Serve(listener, gallery.Handler(static.In(gallery.Languages()...)))
}
