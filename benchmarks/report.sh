#!/usr/bin/env bash
# report.sh [ROUNDS]: makes a recording of 100,000 requests to judge, 500 of them attacks, replays it, writes its report
# and opens that in headless Chromium. Says how long analyze and the page take.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
rounds=${1:-5}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cd "$home"
benchmarks/build.sh

# 600 s of three kinds of requests; those of the first quarter train. Every 200th of the others burns CPU.
awk -v seed=7 'BEGIN {
	srand(seed)
	split("2e6 4e4 3 1e6 2e3 300 8e6 2e5 12 3e6 4e4 400 3e7 1e6 60 5e6 4e5 900", base, " ")
	print "req_id,origin_ts,REQ_CPUTIME,REQ_MEM_MALLOC,REQ_PGFLT,REQ_IDLE_TIME,REQ_TCP_SENT,REQ_TCP_RCVD,label"
	requests = 133400
	for (i = 1; i <= requests; i++) {
		second = 600 * i / requests
		attack = second > 150 && i % 200 == 0
		kind = rand() < 0.6 ? 0 : rand() < 0.75 ? 1 : 2
		line = i "," sprintf("%.0f", second * 1e9)
		for (f = 1; f <= 6; f++) {
			normal = sqrt(-2 * log(1 - rand())) * cos(6.283185307 * rand())
			value = base[6 * kind + f] * exp(0.35 * normal) * (attack && f == 1 ? 10 ^ (1 + 2 * rand()) : 1)
			line = line "," sprintf("%.0f", value)
		}
		print line "," attack
	}
}' >"$scratch/table.csv"
"$here/run.sh" MakeRecording "$scratch/table.csv" datasets/nodejs/fl_cfg.yml "$scratch/recording"
printf 'origin_ip,label\n127.0.0.66,attack\n127.0.0.1,legitimate\n' >"$scratch/labels.csv"
./finelame replay "$scratch/recording" --train-time 150 --out "$scratch/run" >/dev/null

TIMEFORMAT='analyze: %R s'
time ./finelame analyze "$scratch/run" --labels "$scratch/labels.csv" --out "$scratch/report.html" >"$scratch/summary"
grep -m 1 'requests' "$scratch/summary"
echo "report: $(stat -c %s "$scratch/report.html" | numfmt --to=si)B"
"$here/open_report.py" "$scratch/report.html" "$rounds"
