// SPDX-License-Identifier: GPL-3.0-or-later

// A Go server whose handler's stack grows on the way, and which allocates a megabyte for each request to /allocate.
package main

import (
	"fmt"
	"net"
	"net/http"
)

var kept []byte

//go:noinline
func recurse(n int) int {
	var pad [64]int
	pad[n%64] = n
	if n == 0 {
		return pad[1]
	}
	return recurse(n-1) + pad[n%64]
}

//go:noinline
func handle(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/allocate" {
		kept = make([]byte, 1000000)
	}
	fmt.Fprintln(w, recurse(5000))
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/", handle)
	fmt.Printf("listening on http://%s\n", listener.Addr())
	panic(http.Serve(listener, nil))
}
