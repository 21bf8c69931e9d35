#!/usr/bin/env bash
# workload.sh: legitimate clients and, after the train time, two attackers, against a server that listens already.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
	cat <<-'EOT'
	Usage: workload.sh --documents DIR [OPTION...]

	  --documents DIR     XML documents to post, as '../nodejs/make-pages.js --xml' writes them
	  --url URL           the server (default http://127.0.0.1:3003)
	  --requests N        legitimate requests, spread over the whole time (default 3000)
	  --attacks N         attacks of each kind, one every 3 s after the train time (default 12)
	  --train-time S      seconds without attack, at the beginning (default 20)
	  --seed S            seed of arrivals, choice of documents and order of attacks (default 1)
	  --node PATH         the node that runs clients and attackers (default: node on the path)

	It lasts the train time, one second, and 3 s per attack of one kind: 57 s by default. Clients and attackers each print
	a summary as a line of JSON.
	EOT
}

fail() {
	echo "workload.sh: $1" >&2
	exit "${2:-1}"
}

url=http://127.0.0.1:3003 documents= requests=3000 attacks=12 train_time=20 seed=1 node=node
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--url | --documents | --requests | --attacks | --train-time | --seed | --node)
		[ $# -ge 2 ] || fail "$1 needs a value; --help lists the options" 2
		name=${1#--}
		printf -v "${name//-/_}" %s "$2"
		shift 2
		;;
	*) fail "unknown option $1; --help lists the options" 2 ;;
	esac
done

for name in requests attacks train_time seed; do
	[[ ${!name} =~ ^[0-9]{1,6}$ ]] || fail "--${name//_/-} ${!name}: expected a whole number" 2
done
[ -n "$documents" ] || fail "--documents is missing; --help lists the options" 2
[ -f "$documents/list.txt" ] || fail "--documents $documents: no list.txt in it; '../nodejs/make-pages.js --xml' writes one" 2
command -v "$node" >/dev/null || fail "--node $node: no such program; ../nodejs/fetch-node.sh fetches one" 2

stop() {
	local running
	read -ra running <<<"$(jobs -pr | tr '\n' ' ')"
	[ ${#running[@]} -eq 0 ] || kill "${running[@]}" 2>/dev/null || true
	wait
}
trap stop EXIT
trap 'exit 130' INT TERM

# The two attackers take turns.
interval=3
rate=$(awk -v requests="$requests" -v seconds=$((train_time + 1 + attacks * interval)) 'BEGIN { print requests / seconds }')
"$node" "$here/../nodejs/client.js" --url "$url" --list "$documents/list.txt" --post "$documents" \
	--requests "$requests" --rate "$rate" --seed "$seed" &
"$node" "$here/attack.js" bomb --url "$url" --requests "$attacks" --interval-ms $((interval * 1000)) \
	--delay $((train_time + 1)) --seed "$seed" &
"$node" "$here/attack.js" collision --url "$url" --requests "$attacks" --interval-ms $((interval * 1000)) \
	--delay $((train_time + 2)).5 --seed "$seed" &

# The first that fails ends the others.
wait -n || exit 1
wait -n || exit 1
wait -n || exit 1
