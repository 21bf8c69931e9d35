#!/usr/bin/env bash
# record.sh: the whole experiment: server, recorder, visitors and attackers.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/../recorder.sh"

usage() {
	cat <<-'EOT'
	Usage: record.sh [OPTION...]

	  --out DIR           the recording (default recordings/python)
	  --no-recording      everything but the recorder; needs no rights
	  --port N            the server's port; 0 takes any free one (default 0)
	  --page-count N      pages to make (default 3000)
	  --node PATH         the node that runs the visitors (default: 12.0.0, fetched)
	  --requests N, --attacks N, --interval S, --train-time S, --scale X, --seed S
	                      as in workload.sh

	The summaries of visitors and attackers are printed as lines of JSON.
	EOT
}

fail() {
	echo "record.sh: $1" >&2
	exit "${2:-1}"
}

out=recordings/python recording=1 port=0 page_count=3000 node= train_time=20 workload=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--no-recording)
		recording=
		shift
		continue
		;;
	--out | --port | --page-count | --node | --requests | --attacks | --interval | --train-time | --scale | --seed)
		[ $# -ge 2 ] || fail "$1 needs a value; --help lists the options" 2
		;;&
	--requests | --attacks | --interval | --scale | --seed) workload+=("$1" "$2") ;;
	--out | --port | --page-count | --node | --train-time)
		name=${1#--}
		printf -v "${name//-/_}" %s "$2"
		;;
	*) fail "unknown option $1; --help lists the options" 2 ;;
	esac
	shift 2
done
[ -z "$recording" ] || [ ! -e "$out" ] || fail "--out $out exists; name another or remove it" 2
command -v python3 >/dev/null || fail "python3 is missing (Debian: sudo apt-get install python3)"

server= workload_pid= scratch=$(mktemp -d)
stop() {
	local pid
	end_recording || true
	for pid in $workload_pid $server; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" || true
	done
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

if [ -z "$node" ]; then
	node=$("$here/../nodejs/fetch-node.sh" 12.0.0)
fi
command -v "$node" >/dev/null || fail "--node $node: no such program; leave it out to fetch one" 2
"$node" "$here/../nodejs/make-pages.js" "$scratch/pages" --count "$page_count"

# The server says when it listens; it ends its output only by ending itself. Its command line names no folder of this
# machine: a recording says what it was made of.
ln -s "$here/server.py" "$scratch/server.py"
exec {server_output}< <(cd "$scratch" && exec python3 server.py --port "$port" --pages pages)
server=$!
read -r _ _ url <&"$server_output" || fail "the server did not start"
echo "record.sh: $(python3 --version) at $url" >&2

if [ -n "$recording" ]; then
	record_in_background --pid "$server" --train-time "$train_time" --out "$(dirname "$out")" "$(basename "$out")" ||
		fail "the recorder did not start"
fi

"$here/workload.sh" --url "$url" --pages "$scratch/pages" --node "$node" --train-time "$train_time" "${workload[@]}" \
	>"$scratch/workload.jsonl" &
workload_pid=$!
wait "$workload_pid" || {
	cat "$scratch/workload.jsonl"
	fail "the workload failed"
}
workload_pid=
end_recording || fail "the recorder failed"
cat "$scratch/workload.jsonl"
