// suite PORT: certificates by encoding/pem, quadratic before Go 1.25.2 (CVE-2025-61723), and imports of compressed data without a
// limit on what comes out.
package main

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
)

func page(response http.ResponseWriter, request *http.Request) {
	count, _ := strconv.Atoi(request.URL.Query().Get("n"))
	var text strings.Builder
	for i := 0; i < count; i++ {
		fmt.Fprintf(&text, "<li id='%d'>%s</li>\n", i, url.QueryEscape(fmt.Sprintf("entry %d & more", i*31)))
	}
	io.WriteString(response, text.String())
}

func upload(response http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	fmt.Fprintf(response, "%x", sha256.Sum256(body))
}

func certificates(response http.ResponseWriter, request *http.Request) {
	rest, _ := io.ReadAll(request.Body)
	count := 0
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		count++
	}
	fmt.Fprintln(response, count)
}

func imported(response http.ResponseWriter, request *http.Request) {
	unpacked, err := gzip.NewReader(request.Body)
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadRequest)
		return
	}
	sum := sha256.New()
	count, _ := io.Copy(sum, unpacked)
	fmt.Fprintf(response, "%d %x", count, sum.Sum(nil))
}

func main() {
	http.HandleFunc("/page", page)
	http.HandleFunc("/upload", upload)
	http.HandleFunc("/certificates", certificates)
	http.HandleFunc("/import", imported)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
