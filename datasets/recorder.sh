# For sourcing: a recorder in the background, for scripts that send a workload meanwhile.

finelame=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../finelame
recorder=

# record_in_background ARGUMENT...: 'finelame record ARGUMENT...'; comes back when the probes are attached.
record_in_background() {
	local scratch line attached=0
	scratch=$(mktemp -d)
	mkfifo "$scratch/output"
	"$finelame" record "$@" 2>"$scratch/output" &
	recorder=$!
	exec {recorder_output}<"$scratch/output"
	rm -r "$scratch"
	while read -r line <&"$recorder_output"; do
		echo "$line" >&2
		[[ $line != attached* ]] || {
			attached=1
			break
		}
	done
	cat <&"$recorder_output" >&2 &
	[ $attached = 1 ]
}

# Lets the recorder end its recording; its exit code.
end_recording() {
	local ended=$recorder
	[ -n "$ended" ] || return 0
	recorder=
	kill "$ended" 2>/dev/null || true
	wait "$ended"
}
