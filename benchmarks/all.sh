#!/usr/bin/env bash
# all.sh [DIR]: every benchmark but the soak and the faults, of moderate length, for a quiet machine. DIR (default:
# benchmarks/target/results) gets a file for each; one that fails doesn't stop the others. Prints what belongs into RESULTS.md.
# As root; needs what each script's head names.
set -uo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
mkdir -p "${1:-$here/target/results}"
out=$(readlink -f "${1:-$here/target/results}")
"$here/build.sh" || exit 1
failed=0

step() {
	local name=$1 began=$SECONDS
	shift
	echo "$name: $*" >&2
	if "$@" >"$out/$name.md" 2>"$out/$name.log"; then
		echo "$name: $((SECONDS - began)) s" >&2
	else
		echo "$name: failed after $((SECONDS - began)) s; $out/$name.log says why" >&2
		failed=1
	fi
}

cd "$here" || exit 1
step jmh ./jmh.sh --out "$out"
step recorder-cpu ./recorder-cpu.sh 1000 30 3
step overhead-nodejs ./overhead.sh nodejs pages 3 4
step overhead-apache ./overhead.sh apache pages 3 3
step report ./report.sh 3
step update-cost ./update-cost.sh 3
step monitor-cost ./monitor-cost.sh 2000
step mapping-nodejs ./mapping.sh nodejs 1000
step mapping-apache-event ./mapping.sh apache-event 1000
step attribution ./attribution.sh --csv "$out/attribution.csv"
step sweep ./sweep.sh 3
step clusterers ./clusterers.sh 3
step scale ./scale.sh --out "$out" 1 10 100

{
	echo "$(nproc) cores, Linux $(uname -r | cut -d. -f1,2), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
	for name in jmh recorder-cpu overhead-nodejs overhead-apache report update-cost monitor-cost mapping-nodejs mapping-apache-event attribution sweep clusterers scale; do
		printf '\n## %s\n\n' "$name"
		cat "$out/$name.md"
	done
} | tee "$out/all.md"
exit $failed
