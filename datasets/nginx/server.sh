#!/usr/bin/env bash
# server.sh: Debian's nginx on a loopback port, with its own configuration, apart from any nginx of this machine.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
	cat <<-'EOT'
	Usage: server.sh --pages DIR [OPTION...]

	  --pages DIR     the directory to serve; ../nodejs/make-pages.js makes one
	  --port N        port on 127.0.0.1; 0 takes any free one (default 3004)
	  --nginx PATH    the server's program (default /usr/sbin/nginx)

	It says when it listens; SIGTERM ends it. Started by root it serves as www-data.
	EOT
}

fail() {
	echo "server.sh: $1" >&2
	exit "${2:-1}"
}

pages= port=3004 nginx=/usr/sbin/nginx
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--pages | --port | --nginx)
		[ $# -ge 2 ] || fail "$1 needs a value; --help lists the options" 2
		printf -v "${1#--}" %s "$2"
		shift 2
		;;
	*) fail "unknown option $1; --help lists the options" 2 ;;
	esac
done
[[ $port =~ ^[0-9]{1,5}$ ]] && [ "$port" -le 65535 ] || fail "--port $port: expected a whole number from 0 to 65535" 2
[ -n "$pages" ] || fail "--pages is missing; --help lists the options" 2
[ -d "$pages" ] || fail "--pages $pages: no such directory; ../nodejs/make-pages.js makes one" 2
[ -x "$nginx" ] || fail "$nginx is missing (Debian: sudo apt-get install nginx)"
pages=$(readlink -f "$pages")
if [ "$(id -u)" -eq 0 ]; then
	setpriv --reuid www-data --regid www-data --clear-groups test -x "$pages" ||
		fail "--pages $pages: www-data, as whom nginx serves, may not read it; choose another place, or chmod it" 2
fi

server= scratch=$(mktemp -d)
chmod 755 "$scratch"
stop() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || true
		wait "$server" || true
	fi
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 0' INT TERM

# Comes back when nginx listens; what it said otherwise is in the log.
start() {
	local try
	sed "s#DIRECTORY#$scratch#; s#PAGES#$pages#; s#PORT#$1#" "$here/nginx.conf" >"$scratch/nginx.conf"
	"$nginx" -c "$scratch/nginx.conf" 2>"$scratch/log" &
	server=$!
	for ((try = 0; try < 200; try++)); do
		! grep -q 'start worker processes' "$scratch/log" || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.05
	done
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
	grep -q 'Address already in use' "$scratch/log" || break
done
[ -n "$server" ] || fail "nginx did not start: $(tail -n 1 "$scratch/log")"
echo "listening on http://127.0.0.1:$chosen"
wait "$server" || true
server=
fail "nginx ended by itself"
