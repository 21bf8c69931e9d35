# For sourcing: the servers that what recording costs is measured on. Expects $home, $scratch and $pages, which they serve.

# server NAME: sets command, which says where it listens, and executable.
server() {
	case $1 in
	nodejs)
		# The server's own, so that the visitors are not recorded.
		executable=$scratch/node
		cp "$("$home/datasets/nodejs/fetch-node.sh" 12.0.0)" "$executable"
		command=("$executable" "$home/datasets/nodejs/server.js" --port 0 --pages "$pages")
		;;
	apache)
		executable=/usr/sbin/apache2
		command=("$home/datasets/apache/server.sh" --port 0 --pages "$pages")
		;;
	nginx)
		executable=/usr/sbin/nginx
		command=("$home/datasets/nginx/server.sh" --port 0 --pages "$pages")
		;;
	go)
		executable=$scratch/pages-go
		GOFLAGS=-mod=mod GO111MODULE=off GOCACHE=$scratch/go go build -o "$executable" "$home/benchmarks/servers/pages.go"
		command=("$executable" -port 0 -pages "$pages")
		;;
	*)
		echo "${0##*/}: expected nodejs, apache, nginx or go; found '$1'" >&2
		exit 2
		;;
	esac
	[ -z "${PRELOAD:-}" ] || command=(env "LD_PRELOAD=$("$home/finelame" preload)" "${command[@]}")
}
