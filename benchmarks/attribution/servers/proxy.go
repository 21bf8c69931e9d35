// proxy PORT BACK-END: the reverse proxy of net/http, before a back end on a port.
package main

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

func main() {
	backEnd, err := url.Parse("http://127.0.0.1:" + os.Args[2])
	if err != nil {
		panic(err)
	}
	panic(http.ListenAndServe("127.0.0.1:"+os.Args[1], httputil.NewSingleHostReverseProxy(backEnd)))
}
