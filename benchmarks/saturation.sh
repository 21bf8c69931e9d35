#!/usr/bin/env bash
# saturation.sh nodejs|apache|nginx|go [ROUNDS [SECONDS]]: requests per second that a server answers at most, with and without automatic
# mapping: 100 bytes each, on 16 connections that stay open, by wrk (Debian: wrk). Off and on alternate within each round, which
# begins with the other each time. As root.
#
# WARM_UP=N waits N seconds after attaching, with the same load, before it measures (default 10): a recorder that has just started compiles
# its code.
# BASELINE=DIR measures another checkout beside this one, e.g. of the version before a change.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
name=${1:-go} rounds=${2:-5} seconds=${3:-5}
scratch=$(mktemp -d)
chmod 755 "$scratch"
server= recorder=
stop() {
	[ -z "$recorder" ] || kill "$recorder" 2>/dev/null || true
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	wait
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

source "$here/servers.bash"
pages=$scratch/pages
mkdir -m 755 "$pages"
printf '%0100d' 0 >"$pages/1.html"
server "$name"
exec {output}< <(exec "${command[@]}" 2>/dev/null)
server=$!
read -r _ _ url <&"$output"

# load SECONDS: requests per second.
load() {
	wrk -t 1 -c 16 -d "$1" "$url/1.html" | awk '/^Requests\/sec/ { print $2 }'
}

# measure MODE [CHECKOUT]
measure() {
	if [ $# -gt 1 ]; then
		mkfifo "$scratch/ready"
		"$2/finelame" record --quiet --ready-fd 3 --out "$scratch/recordings" --exec "$executable" "$1-$round" 3>"$scratch/ready" &
		recorder=$!
		read -r _ <"$scratch/ready"
		rm "$scratch/ready"
	fi
	load "${WARM_UP:-10}" >/dev/null
	echo "$round $1 $(load "$seconds")" | tee -a "$scratch/measured" >&2
	[ -z "$recorder" ] || kill "$recorder"
	[ -z "$recorder" ] || wait "$recorder"
	recorder=
}

for ((round = 1; round <= rounds; round++)); do
	# What comes before a measurement may make a difference.
	modes=(off on ${BASELINE:+baseline})
	for ((i = 0; i < ${#modes[@]}; i++)); do
		case ${modes[(i + round - 1) % ${#modes[@]}]} in
		off) measure off ;;
		on) measure on "$home" ;;
		baseline) measure baseline "$BASELINE" ;;
		esac
	done
done

echo "| $name | requests/s, median | least – most | ratio to off of the same round, median |"
echo "| --- | ---: | ---: | ---: |"
python3 - "$scratch/measured" <<'EOT'
import statistics
import sys

rates = {}
for line in open(sys.argv[1]):
    number, mode, rate = line.split()
    rates.setdefault(mode, {})[number] = float(rate)
for mode, by_round in rates.items():
    ratio = statistics.median(rate / rates["off"][number] for number, rate in by_round.items())
    print(f"| {mode} | {statistics.median(by_round.values()):.0f} | {min(by_round.values()):.0f} – {max(by_round.values()):.0f}"
          f" | {ratio:.3f} |")
EOT
