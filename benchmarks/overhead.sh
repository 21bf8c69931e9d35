#!/usr/bin/env bash
# overhead.sh nodejs|apache|nginx|go pages|tiny [ROUNDS [SECONDS [MODE...]]]: what watching costs a server's visitors, and its CPU.
#
# pages: files of some tens of KB at half of the requests per second that the server can answer; tiny: 100 bytes, as fast as
# it can. The modes alternate within each round, which begins with another mode each time. bpftrace is measured too if it works here
# (Debian: bpftrace; tracefs). In the end, what the kernel counts and times of each program. nginx and Go are mapped automatically
# alone.
#
# PRELOAD=1 starts the server with the library that counts allocations, which is then what memory is counted by.
# WARM_UP=N waits N seconds after attaching, with the same load, before it measures (default 10).
# BUSIER=1.07 measures the unwatched server with 1.07 times the requests, too: how much of the latency its higher load explains.
# BASELINE=DIR measures automatic mapping by another checkout beside this one's, e.g. of the version before a change.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
name=${1:-nodejs} load=${2:-pages} rounds=${3:-5} seconds=${4:-5}
[ $# -gt 4 ] && shift 4 || set --
wanted=("$@")
scratch=$(mktemp -d)
chmod 755 "$scratch"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

case $load in
pages) share=0.5 ;;
tiny) share=0 ;;
*)
	echo "overhead.sh: expected pages or tiny; found '$load'" >&2
	exit 2
	;;
esac

cd "$home"
benchmarks/build.sh
visitor=$(datasets/nodejs/fetch-node.sh 12.0.0)
mkdir "$scratch/pages"
chmod 755 "$scratch/pages"
if [ "$load" = tiny ]; then
	printf '%0100d' 0 >"$scratch/pages/1.html"
else
	for ((i = 1; i <= 50; i++)); do
		head -c $((10000 + 1000 * i)) /dev/zero | tr '\0' x >"$scratch/pages/$i.html"
	done
fi
(cd "$scratch/pages" && printf '/%s\n' *.html) >"$scratch/list.txt"

pages=$scratch/pages
source "$here/servers.bash"
server "$name"

# The sample configuration, parts of it, and more than it.
configured=
case $name in nodejs | apache)
	configured=yes
	sed "s#/usr/local/bin/node#$executable#" "datasets/$name/fl_cfg.yml" >"$scratch/default.yml"
	sed '/^resource_monitors:/,/^# Which thread/d' "$scratch/default.yml" >"$scratch/mappers.yml"
	sed '/event: .*alloc/,/^$/d' "$scratch/default.yml" >"$scratch/kernel.yml"
	awk '{ print } /^resource_monitors:/ {
		n = split("sched_switch probe_offcpu,raw_syscalls:sys_enter probe_syscalls,raw_syscalls:sys_exit probe_file_io," \
			"raw_syscalls:sys_exit probe_fds_opened", more, ",")
		for (i = 1; i <= n; i++) {
			split(more[i], words, " ")
			printf "    - {event: \"%s\", in_fn_name: \"%s\", type: \"t\", side: \"k\"}\n", words[1], words[2]
		}
	}' "$scratch/default.yml" >"$scratch/every.yml"
	./finelame replay "datasets/$name/recording" --out "$scratch/run" >/dev/null 2>&1
	;;
esac

# On the server's process alone, where it is but one: a malloc probe would slow down every process of the machine.
bpftrace='env BPFTRACE_MAP_KEYS_MAX=1000000 bpftrace'
[ "$name" = apache ] || bpftrace+=' -p SERVER'
record="$home/finelame record --out $scratch/recordings"
modes() {
	printf 'off\t\t\n'
	[ -z "${BUSIER:-}" ] || printf 'off, %s times the requests\t\t\t%s\n' "$BUSIER" "$BUSIER"
	printf 'automatic mapping\tattached\t%s --exec %s NAME\n' "$record" "$executable"
	printf 'automatic mapping, memory\tattached\t%s --memory --exec %s NAME\n' "$record" "$executable"
	[ -z "${BASELINE:-}" ] ||
		printf 'automatic mapping, baseline\tattached\t%s/finelame record --out %s --exec %s NAME\n' \
			"$BASELINE" "$scratch/recordings" "$executable"
	[ -n "$configured" ] || return 0
	printf 'request mappers alone\tattached\t%s %s NAME\n' "$record" "$scratch/mappers.yml"
	printf 'mappers, kernel monitors\tattached\t%s %s NAME\n' "$record" "$scratch/kernel.yml"
	printf 'default monitors\tattached\t%s %s NAME\n' "$record" "$scratch/default.yml"
	printf 'every monitor\tattached\t%s %s NAME\n' "$record" "$scratch/every.yml"
	printf 'detection\tattached\t%s/finelame detect --out %s --run %s/runs/NAME --model %s %s NAME\n' "$home" \
		"$scratch/recordings" "$scratch" "$scratch/run/model.json" "$scratch/default.yml"
	printf 'events\tattached\t%s --fidelity events %s NAME\n' "$record" "$scratch/default.yml"
	# It needs tracefs, too.
	if bpftrace -l tracepoint:sched:sched_switch 2>/dev/null | grep -q sched_switch; then
		sed "s#NODE#$executable#" "$here/peers/$name.bt" >"$scratch/peer.bt"
		sed '/:malloc$/,/^}$/d; /:calloc$/,/^}$/d; /:realloc$/,/^}$/d; /:apr_palloc$/,/^}$/d' "$scratch/peer.bt" >"$scratch/kernel.bt"
		printf 'bpftrace, mappers, kernel monitors\tattached\t%s %s\n' "$bpftrace" "$scratch/kernel.bt"
		printf 'bpftrace, default monitors\tattached\t%s %s\n' "$bpftrace" "$scratch/peer.bt"
	fi
}

# The first mode is what the others are compared with.
modes | while IFS= read -r line; do
	mode=${line%%$'\t'*}
	if [ ${#wanted[@]} -eq 0 ] || printf '%s\n' off "${wanted[@]}" | grep -Fqx "$mode"; then
		printf '%s\n' "$line"
	fi
done >"$scratch/modes"
# What the kernel counts and times of the default monitors, in a run of its own: that adds to each run of a program.
programs() {
	local requests=2000 server recorder output url chosen=("$scratch/default.yml")
	[ -n "$configured" ] || chosen=(--exec "$executable")
	exec {output}< <(exec "${command[@]}" 2>/dev/null)
	server=$!
	read -r _ _ url <&"$output"
	mkfifo "$scratch/ready"
	./finelame record --quiet --ready-fd 3 --statistics "$scratch/programs.csv" --out "$scratch/recordings" \
		"${chosen[@]}" programs 3>"$scratch/ready" &
	recorder=$!
	read -r _ <"$scratch/ready"
	"$visitor" datasets/nodejs/client.js --url "$url" --list "$scratch/list.txt" --requests $requests --rate 200 &>/dev/null
	kill "$recorder"
	wait "$recorder"
	kill "$server"
	echo
	echo "| program | ns per run | runs per request | µs per request |"
	echo "| --- | ---: | ---: | ---: |"
	awk -F, -v requests=$requests 'NR > 1 && $3 { printf "| %s | %d | %.1f | %.2f |\n", $1, $4 / $3, $3 / requests,
		$4 / requests / 1000; sum += $4 } END { printf "| all | | | %.2f |\n", sum / requests / 1000 }' "$scratch/programs.csv"
}

mkdir -p "$here/target"
echo "### $name, $load, $rounds rounds of $seconds s"
echo
"$here/run.sh" overhead.Overhead "$scratch/modes" "$scratch/list.txt" $share "$rounds" "${WARM_UP:-10}" \
	"$seconds" "$here/target/overhead-$name-$load.json" "${command[@]}"
programs
