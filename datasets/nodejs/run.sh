#!/usr/bin/env bash
# run.sh: the whole experiment without recording: Node.js, pages, server, visitors and attacker.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
	cat <<-'EOT'
	Usage: run.sh [OPTION...]

	  --node PATH         the node to run (default: --node-version, fetched)
	  --node-version V    the version of Node.js to fetch and run (default 12.0.0)
	  --port N            the server's port (default 3001)
	  --page-count N      pages to make (default 3000)
	  --out DIR           keep pages and summaries (workload.jsonl) there (default: nothing is kept)
	  --requests N, --attacks N, --train-time S, --seconds-each S, --seed S
	                      as in workload.sh

	The summaries of client and attacker are printed as lines of JSON.
	EOT
}

fail() {
	echo "run.sh: $1" >&2
	exit "${2:-1}"
}

node= node_version=12.0.0 port=3001 page_count=3000 out= workload=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--node | --node-version | --port | --page-count | --out | --requests | --attacks | --train-time | --seconds-each | --seed)
		[ $# -ge 2 ] || fail "$1 needs a value; --help lists the options" 2
		;;&
	--requests | --attacks | --train-time | --seconds-each | --seed) workload+=("$1" "$2") ;;
	--node | --node-version | --port | --page-count | --out)
		name=${1#--}
		printf -v "${name//-/_}" %s "$2"
		;;
	*) fail "unknown option $1; --help lists the options" 2 ;;
	esac
	shift 2
done

server= workload_pid= scratch=
stop() {
	local pid
	for pid in $workload_pid $server; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" || true
	done
	[ -z "$scratch" ] || rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

if [ -z "$node" ]; then
	node=$("$here/fetch-node.sh" "$node_version")
fi
command -v "$node" >/dev/null || fail "--node $node: no such program; leave it out to fetch one" 2

if [ -z "$out" ]; then
	scratch=$(mktemp -d)
	out=$scratch
fi
mkdir -p "$out"
"$node" "$here/make-pages.js" "$out/pages" --count "$page_count"

# The server says when it listens; it ends its output only by ending itself.
exec {server_output}< <(exec "$node" "$here/server.js" --port "$port" --pages "$out/pages")
server=$!
read -r _ _ url <&"$server_output" || fail "the server did not start"
echo "run.sh: Node.js $("$node" --version) at $url" >&2

"$here/workload.sh" --url "$url" --pages "$out/pages" --node "$node" "${workload[@]}" >"$out/workload.jsonl" &
workload_pid=$!
wait "$workload_pid" || {
	cat "$out/workload.jsonl"
	fail "the workload failed"
}
workload_pid=
cat "$out/workload.jsonl"
