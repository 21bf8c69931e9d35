# For sourcing: a recorder in the background, for scripts that send a workload meanwhile.

finelame=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../finelame
recorder=

# record_in_background ARGUMENT...: 'finelame record ARGUMENT...'; comes back when the probes are attached.
record_in_background() {
	local scratch
	scratch=$(mktemp -d)
	mkfifo "$scratch/ready"
	"$finelame" record --ready-fd 3 "$@" 3>"$scratch/ready" &
	recorder=$!
	# Fails if the recorder ends before.
	read -r _ <"$scratch/ready"
	local ready=$?
	rm -r "$scratch"
	return $ready
}

# Lets the recorder end its recording; its exit code.
end_recording() {
	local ended=$recorder
	[ -n "$ended" ] || return 0
	recorder=
	kill "$ended" 2>/dev/null || true
	wait "$ended"
}
