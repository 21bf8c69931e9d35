#!/usr/bin/env bash
# check.sh [ATTACKS]: what each example saves. In a network namespace of its own, the sample server gets ATTACKS (20) requests of
# half a second from one address, one after the other, and a visitor's from that address and from another, beside 'detect
# --on-detection'. Prints what the recording says of each. As root; needs ip, ss, nft, and FineLame's eBPF programs.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$(dirname "$here")")
datasets=$home/datasets/nodejs
attacks=${1:-20}
scratch=$(mktemp -d)
space=finelame-$$
server= detector=
stop() {
	local process
	for process in $detector $server; do
		kill "$process" 2>/dev/null || true
	done
	wait
	ip netns delete "$space" 2>/dev/null || true
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$scratch"
cp "$("$datasets/fetch-node.sh" 12.0.0)" node
./node "$datasets/make-pages.js" pages >/dev/null
sed "s#/usr/local/bin/node#$scratch/node#" "$datasets/fl_cfg.yml" >fl_cfg.yml
"$home/finelame" replay --quiet "$datasets/recording" --features REQ_CPUTIME --out model

ip netns add "$space"
ip -n "$space" link set lo up
inside() {
	ip netns exec "$space" "$@"
}

# try NAME COMMAND: one run of attacks and visits.
try() {
	local name=$1 attack=0 answered=0 theirs=0 others=0
	exec {output}< <(exec ip netns exec "$space" ./node "$datasets/server.js" --port 3009 --pages pages)
	server=$!
	read -r _ _ url <&"$output"
	inside "$home/finelame" detect --model model/model.json --exit-with-target --out recordings --run "runs/$name" ${2:+--on-detection "$2"} \
		fl_cfg.yml "$name" >"$name.out" 2>"$name.log" &
	detector=$!
	while ! grep -q 'detecting by' "$name.log"; do
		kill -0 "$detector" && sleep 0.2
	done
	for ((attack = 0; attack < attacks; attack++)); do
		! inside timeout 3 ./node "$datasets/attack.js" --url "$url" --requests 1 --seconds-each 0.5 >/dev/null 2>&1 || answered=$((answered + 1))
		! inside curl -s -m 2 -o page --interface 127.0.0.66 "$url/" || theirs=$((theirs + 1))
		! inside curl -s -m 2 -o page --interface 127.0.0.7 "$url/" || others=$((others + 1))
	done
	kill "$server"
	wait "$detector" || true
	server= detector=
	inside nft delete table inet finelame 2>/dev/null || true
	"$home/finelame" inspect --csv "recordings/$name" >"$name.csv"
	awk -F, -v name="$name" -v answered="$answered" -v attacks="$attacks" -v theirs="$theirs" -v others="$others" '
		NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
		$column["saddr"] == "127.0.0.66" { used[$column["req_id"]] = $column["cputime"] }
		END {
			for (id in used) sum += used[id]
			printf "%-18s %2d of %d attacks answered, %6.0f ms of CPU time from their address; visitors there: %d answered, elsewhere: %d\n",
				name, answered, attacks, sum / 1e6, theirs, others
		}' "$name.csv"
	grep -- '--on-detection:' "$name.log" | tail -n 1 || true
}

try nothing ''
try close-connection "$here/close-connection.sh"
try limit-address "$here/limit-address.sh"
