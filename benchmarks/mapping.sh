#!/usr/bin/env bash
# mapping.sh nodejs|apache-event|apache-worker [REQUESTS]: automatic mapping beside the annotated mappers: two recorders at
# once, on the same server under the same load, request by request.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
server_name=${1:-nodejs}
requests=${2:-2000}
scratch=$(mktemp -d)
chmod 755 "$scratch"

server= recorders=()
stop() {
	[ ${#recorders[@]} -eq 0 ] || kill "${recorders[@]}" 2>/dev/null || true
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	wait
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$home"
benchmarks/build.sh
nodejs=$home/datasets/nodejs
node=$("$nodejs/fetch-node.sh" 12.0.0)
"$node" "$nodejs/make-pages.js" "$scratch/pages" >/dev/null
case $server_name in
nodejs)
	command=("$node" "$nodejs/server.js" --port 0 --pages "$scratch/pages")
	executable=$node
	sed "s#/usr/local/bin/node#$node#" "$nodejs/fl_cfg.yml" >"$scratch/annotated.yml"
	;;
apache-event | apache-worker)
	command=("$home/datasets/apache/server.sh" --mpm "${server_name#apache-}" --port 0 --pages "$scratch/pages")
	executable=/usr/sbin/apache2
	cp "$home/datasets/apache/fl_cfg.yml" "$scratch/annotated.yml"
	;;
*)
	echo "mapping.sh: expected nodejs, apache-event or apache-worker; found '$server_name'" >&2
	exit 2
	;;
esac
# No malloc probes: what they cost, the annotated recording would see and the automatic one too.
sed -i '/event: .*alloc/,/^$/d' "$scratch/annotated.yml"
exec {output}< <(exec "${command[@]}")
server=$!
read -r _ _ url <&"$output"

record() {
	local name=$1
	shift
	mkfifo "$scratch/$name"
	./finelame record --quiet --ready-fd 3 --out "$scratch/recordings" "$@" 3>"$scratch/$name" &
	recorders+=($!)
	read -r _ <"$scratch/$name"
}

finish() {
	sleep 1
	kill "${recorders[@]}"
	wait "${recorders[@]}"
	recorders=()
}

processes() {
	local process
	for process in /proc/[1-9]*; do
		[ "$(readlink "$process/exe")" != "$executable" ] || basename "$process"
	done | paste -sd,
}

one_by_one() {
	"$here/run.sh" OneByOne "$(processes)" "$url" "$scratch/pages/list.txt" "$requests" "$scratch/$1.csv"
	finish
	mv "$scratch/$1.csv" "$scratch/the server"
	"$here/run.sh" MappingComparison "$scratch/the server" "$scratch/recordings/$1"
	echo
}

echo "### $server_name: one request after the other"
echo
record annotated "$scratch/annotated.yml" annotated
one_by_one annotated
record automatic --exec "$executable" automatic
one_by_one automatic

echo "### $server_name: 200 requests per second, both recorders at once"
echo
record annotated-loaded "$scratch/annotated.yml" annotated-loaded
record automatic-loaded --exec "$executable" automatic-loaded
"$node" "$nodejs/client.js" --url "$url" --list "$scratch/pages/list.txt" --requests "$requests" --rate 200 >/dev/null 2>&1
finish
"$here/run.sh" MappingComparison "$scratch/recordings/annotated-loaded" "$scratch/recordings/automatic-loaded"
