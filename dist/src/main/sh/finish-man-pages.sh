#!/usr/bin/env bash
# finish-man-pages.sh DIRECTORY: leaves out what Asciidoctor writes for groff alone and other readers complain of, then
# compresses the pages as man and Debian want them.
set -euo pipefail

cd "$1"
rm -f ./*.gz
for page in *.1; do
	sed -i -e '/^\.if \\n\[\.g\] \\{\\$/,/^\.\\}$/d' -e '/^\.SH /{n;/^\.sp$/d}' "$page"
	gzip -9n "$page"
done
