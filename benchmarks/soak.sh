#!/usr/bin/env bash
# soak.sh [--out DIR] [MINUTES]: 'finelame detect' with everything on (events, stacks, memory, models every minute, two of which
# have to agree, metrics, a command for each detection) beside Node.js under 200 requests per second, with two attacks a minute
# (default 30 minutes). Looks at the recorder and its metrics every 10 s; writes DIR/soak.csv, DIR/soak.svg and DIR/soak.png (default:
# benchmarks/target/results). Exits with 1 where memory grows, a request is lost, or snapshots come late (SoakVerdict). As
# root; needs Debian's gnuplot-nox and curl.
set -euo pipefail
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/nodejs.bash"
out=$home/benchmarks/target/results
if [ "${1:-}" = --out ]; then
	out=$2
	shift 2
fi
minutes=${1:-30}
rate=200 every=10 attack_every=30 port=19464
mkdir -p "$out"

jcmd() {
	"$(dirname "$(readlink "/proc/$recorder/exe")")/jcmd" "$recorder" "$@"
}

# KB in use of the Java heap.
heap() {
	jcmd GC.heap_info | awk '/(DefNew|Tenured|new generation|tenured generation).* used/ {
		sub(/.* used /, ""); sum += $1 } END { print sum + 0 }'
}

# Bytes charged to the maps that the recorder holds, and how many file descriptors it has.
maps() {
	cat "/proc/$recorder/fdinfo"/* 2>/dev/null |
		awk '/^map_type:/ { map = 1 } /^memlock:/ { lock = $2 } /^map_id:/ && !($2 in seen) { seen[$2] = 1; sum += lock }
			END { print sum }'
}

# KB of resident memory: its own (RssAnon), or of mapped files (RssFile), which the kernel may take back.
resident() {
	awk -v kind="$1:" '$1 == kind { print $2 }' "/proc/$recorder/status"
}

sample() {
	local ticks
	curl -fsS "http://127.0.0.1:$port/metrics" >"$scratch/metrics"
	ticks=$(awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$recorder/stat")
	find "/proc/$recorder/fd" -mindepth 1 | wc -l | {
		read -r descriptors
		echo "$(($(date +%s) - began)),$(resident RssAnon),$(heap),$(maps),$descriptors,$ticks,$(resident RssFile)" \
			>>"$out/soak.csv"
	}
}

: >"$scratch/acted"
start_server
start_recorder detect --fidelity events --stacks --memory --retrain-every 60 --consensus 2 --train-time 20 --metrics "$port" \
	--on-detection "echo \$FINELAME_REQUEST >>'$scratch/acted'" --run "$scratch/run" "$scratch/fl_cfg.yml" soak
requests=$((rate * 60 * minutes))
attacks=$((60 * minutes / attack_every - 1))
began=$(date +%s)
visit "$requests" "$rate" --max-seconds $((60 * minutes + 60)) --concurrency 64 >"$scratch/visits" &
client=$!
"$node" "$nodejs/attack.js" --url "$url" --requests "$attacks" --delay 25 --interval-ms $((1000 * attack_every)) \
	--seconds-each 0.4 >"$scratch/attacks" 2>/dev/null &
attacker=$!
echo seconds,own_kb,heap_kb,maps_bytes,descriptors,cpu_ticks,files_kb >"$out/soak.csv"
while kill -0 "$client" 2>/dev/null; do
	sleep "$every"
	kill -0 "$recorder" 2>/dev/null || {
		cat "$scratch/said" >&2
		exit 1
	}
	sample
done
wait "$client" "$attacker" || echo "soak.sh: some requests failed: $(cat "$scratch/visits" "$scratch/attacks")" >&2
sleep 1
end_recorder
answered=$(sed -n 's/.*"ok":\([0-9]*\).*/\1/p' "$scratch/visits" "$scratch/attacks" | awk '{ sum += $1 } END { print sum }')
echo "commands run: $(wc -l <"$scratch/acted")"
verdict=0
"$home/benchmarks/run.sh" SoakVerdict "$out/soak.csv" "$scratch/recordings/soak" "$answered" "$out/soak-snapshots.csv" ||
	verdict=$?
for format in svg png; do
	gnuplot -e "out='$out'; format='$format'; ticks=$(getconf CLK_TCK)" "$home/benchmarks/soak.gp"
done
exit "$verdict"
