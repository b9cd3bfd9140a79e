// Command serve serves the bookshop of contract/docs/probe.md. Its arguments are the defects that
// the server has:
//
//	go run ./contract/internal/bookshop/serve --defects title-empty,token-any
//
// The package bookshop lists the defects.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "the HOST:PORT to listen on")
	defects := flag.String("defects", "", "the names of defects, separated by commas")
	flag.Parse()
	if err := serve(*addr, *defects); err != nil {
		fmt.Fprintln(os.Stderr, "bookshop:", err)
		os.Exit(1)
	}
}

func serve(addr, defects string) error {
	listener, err := net.Listen("tcp", addr) //nolint:noctx // The listener lives as long as the program.
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "http://%s serves the bookshop; its users have the tokens %s and %s\n", listener.Addr(), bookshop.Token, bookshop.OtherToken)
	server := &http.Server{Handler: bookshop.New(strings.Split(defects, ",")...), ReadHeaderTimeout: time.Minute}
	return server.Serve(listener)
}
