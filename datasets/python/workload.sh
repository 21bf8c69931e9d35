#!/usr/bin/env bash
# workload.sh: legitimate visitors and, after the train time, three attackers, against a server that listens already.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
	cat <<-'EOT'
	Usage: workload.sh --pages DIR [OPTION...]

	  --pages DIR         the directory that ../nodejs/make-pages.js wrote
	  --url URL           the server (default http://127.0.0.1:3002)
	  --requests N        legitimate requests, spread over the whole time (default 4200)
	  --attacks N         requests of each type of attack, after the train time (default 15)
	  --interval S        seconds from one request of a type to the next (default 2.5)
	  --train-time S      seconds without attack, at the beginning (default 20)
	  --scale X           multiplies what each attack costs (default 1)
	  --seed S            seed of arrivals, choice of pages and order of attacks (default 1)
	  --node PATH         the node that runs the visitors (default: node on the path)

	It lasts the train time, one second, the interval per attack, and until the last slow body is in: 65 s by default.
	Visitors and attackers each print a summary as a line of JSON.
	EOT
}

fail() {
	echo "workload.sh: $1" >&2
	exit "${2:-1}"
}

url=http://127.0.0.1:3002 pages= requests=4200 attacks=15 interval=2.5 train_time=20 scale=1 seed=1 node=node
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
	[[ $2 =~ ^[0-9]{1,6}$ ]] || fail "$1 $2: expected a whole number" 2
}

number() {
	[[ $2 =~ ^[0-9]{1,4}(\.[0-9]+)?$ ]] || fail "$1 $2: expected a number" 2
}

whole --requests "$requests"
whole --attacks "$attacks"
whole --seed "$seed"
number --interval "$interval"
number --train-time "$train_time"
number --scale "$scale"
[ -n "$pages" ] || fail "--pages is missing; --help lists the options" 2
[ -f "$pages/list.txt" ] || fail "--pages $pages: no list.txt in it; ../nodejs/make-pages.js writes one" 2
command -v "$node" >/dev/null || fail "--node $node: no such program; ../nodejs/fetch-node.sh fetches one" 2
command -v python3 >/dev/null || fail "python3 is missing (Debian: sudo apt-get install python3)"

read -r delay rate < <(awk -v requests="$requests" -v attacks="$attacks" -v train="$train_time" \
	-v interval="$interval" 'BEGIN { print train + 1, requests / (train + 1 + attacks * interval) }')

stop() {
	local running
	read -ra running <<<"$(jobs -pr | tr '\n' ' ')"
	[ ${#running[@]} -eq 0 ] || kill "${running[@]}" 2>/dev/null || true
	wait
}
trap stop EXIT
trap 'exit 130' INT TERM

# attack TYPE LEAST MOST SHIFT: what it costs, and how much later than the first type it begins.
attack() {
	local least most begin
	read -r least most begin < <(awk -v least="$2" -v most="$3" -v shift="$4" -v scale="$scale" -v delay="$delay" \
		-v interval="$interval" 'BEGIN { print least * scale, most * scale, delay + shift * interval }')
	exec python3 "$here/attack.py" "$1" --url "$url" --requests "$attacks" --delay "$begin" --interval "$interval" \
		--least "$least" --most "$most" --seed "$seed"
}

running=1
"$node" "$here/visitors.js" --url "$url" --list "$pages/list.txt" --requests "$requests" --rate "$rate" --seed "$seed" &
if [ "$attacks" -gt 0 ]; then
	attack redos 0.3 1.5 0 &
	attack slow-body 4 10 0.33 &
	attack large-answer 15 45 0.67 &
	running=4
fi

# The first that fails ends the others.
for ((; running > 0; running--)); do
	wait -n || exit 1
done
