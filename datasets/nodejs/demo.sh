#!/usr/bin/env bash
# demo.sh: the whole road on a sample server under attack: record, replay, analyze.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/../recorder.sh"

case ${1:-} in
'') ;;
-h | --help)
	echo "Usage: finelame demo
Installs what is missing, builds, starts the sample Node.js server, records it under load with ReDoS attacks (as root),
replays, and analyzes. Without root or eBPF, a recording made before is replayed instead."
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

# Why nothing can be recorded here, on one line; nothing if it can. Fetches the server's Node.js, which that takes.
obstacle() {
	local reason
	if [ "$(id -u)" -ne 0 ]; then
		echo "it needs root"
	elif ! "$finelame" doctor >"$scratch/doctor" 2>&1; then
		reason=$(sed -nE 's/^ *no +//p; s/^finelame: //p' "$scratch/doctor" | head -n 1 | tr -s ' ')
		echo "${reason:-finelame doctor fails}"
	elif ! "$here/fetch-node.sh" 12.0.0 >"$scratch/node" 2>"$scratch/fetch-node"; then
		tail -n 1 "$scratch/fetch-node"
	fi
}

# Fills the recording's place; sets $recording.
record() {
	local node url workload_done=0
	node=$(<"$scratch/node")
	"$node" "$here/make-pages.js" "$scratch/pages"
	sed "s#exec_path: '/usr/local/bin/node'#exec_path: '$node'#" "$here/fl_cfg.yml" >"$scratch/fl_cfg.yml"
	# Under sudo, the recorder runs as the invoking user, who has to read its configuration.
	[ -z "${SUDO_UID:-}" ] || chown -R "$SUDO_UID" "$scratch"
	exec {server_output}< <(exec "$node" "$here/server.js" --port 0 --pages "$scratch/pages")
	server=$!
	read -r _ _ url <&"$server_output" || fail "the sample server did not start"

	record_in_background --out recordings "$scratch/fl_cfg.yml" "$label" || fail "the recorder did not start"

	"$here/workload.sh" --url "$url" --pages "$scratch/pages" --node "$node" >/dev/null && workload_done=1
	end_recording || true
	[ $workload_done = 1 ] || fail "the workload failed"
	recording=recordings/$label
}

[ -x "$here/../../runtime/bin/java" ] || "$here/../../launcher/java-home" >/dev/null
# What can't be installed keeps the demo from recording only; without a build there is none.
"$finelame" setup || true
"$finelame" --version >/dev/null
obstacle=$(obstacle)
if [ -z "$obstacle" ]; then
	record
else
	[ "${FINELAME_REQUIRE_BPF:-}" != 1 ] || fail "recording doesn't work here, and FINELAME_REQUIRE_BPF is 1: $obstacle"
	recording=$here/recording
	echo "finelame: recording doesn't work here: $obstacle; replaying $recording instead" >&2
fi

"$finelame" replay "$recording" --out "runs/$label"
"$finelame" analyze "runs/$label" --labels "$here/labels.csv" --out "runs/$label.html"
