#!/usr/bin/env bash
# update-cost.sh [ROUNDS]: what detection adds to each run of an eBPF program, monitoring against detection.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
rounds=${1:-5}
seconds=8 rate=300
scratch=$(mktemp -d)

server=
stop() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	wait
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$home"
benchmarks/build.sh
echo "## One update, by itself"
echo
"$here/run.sh" UpdateCost "$rounds"

nodejs=$home/datasets/nodejs
node=$("$nodejs/fetch-node.sh" 12.0.0)
"$node" "$nodejs/make-pages.js" "$scratch/pages" >/dev/null
sed "s#/usr/local/bin/node#$node#" "$nodejs/fl_cfg.yml" >"$scratch/fl_cfg.yml"
exec {output}< <(exec "$node" "$nodejs/server.js" --port 0 --pages "$scratch/pages")
server=$!
read -r _ _ url <&"$output"

for scoring in l1 finelame; do
	./finelame replay "$nodejs/recording" --scoring $scoring --out "$scratch/$scoring" >/dev/null
done

# Records under a constant load; the visitors come once the probes are attached.
measure() {
	local mode=$1 round=$2 command=$3 name=$1-$2
	shift 3
	mkfifo "$scratch/$name"
	./finelame "$command" --quiet --ready-fd 3 --out "$scratch/recordings" --statistics "$scratch/$name.csv" "$@" \
		"$scratch/fl_cfg.yml" "$name" >/dev/null 3>"$scratch/$name" &
	local recorder=$!
	read -r _ <"$scratch/$name"
	"$node" "$nodejs/client.js" --url "$url" --list "$scratch/pages/list.txt" --requests $((rate * seconds)) \
		--rate $rate >/dev/null 2>&1
	kill "$recorder"
	wait "$recorder"
	awk -F, -v OFS=, -v mode="$mode" -v round="$round" 'NR > 1 && $3 > 0 { print mode, round, $1, $3, $4 }' \
		"$scratch/$name.csv" >>"$scratch/all.csv"
}

for ((round = 1; round <= rounds; round++)); do
	measure monitoring "$round" record
	measure l1 "$round" detect --model "$scratch/l1/model.json" --run "$scratch/run-l1-$round"
	measure finelame "$round" detect --model "$scratch/finelame/model.json" --run "$scratch/run-finelame-$round"
	measure events "$round" detect --model "$scratch/l1/model.json" --fidelity events --run "$scratch/run-events-$round"
done

echo
echo "## The programs on Node.js 12, $rate requests per second"
echo
"$here/run.sh" ProgramCost "$scratch/all.csv" $((rate * seconds))
