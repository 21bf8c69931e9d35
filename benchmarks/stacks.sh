#!/usr/bin/env bash
# stacks.sh [ROUNDS [SECONDS [RATE]]]: what 'record --stacks' adds to automatic mapping: CPU time of Node.js per request, at RATE
# requests per second, of the recorder, and of the eBPF program that takes the samples. Without and with stacks alternate within
# each round. As root.
set -euo pipefail
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/nodejs.bash"
rounds=${1:-5} seconds=${2:-10} rate=${3:-1000}
warm_up=4

# Nanoseconds that all threads of a process have used, by the scheduler's own account.
used() {
	cat "/proc/$1/task"/*/schedstat | awk '{ ns += $1 } END { printf "%.0f", ns }'
}

# measure MODE [OPTION...]
measure() {
	local mode=$1 server_before recorder_before answered
	shift
	start_recorder record "$@" --statistics "$scratch/statistics.csv" --pid "$server" "$mode-$round"
	visit $((rate * warm_up)) "$rate" >/dev/null
	server_before=$(used "$server") recorder_before=$(used "$recorder")
	answered=$(visit $((rate * seconds)) "$rate" | sed -n 's/.*"ok":\([0-9]*\).*/\1/p')
	echo "$mode $(($(used "$server") - server_before)) $(($(used "$recorder") - recorder_before)) $answered" >"$scratch/used"
	end_recorder
	awk -F, -v seconds="$seconds" 'NR == FNR { split($0, part, " "); next }
		$1 == "update_cputime" { printf "%s %.3f %.3f %.0f\n", part[1], part[2] / part[4] / 1000, part[3] / seconds / 1e7, $4 / $3 }' \
		"$scratch/used" "$scratch/statistics.csv" | tee -a "$scratch/measured" >&2
	rm -f "$scratch/statistics.csv"
}

median() {
	awk -v mode="$1" -v column="$2" '$1 == mode { print $column }' "$scratch/measured" | sort -n |
		awk '{ all[NR] = $1 } END { print NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'
}

# Of the same round, least - median - most.
ratios() {
	paste -d ' ' <(awk '$1 == "without" { print $2 }' "$scratch/measured") <(awk '$1 == "with" { print $2 }' "$scratch/measured") |
		awk '{ print $2 / $1 }' | sort -n |
		awk '{ all[NR] = $1 } END { printf "%.3f (%.3f – %.3f)", NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2, all[1], all[NR] }'
}

start_server
for ((round = 1; round <= rounds; round++)); do
	measure without
	measure with --stacks
done
echo "| $rounds rounds of $seconds s, $rate requests/s | server's CPU, µs per request | recorder, % of a core | update_cputime, ns per run |"
echo "| --- | ---: | ---: | ---: |"
for mode in without with; do
	echo "| automatic mapping, $mode stacks | $(median $mode 2) | $(median $mode 3) | $(median $mode 4) |"
done
echo
echo "Server's CPU time with stacks to that without, of the same round: $(ratios)"
