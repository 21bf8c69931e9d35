// pages -port PORT -pages DIR: net/http serves files on a loopback port; 0 takes any free one. Says when it listens.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1")
	pages := flag.String("pages", ".", "directory to serve")
	flag.Parse()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	http.Serve(listener, http.FileServer(http.Dir(*pages)))
}
