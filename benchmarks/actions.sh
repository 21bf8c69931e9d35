#!/usr/bin/env bash
# actions.sh [ATTACKS]: what each example of docs/actions saves. In a network namespace of its own, the sample server gets ATTACKS (20)
# requests of half a second from one address, one after the other, and a visitor's from that address and from another, beside
# 'detect --on-detection'. Prints what the recording says of each. As root; needs unshare, ip, ss, nft and curl.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
if [ -z "${FINELAME_ACTIONS:-}" ]; then
	"$here/../datasets/nodejs/fetch-node.sh" 12.0.0 >/dev/null
	FINELAME_ACTIONS=inside exec unshare --net "$0" "$@"
fi
ip link set lo up
source "$here/nodejs.bash"
attacks=${1:-20}
"$home/finelame" replay --quiet "$nodejs/recording" --features REQ_CPUTIME --out "$scratch/model"

# attempt NAME [COMMAND]: one run of attacks and visits.
attempt() {
	local name=$1 attack answered=0 theirs=0 others=0 detections=$scratch/runs/$1/detections_$1.jsonl
	start_recorder detect --model "$scratch/model/model.json" --run "$scratch/runs/$name" ${2:+--on-detection "$2"} "$scratch/fl_cfg.yml" "$name"
	for ((attack = 0; attack < attacks; attack++)); do
		! timeout 5 "$node" "$nodejs/attack.js" --url "$url" --requests 1 --seconds-each 0.5 >/dev/null 2>&1 || answered=$((answered + 1))
		! curl -s -m 2 -o /dev/null --interface 127.0.0.66 "$url/" || theirs=$((theirs + 1))
		! curl -s -m 2 -o /dev/null --interface 127.0.0.7 "$url/" || others=$((others + 1))
	done
	end_recorder
	nft delete table inet finelame 2>/dev/null || true
	"$home/finelame" inspect --csv "$scratch/recordings/$name" | awk -F, -v name="$name" -v answered="$answered" -v attacks="$attacks" \
		-v theirs="$theirs" -v others="$others" -v false_alarms="$(grep -vc '"origin_ip":"127.0.0.66"' "$detections" || true)" '
		NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
		$column["saddr"] == "127.0.0.66" { used[$column["req_id"]] = $column["cputime"] }
		END {
			for (id in used) sum += used[id]
			printf "| %s | %d of %d | %.0f ms | %d of %d | %d of %d | %d |\n", name, answered, attacks, sum / 1e6, theirs, attacks,
				others, attacks, false_alarms
		}'
}

start_server
echo "| | attacks answered | CPU time of the attacker's address | visitors answered there | elsewhere | others flagged |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
attempt nothing
attempt close-connection "$home/docs/actions/close-connection.sh"
attempt limit-address "$home/docs/actions/limit-address.sh"
