#!/usr/bin/env bash
# all.sh [DIR [STEP...]]: every benchmark but the soak and the faults, of moderate length, for a quiet machine, or only these of
# them. DIR (default: benchmarks/target/results) gets a file for each; one that fails doesn't stop the others. Prints what belongs
# into RESULTS.md.
# As root; needs what each script's head names.
set -uo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
mkdir -p "${1:-$here/target/results}"
out=$(readlink -f "${1:-$here/target/results}")
(cd "$here/.." && ./mvnw -q -B -DskipTests package) && "$here/build.sh" || exit 1
shift
wanted=" machine $* "
failed=0
steps=()

step() {
	local name=$1 began=$SECONDS
	shift
	[ "$wanted" = " machine  " ] || [[ $wanted == *" $name "* ]] || return 0
	steps+=("$name")
	echo "$name: $*" >&2
	if "$@" >"$out/$name.md" 2>"$out/$name.log"; then
		echo "$name: $((SECONDS - began)) s" >&2
	else
		echo "$name: failed after $((SECONDS - began)) s; $out/$name.log says why" >&2
		failed=1
	fi
}

cd "$here" || exit 1
step machine ./machine.sh
step links ./links.sh 5
step jmh ./jmh.sh --out "$out"
step recorder-cpu ./recorder-cpu.sh 1000 30 3
step recorder-idle ./recorder-cpu.sh 0 30 2 60
step recorder-settled ./recorder-cpu.sh 0 60 1 300
step overhead-nodejs ./overhead.sh nodejs pages 3 4
step overhead-apache ./overhead.sh apache pages 3 3
step overhead-nginx ./overhead.sh nginx pages 3 3
step overhead-go ./overhead.sh go pages 3 3
step memory-nodejs env PRELOAD=1 ./overhead.sh nodejs pages 3 3 'automatic mapping' 'automatic mapping, memory'
step memory-apache env PRELOAD=1 ./overhead.sh apache pages 3 3 'automatic mapping' 'automatic mapping, memory'
step saturation-nginx ./saturation.sh nginx 5 4
step saturation-go ./saturation.sh go 5 4
step stacks ./stacks.sh 5 10
step startup ./startup.sh 5
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
	cat "$out/machine.md"
	for name in "${steps[@]:1}"; do
		printf '\n## %s\n\n' "$name"
		cat "$out/$name.md"
	done
} | tee "$out/all.md"
exit $failed
