#!/usr/bin/env bash
# workload.sh: legitimate visitors and, after the train time, attackers, against a server that listens already.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
	cat <<-'EOT'
	Usage: workload.sh --pages DIR [OPTION...]

	  --pages DIR         the directory that make-pages.js wrote
	  --url URL           the server (default http://127.0.0.1:3003)
	  --requests N        legitimate requests, spread over the whole time (default 3600); a sixth of them by those who
	                      write comments or have a bad network
	  --attacks N         attacks of each type, spread over the time after the train time (default 15)
	  --interval S        seconds from one attack of a type to the next (default 2.5)
	  --train-time S      seconds without attack, at the beginning (default 20)
	  --scale X           times 4 to 10 s: how long slow attacks take (default 1)
	  --seed S            seed of arrivals, choice of pages and attacks (default 1)
	  --node PATH         the node that runs visitors and attackers (default: node on the path)

	It lasts the train time, one second, and --interval per attack: 58.5 s by default, and as long as the last attack
	takes. Visitors and attackers each print a summary as a line of JSON.
	EOT
}

fail() {
	echo "workload.sh: $1" >&2
	exit "${2:-1}"
}

url=http://127.0.0.1:3003 pages= requests=3600 attacks=15 interval=2.5 train_time=20 scale=1 seed=1 node=node
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--url | --pages | --requests | --attacks | --interval | --train-time | --scale | --seed | --node)
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
	[[ $2 =~ ^[0-9]{1,5}(\.[0-9]+)?$ ]] || fail "$1 $2: expected a number" 2
}

whole --requests "$requests"
[ "$requests" -ge 6 ] || fail "--requests $requests: expected 6 or more" 2
whole --attacks "$attacks"
whole --seed "$seed"
number --interval "$interval"
number --train-time "$train_time"
number --scale "$scale"
[ -n "$pages" ] || fail "--pages is missing; --help lists the options" 2
[ -f "$pages/list.txt" ] || fail "--pages $pages: no list.txt in it; make-pages.js writes one" 2
command -v "$node" >/dev/null || fail "--node $node: no such program; ../nodejs/fetch-node.sh fetches one" 2

slower=$((requests / 6)) readers=$((requests - requests / 6))
read -r delay interval_ms readers_rate slower_rate < <(awk -v readers=$readers -v slower=$slower -v attacks="$attacks" \
	-v interval="$interval" -v train="$train_time" 'BEGIN {
		delay = train + 1; total = delay + attacks * interval
		print delay, interval * 1000, readers / total, slower / total
	}')

stop() {
	local running
	read -ra running <<<"$(jobs -pr | tr '\n' ' ')"
	[ ${#running[@]} -eq 0 ] || kill "${running[@]}" 2>/dev/null || true
	wait
}
trap stop EXIT
trap 'exit 130' INT TERM

"$node" "$here/../nodejs/client.js" --url "$url" --list "$pages/list.txt" --requests $readers --rate "$readers_rate" \
	--seed "$seed" &
"$node" "$here/visitors.js" --url "$url" --list "$pages/list.txt" --requests $slower --rate "$slower_rate" \
	--seed "$seed" &
for type in redos slowloris slow-body; do
	"$node" "$here/attack.js" $type --url "$url" --requests "$attacks" --delay "$delay" --interval-ms "$interval_ms" \
		--scale "$scale" --seed "$seed" &
done

# The first that fails ends the others.
for _ in client visitors redos slowloris slow-body; do
	wait -n || exit 1
done
