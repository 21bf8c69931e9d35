#!/usr/bin/env bash
# demo.sh: the whole road on a sample server under attack: record, replay, analyze.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
finelame=$here/../../finelame

case ${1:-} in
'') ;;
-h | --help)
	echo "Usage: finelame demo
Starts the sample Node.js server, records it under load with ReDoS attacks (as root), replays, analyzes: about a minute."
	exit
	;;
*)
	echo "finelame: demo takes no argument '$1'" >&2
	exit 2
	;;
esac

fail() {
	echo "finelame: $1" >&2
	exit 1
}

server= recorder= scratch=$(mktemp -d)
stop() {
	local pid
	for pid in $recorder $server; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

label=demo-$(date +%Y%m%d-%H%M%S)

# Fills the recording's place; sets $recording.
record() {
	local node url workload_done=0
	[ "$(id -u)" -ne 0 ] || "$finelame" setup
	node=$("$here/fetch-node.sh" 12.0.0)
	"$node" "$here/make-pages.js" "$scratch/pages"
	sed "s#exec_path: '/usr/local/bin/node'#exec_path: '$node'#" "$here/fl_cfg.yml" >"$scratch/fl_cfg.yml"
	exec {server_output}< <(exec "$node" "$here/server.js" --port 0 --pages "$scratch/pages")
	server=$!
	read -r _ _ url <&"$server_output" || fail "the sample server did not start"

	# The recorder says that it is attached before the first request may come.
	mkfifo "$scratch/recorder"
	"$finelame" record --out recordings "$scratch/fl_cfg.yml" "$label" 2>"$scratch/recorder" &
	recorder=$!
	exec {recorder_output}<"$scratch/recorder"
	while read -r line <&"$recorder_output"; do
		echo "$line"
		[[ $line != attached* ]] || break
	done
	kill -0 "$recorder" 2>/dev/null || fail "the recorder did not start"
	cat <&"$recorder_output" &

	"$here/workload.sh" --url "$url" --pages "$scratch/pages" --node "$node" >/dev/null && workload_done=1
	kill "$recorder" 2>/dev/null || true
	wait "$recorder" || true
	recorder=
	[ $workload_done = 1 ] || fail "the workload failed"
	recording=recordings/$label
}

if [ "$(id -u)" -eq 0 ] && "$finelame" doctor >"$scratch/doctor"; then
	record
else
	recording=$here/recording
	[ -d "$recording" ] || fail "recording needs root and eBPF ('finelame doctor' says what is missing)"
	echo "recording needs root and eBPF ('finelame doctor' says what is missing): replaying $recording instead"
fi

"$finelame" replay "$recording" --out "runs/$label"
"$finelame" analyze "runs/$label" --labels "$here/labels.csv" --out "runs/$label.html"
