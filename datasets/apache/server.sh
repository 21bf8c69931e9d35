#!/usr/bin/env bash
# server.sh: Debian's Apache on a loopback port, with its own configuration, apart from any Apache of this machine.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
	cat <<-'EOT'
	Usage: server.sh --pages DIR [OPTION...]

	  --pages DIR         the directory to serve; make-pages.js makes one
	  --mpm event|worker  the multi-processing module (default event)
	  --port N            port on 127.0.0.1; 0 takes any free one (default 3003)
	  --processes N       worker processes (default 2)
	  --threads N         threads of each (default 25)
	  --apache PATH       the server's program (default /usr/sbin/apache2)

	It says when it listens; SIGTERM ends it. Started by root it serves as www-data.
	EOT
}

fail() {
	echo "server.sh: $1" >&2
	exit "${2:-1}"
}

pages= mpm=event port=3003 processes=2 threads=25 apache=/usr/sbin/apache2
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--pages | --mpm | --port | --processes | --threads | --apache)
		[ $# -ge 2 ] || fail "$1 needs a value; --help lists the options" 2
		printf -v "${1#--}" %s "$2"
		shift 2
		;;
	*) fail "unknown option $1; --help lists the options" 2 ;;
	esac
done

whole() {
	[[ $2 =~ ^[0-9]{1,5}$ ]] && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] ||
		fail "$1 $2: expected a whole number from $3 to $4" 2
}

[[ $mpm =~ ^(event|worker)$ ]] || fail "--mpm $mpm: expected event or worker" 2
whole --port "$port" 0 65535
whole --processes "$processes" 1 16
whole --threads "$threads" 1 64
[ -n "$pages" ] || fail "--pages is missing; --help lists the options" 2
[ -d "$pages" ] || fail "--pages $pages: no such directory; make-pages.js makes one" 2
pages=$(readlink -f "$pages")
modules=/usr/lib/apache2/modules
[ -x "$apache" ] && [ -e "$modules/mod_mpm_$mpm.so" ] ||
	fail "$apache and its modules are missing (Debian: sudo apt-get install apache2-bin)"
if [ "$(id -u)" -eq 0 ]; then
	setpriv --reuid www-data --regid www-data --clear-groups test -x "$pages" ||
		fail "--pages $pages: www-data, as whom Apache serves, may not read it; choose another place, or chmod it" 2
fi

server= copier= scratch=$(mktemp -d)
chmod 755 "$scratch"
cp "$here/apache.conf" "$here/comment.lua" "$scratch"
chmod 644 "$scratch/comment.lua"
stop() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || true
		wait "$server" || true
	fi
	[ -z "$copier" ] || wait "$copier" || true
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 0' INT TERM

# Comes back when Apache serves; what it said otherwise is in $problem.
start() {
	local log line
	problem=
	mkfifo "$scratch/log"
	# Where no subshell comes between, $! is Apache itself.
	SERVER_SCRATCH=$scratch SERVER_PAGES=$pages SERVER_MODULES=$modules SERVER_MPM=$mpm SERVER_PORT=$1 \
		SERVER_PROCESSES=$processes SERVER_THREADS=$threads SERVER_WORKERS=$((processes * threads)) \
		"$apache" -f "$scratch/apache.conf" -DFOREGROUND 2>"$scratch/log" &
	server=$!
	exec {log}<"$scratch/log"
	rm "$scratch/log"
	while read -r line <&"$log"; do
		if [[ $line == *'resuming normal operations'* ]]; then
			cat <&"$log" >&2 &
			copier=$!
			exec {log}<&-
			return
		fi
		problem+=$line$'\n'
	done
	exec {log}<&-
	wait "$server" || true
	server=
	return 1
}

# Below the ports that the kernel gives to clients.
tries=1 chosen=$port
[ "$port" -ne 0 ] || tries=20
for ((i = 0; i < tries; i++)); do
	[ "$port" -ne 0 ] || chosen=$((20000 + RANDOM % 12000))
	! start "$chosen" || break
	[[ $problem == *'Address already in use'* ]] || break
done
if [ -z "$server" ]; then
	[[ $problem != *'Address already in use'* ]] || fail "port $chosen is taken; choose another with --port"
	fail "Apache did not start: ${problem%$'\n'}"
fi
echo "listening on http://127.0.0.1:$chosen"
wait "$server" || true
server=
fail "Apache ended by itself"
