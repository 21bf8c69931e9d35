#!/usr/bin/env bash
# monitor-cost.sh [REQUESTS]: what each program of automatic mapping, and each monitor, costs a request of Node.js 12.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
requests=${1:-3000}
scratch=$(mktemp -d)

server= recorder=
stop() {
	[ -z "$recorder" ] || kill "$recorder" 2>/dev/null || true
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	wait
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$home"
benchmarks/build.sh
nodejs=$home/datasets/nodejs
visitor=$("$nodejs/fetch-node.sh" 12.0.0)
# The server's own, so that the visitors are not recorded.
node=$scratch/node
cp "$visitor" "$node"
"$node" "$nodejs/make-pages.js" "$scratch/pages" >/dev/null
{
	echo 'resource_monitors:'
	while read -r event monitor; do
		echo "    - {event: '$event', in_fn_name: '$monitor', type: 't', side: 'k'}"
	done <<-'EOT'
		sched_switch sched_switch
		sched_switch probe_offcpu
		sched_switch probe_peer_wait
		exceptions:page_fault_user handle_pg_fault
		sock_send_length probe_tcp_sendmsg
		sock_recv_length probe_tcp_cleanup_rbuf
		raw_syscalls:sys_enter probe_syscalls
		raw_syscalls:sys_exit probe_file_io
		raw_syscalls:sys_exit probe_fds_opened
	EOT
	printf "applications:\n    - {exec_path: '%s', mapper: 'auto'}\n" "$node"
} >"$scratch/fl_cfg.yml"
exec {output}< <(exec "$node" "$nodejs/server.js" --port 0 --pages "$scratch/pages")
server=$!
read -r _ _ url <&"$output"
mkfifo "$scratch/ready"
./finelame record --quiet --ready-fd 3 --out "$scratch/recordings" --statistics "$scratch/statistics.csv" \
	"$scratch/fl_cfg.yml" all 3>"$scratch/ready" &
recorder=$!
read -r _ <"$scratch/ready"
"$visitor" "$nodejs/client.js" --url "$url" --list "$scratch/pages/list.txt" --requests "$requests" --rate 200 >/dev/null 2>&1
kill "$recorder"
wait "$recorder"
recorder=
echo "| program | ns per run | runs per request, of all processes | µs per request |"
echo "| --- | ---: | ---: | ---: |"
awk -F, -v requests="$requests" 'NR > 1 && $3 > 0 {
	printf "| %s | %.0f | %.1f | %.2f |\n", $1, $4 / $3, $3 / requests, $4 / requests / 1000 }' "$scratch/statistics.csv"
