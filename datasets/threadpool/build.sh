#!/usr/bin/env bash
# build.sh DIRECTORY: compiles server.cc to DIRECTORY/server, and prints its path.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

fail() {
	echo "build.sh: $1" >&2
	exit "${2:-1}"
}

case ${1:-} in
-h | --help)
	echo "Usage: build.sh DIRECTORY
Compiles server.cc with clang++ (\$CXX, if set) to DIRECTORY/server, and prints its path.
Needs Debian's clang and libxml2-dev."
	exit
	;;
esac
[ $# -eq 1 ] || fail "expected one directory; found '$*'" 2

compiler=${CXX:-clang++}
command -v "$compiler" >/dev/null || fail "no $compiler (Debian: sudo apt-get install clang)"
command -v xml2-config >/dev/null || fail "libxml2 is missing (Debian: sudo apt-get install libxml2-dev)"
read -ra xml_flags <<<"$(xml2-config --cflags)"
read -ra xml_libraries <<<"$(xml2-config --libs)"

mkdir -p "$1"
partial=$(mktemp "$1/server.XXXXXX")
trap 'rm -f "$partial"' EXIT
"$compiler" -std=c++17 -O2 -g0 -pthread -Wall -Wextra -Werror "${xml_flags[@]}" "$here/server.cc" -o "$partial" "${xml_libraries[@]}" >&2 ||
	fail "the server did not compile; see above"
chmod 755 "$partial"
mv "$partial" "$1/server"
readlink -f "$1/server"
