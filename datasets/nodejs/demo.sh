#!/usr/bin/env bash
# demo.sh: the whole road on a sample server under attack: record, replay, analyze.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/../recorder.sh"

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

server= scratch=$(mktemp -d)
stop() {
	end_recording || true
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
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

	record_in_background --out recordings "$scratch/fl_cfg.yml" "$label" || fail "the recorder did not start"

	"$here/workload.sh" --url "$url" --pages "$scratch/pages" --node "$node" >/dev/null && workload_done=1
	end_recording || true
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
