#!/usr/bin/env bash
# scale.sh [--out DIR] [MILLIONS...]: recordings of so many million datapoints (default 1 10 100), written, inspected, replayed
# and analyzed, each step a process of its own, whose resident memory includes what it maps of files; and the kernel's map with 10,000 to 1,000,000 requests in flight. Writes
# DIR/scale.csv, DIR/map.csv and DIR/scale.svg (default: benchmarks/target/results), and prints the tables. 100 million take
# 19 GB of disk for the recording, and all is deleted. As root, for the map; needs Debian's time and gnuplot-nox.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
out=$here/target/results
if [ "${1:-}" = --out ]; then
	out=$2
	shift 2
fi
[ $# -gt 0 ] || set -- 1 10 100
in_flight=20000
mkdir -p "$out"
out=$(readlink -f "$out")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$home"

measure() {
	local step=$1 datapoints=$2
	shift 2
	/usr/bin/time -f '%e %U %S %M' -o "$scratch/time" "$@" >"$scratch/output" 2>&1 || {
		cat "$scratch/output" >&2
		exit 1
	}
	awk -v OFS=, -v step="$step" -v datapoints="$datapoints" \
		'{ print step, datapoints, $1, $2 + $3, $4 / 1024 }' "$scratch/time" | tee -a "$out/scale.csv" >&2
}

echo step,datapoints,seconds,cpu_seconds,peak_mb >"$out/scale.csv"
for millions; do
	datapoints=$((millions * 1000000))
	measure write "$datapoints" "$here/run.sh" SampleRecording "$datapoints" "$in_flight" "$scratch/recording"
	measure inspect "$datapoints" ./finelame inspect "$scratch/recording"
	measure replay "$datapoints" ./finelame replay --out "$scratch/run" "$scratch/recording"
	measure analyze "$datapoints" ./finelame analyze --out "$scratch/report.html" "$scratch/run"
	rm -rf "$scratch/recording" "$scratch/run" "$scratch/report.html"
done

if [ "$(id -u)" = 0 ]; then
	"$here/jmh.sh" --out "$scratch/map" -p entries=10000,30000,100000,300000,1000000 'SnapshotBenchmark.javaBatch' >/dev/null
	"$here/run.sh" JmhTable --csv "$scratch"/map/jmh-*.json >"$out/map.csv"
fi

gnuplot -e "out='$out'; map=$([ -s "$out/map.csv" ] && echo 1 || echo 0)" "$here/scale.gp"

echo "| step | datapoints | seconds | CPU seconds | peak memory, MB | growth of CPU time over the last tenfold |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
awk -F, 'NR > 1 {
	growth = ""
	if ($1 in cpu && $2 > before[$1]) growth = sprintf("%.2f", log($4 / cpu[$1]) / log($2 / before[$1]))
	printf "| %s | %d million | %.1f | %.1f | %.0f | %s |\n", $1, $2 / 1e6, $3, $4, $5, growth
	cpu[$1] = $4; before[$1] = $2 }' "$out/scale.csv"
