#!/usr/bin/env bash
# machine.sh: what belongs above a table of measurements: the CPU, the kernel, and what a uprobe's trap costs here, by the kind of
# instruction that it stands on. The probes are perf's own, without any program. As root; needs cc and tracefs.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
scratch=$(mktemp -d)
tracing=$scratch/tracing
probe=finelame_trap
detach() {
	[ ! -e "$tracing/events/uprobes/$probe/enable" ] || echo 0 >"$tracing/events/uprobes/$probe/enable"
	echo "-:$probe" >>"$tracing/uprobe_events" 2>/dev/null || true
}
stop() {
	detach
	umount "$tracing" 2>/dev/null || true
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

cc -O1 -no-pie -o "$scratch/trap" "$here/trap.c"
mkdir "$tracing"
mount -t tracefs tracefs "$tracing"

# median NAME CALLS: of 5 runs, ns per call.
median() {
	for _ in 1 2 3 4 5; do "$scratch/trap" "$1" "$2"; done | sort -n | sed -n 3p
}

# traps NAME: ns that a probe adds to a call.
traps() {
	local offset without with
	offset=$((0x$(nm "$scratch/trap" | sed -n "s/ T $1$//p") - 0x400000))
	without=$(median "$1" 1000000)
	printf 'p:%s %s:0x%x\n' "$probe" "$scratch/trap" "$offset" >"$tracing/uprobe_events"
	echo 1 >"$tracing/events/uprobes/$probe/enable"
	with=$(median "$1" 20000)
	detach
	awk -v with="$with" -v without="$without" 'BEGIN { printf "%.2f", (with - without) / 1000 }'
}

model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
echo "${model:-$(uname -m)}, $(nproc) CPUs, Linux $(uname -r | cut -d. -f1,2), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)."
echo "A uprobe's trap: $(traps emulated) µs at an instruction that the kernel emulates, $(traps stepped) at one that it single-steps," \
	"$(traps nop) at a 5-byte nop."
