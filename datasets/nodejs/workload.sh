#!/usr/bin/env bash
# workload.sh: legitimate visitors and, after the train time, an attacker, against a server that listens already.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
	cat <<-'EOT'
	Usage: workload.sh --pages DIR [OPTION...]

	  --pages DIR         the directory that make-pages.js wrote
	  --url URL           the server (default http://127.0.0.1:3001)
	  --requests N        legitimate requests, spread over the whole time (default 6000)
	  --attacks N         ReDoS requests, spread over the time after the train time (default 20)
	  --train-time S      seconds without attack, at the beginning (default 20)
	  --seconds-each S    CPU seconds an attack costs, spread from half to 2.5 times (default 0.6)
	  --seed S            seed of arrivals, choice of pages and order of attacks (default 1)
	  --node PATH         the node that runs client and attacker (default: node on the path)

	It lasts the train time, one second, and 2.25 times --seconds-each per attack: 48 s by default. Client and attacker
	each print a summary as a line of JSON.
	EOT
}

fail() {
	echo "workload.sh: $1" >&2
	exit "${2:-1}"
}

url=http://127.0.0.1:3001 pages= requests=6000 attacks=20 train_time=20 seconds_each=0.6 seed=1 node=node
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--url | --pages | --requests | --attacks | --train-time | --seconds-each | --seed | --node)
		[ $# -ge 2 ] || fail "$1 needs a value; --help lists the options" 2
		name=${1#--}
		printf -v "${name//-/_}" %s "$2"
		shift 2
		;;
	*) fail "unknown option $1; --help lists the options" 2 ;;
	esac
done

whole() {
	[[ $2 =~ ^[0-9]{1,7}$ ]] || fail "$1 $2: expected a whole number" 2
}

number() {
	[[ $2 =~ ^[0-9]{1,5}(\.[0-9]+)?$ ]] || fail "$1 $2: expected a number of seconds" 2
}

whole --requests "$requests"
whole --attacks "$attacks"
whole --seed "$seed"
number --train-time "$train_time"
number --seconds-each "$seconds_each"
[ -n "$pages" ] || fail "--pages is missing; --help lists the options" 2
[ -f "$pages/list.txt" ] || fail "--pages $pages: no list.txt in it; make-pages.js writes one" 2
command -v "$node" >/dev/null || fail "--node $node: no such program; fetch-node.sh fetches one" 2

# Twice the mean cost of an attack leaves the server as much time to recover.
read -r delay interval rate < <(awk -v requests="$requests" -v attacks="$attacks" -v train="$train_time" -v each="$seconds_each" \
	'BEGIN { delay = train + 1; interval = 2.25 * each; print delay, interval * 1000, requests / (delay + attacks * interval) }')

stop() {
	local running
	read -ra running <<<"$(jobs -pr | tr '\n' ' ')"
	[ ${#running[@]} -eq 0 ] || kill "${running[@]}" 2>/dev/null || true
	wait
}
trap stop EXIT
trap 'exit 130' INT TERM

"$node" "$here/client.js" --url "$url" --list "$pages/list.txt" --requests "$requests" --rate "$rate" --seed "$seed" &
"$node" "$here/attack.js" --url "$url" --requests "$attacks" --delay "$delay" --interval-ms "$interval" \
	--seconds-each "$seconds_each" --seed "$seed" &

# The first that fails ends the other.
wait -n || exit 1
wait -n || exit 1
