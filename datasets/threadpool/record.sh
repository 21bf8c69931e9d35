#!/usr/bin/env bash
# record.sh: builds and starts the server, and records it under legitimate requests and attacks.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/../recorder.sh"

usage() {
	cat <<-'EOT'
	Usage: record.sh [OPTION...]

	  --out DIR           the recording (default recordings/threadpool)
	  --requests N, --attacks N, --seed S
	                      as in workload.sh

	Needs root, and Debian's clang and libxml2-dev. Takes a minute.
	EOT
}

fail() {
	echo "record.sh: $1" >&2
	exit "${2:-1}"
}

out=recordings/threadpool workload=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--out | --requests | --attacks | --seed)
		[ $# -ge 2 ] || fail "$1 needs a value; --help lists the options" 2
		;;&
	--out) out=$2 ;;
	--requests | --attacks | --seed) workload+=("$1" "$2") ;;
	*) fail "unknown option $1; --help lists the options" 2 ;;
	esac
	shift 2
done
out=${out%/}
[ -n "$out" ] && [ ! -e "$out" ] || fail "--out $out exists; name another or remove it" 2

server= scratch=$(mktemp -d -t finelame-threadpool.XXXXXX)
stop() {
	end_recording || true
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

executable=$("$here/build.sh" "$scratch")
node=$("$here/../nodejs/fetch-node.sh" 12.0.0)
"$node" "$here/../nodejs/make-pages.js" "$scratch/documents" --xml --largest 500000
sed "s#exec_path: '/usr/local/bin/threadpool-server'#exec_path: '$executable'#" "$here/fl_cfg.yml" >"$scratch/fl_cfg.yml"
exec {server_output}< <(exec "$executable" --port 0)
server=$!
read -r _ _ url <&"$server_output" || fail "the server did not start"

record_in_background --out "$(dirname "$out")" "$scratch/fl_cfg.yml" "$(basename "$out")" || fail "the recorder did not start"
"$here/workload.sh" --url "$url" --documents "$scratch/documents" --node "$node" "${workload[@]}" ||
	fail "the workload failed"
end_recording || fail "the recording is not complete"
