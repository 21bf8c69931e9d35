#!/usr/bin/env bash
# recorder-cpu.sh [RATE [SECONDS [ROUNDS [WARM_UP]]]]: how much of one core 'finelame record' takes while Node.js answers RATE
# requests per second (1000; 0: none), after WARM_UP seconds (10) of the same, over SECONDS (30); and which of its threads take it.
# As root.
set -euo pipefail
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/nodejs.bash"
rate=${1:-1000} seconds=${2:-30} rounds=${3:-1} warm_up=${4:-10}

# Seconds of user and system time, proc_pid_stat(5).
cpu_time() {
	awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.2f %.2f\n", $12 / ticks, $13 / ticks }' "/proc/$1/stat"
}

# Name and ns of each thread, by the scheduler's own account.
threads() {
	local task name used
	for task in "/proc/$recorder/task"/*; do
		{ read -r name <"$task/comm" && read -r used _ <"$task/schedstat"; } 2>/dev/null || continue
		echo "${task##*/},$name,$used"
	done
}

start_server
for ((round = 1; round <= rounds; round++)); do
	start_recorder record "$scratch/fl_cfg.yml" "cost-$round"
	: >"$scratch/visits"
	client=
	if [ "$rate" -gt 0 ]; then
		visit $((rate * (warm_up + seconds + 1))) "$rate" --max-seconds $((warm_up + seconds + 1)) >"$scratch/visits" || true &
		client=$!
	fi
	sleep "$warm_up"
	read -r user_before system_before < <(cpu_time "$recorder")
	threads >"$scratch/before"
	sleep "$seconds"
	read -r user system < <(cpu_time "$recorder")
	threads >"$scratch/after"
	[ -z "$client" ] || wait "$client"
	end_recorder
	answered=$(sed -n 's/.*"ok":\([0-9]*\).*"seconds":\([0-9.]*\).*/\1 \2/p' "$scratch/visits" |
		awk '{ printf "%.0f", $1 / $2 } END { if (!NR) print 0 }')
	awk -v u="$user" -v u0="$user_before" -v s="$system" -v s0="$system_before" -v seconds="$seconds" -v rate="$answered" \
		'BEGIN { printf "%s requests per second: %.2f %% of one core (user %.2f %%, system %.2f %%)\n", rate,
			100 * (u + s - u0 - s0) / seconds, 100 * (u - u0) / seconds, 100 * (s - s0) / seconds }'
	awk -F, -v seconds="$seconds" 'NR == FNR { before[$1] = $3; next } { used = ($3 - before[$1]) / seconds / 1e7
		if (used >= 0.005) printf "  %-16s %5.2f %%\n", $2, used }' "$scratch/before" "$scratch/after" | sort -k2 -rn
done
