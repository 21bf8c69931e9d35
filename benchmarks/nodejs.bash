# For sourcing: the sample server of datasets/nodejs on a free port, and a recorder beside it. $scratch holds their files.

home=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
nodejs=$home/datasets/nodejs
scratch=$(mktemp -d)
server= recorder=

stop() {
	local process
	for process in $recorder $server; do
		kill "$process" 2>/dev/null || true
	done
	wait
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

# Sets node and url, and makes pages and a configuration. The server runs an executable of its own, so that neither the
# visitors nor other servers of this machine are recorded.
start_server() {
	local output
	node=$("$nodejs/fetch-node.sh" 12.0.0)
	"$node" "$nodejs/make-pages.js" "$scratch/pages" >/dev/null
	cp "$node" "$scratch/node"
	sed "s#/usr/local/bin/node#$scratch/node#" "$nodejs/fl_cfg.yml" >"$scratch/fl_cfg.yml"
	exec {output}< <(exec "$scratch/node" "$nodejs/server.js" --port 0 --pages "$scratch/pages")
	server=$!
	read -r _ _ url <&"$output"
}

# start_recorder COMMAND ARGUMENT...: comes back once the probes are attached; what it says goes on into $scratch/said.
start_recorder() {
	local said line
	rm -f "$scratch/pipe"
	mkfifo "$scratch/pipe"
	"$home/finelame" "$@" --out "$scratch/recordings" >"$scratch/printed" 2>"$scratch/pipe" &
	recorder=$!
	exec {said}<"$scratch/pipe"
	while read -r line <&"$said" && [[ $line != attached* ]]; do
		echo "$line" >&2
	done
	cat <&"$said" >"$scratch/said" &
}

end_recorder() {
	local ended=$recorder
	recorder=
	kill "$ended"
	wait "$ended"
}

# visit REQUESTS RATE [OPTION...]: prints the client's summary, a line of JSON.
visit() {
	local requests=$1 rate=$2
	shift 2
	"$node" "$nodejs/client.js" --url "$url" --list "$scratch/pages/list.txt" --requests "$requests" --rate "$rate" "$@" \
		2>/dev/null
}
