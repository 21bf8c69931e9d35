# For sourcing by ../finelame: builds a checkout on first use, and again after its sources have changed. Expects $home and fail.

build_log=$home/target/build.log
ebpf_object=$home/bpf/target/classes/io/finelame/bpf/finelame/finelame.bpf.o
modules=(bpf cli recording run record replay analyze)
[ ! -e "$home/spark/target/finelame-spark.jar" ] || modules+=(spark)

# Only the eBPF programs need clang: without it, everything that records is left out of the build.
can_compile_ebpf() {
	command -v clang >/dev/null && [ -e /usr/include/bpf/bpf_helpers.h ]
}

# Maven leaves MODULE/target/built, with the time at which it began to compile. Directories count as well: their times tell of
# files that were removed or moved there.
is_built() {
	local module oldest=$home/bpf/target/built sources=("$home/pom.xml")
	for module in "${modules[@]}"; do
		[ -e "$home/$module/target/finelame-$module.jar" ] && [ -e "$home/$module/target/built" ] || return 1
		[ ! "$home/$module/target/built" -ot "$oldest" ] || oldest=$home/$module/target/built
		sources+=("$home/$module/src/main" "$home/$module/pom.xml")
	done
	[ -d "$home/target/lib" ] && [ -z "$(find "${sources[@]}" -newer "$oldest" -print -quit)" ] &&
		{ [ -e "$ebpf_object" ] || ! can_compile_ebpf; }
}

# The build belongs to the owner of the checkout, also if root (or somebody by sudo) is the first to use it: root's files would
# be in the owner's way. An owner without a home here, as in some containers, can't keep Maven's libraries: root builds then.
as_owner() {
	local owner group directory
	owner=$(stat -c %u "$home")
	if [ "$EUID" -eq 0 ] && [ "$owner" -ne 0 ]; then
		IFS=: read -r _ _ _ group _ directory _ < <(getent passwd "$owner") || true
		if [ -d "${directory:-}" ]; then
			setpriv --reuid "$owner" --regid "$group" --init-groups env HOME="$directory" "$@"
			return
		fi
	fi
	"$@"
}

run_maven() {
	local options=(-B -ntp -DskipTests -Dtest.compile.skip -Dspotless.apply.skip) java_home
	java_home=$("$home/launcher/java-home" --jdk) || return
	if ! can_compile_ebpf; then
		options+=(-Debpf.skip)
		[ -z "$(find "$home/bpf/src/main/c" -newer "$ebpf_object" 2>&1)" ] || as_owner rm -f "$ebpf_object"
	fi
	[[ " ${modules[*]} " != *" spark "* ]] || options+=(-Pspark)
	(cd "$home" && JAVA_HOME=$java_home as_owner ./mvnw "${options[@]}" -pl "$(IFS=, && echo "${modules[*]}")" package 2>&1)
}

# Copies Maven's output to the log, and shows on one line how far it is.
show_progress() {
	local line
	printf 'finelame: building' >&2
	while IFS= read -r line; do
		echo "$line"
		[[ $line =~ Building\ Finelame:\ ([a-z]+) ]] && printf ' %s,' "${BASH_REMATCH[1]}" >&2
	done
	printf ' %d s\n' "$SECONDS" >&2
}

# What went wrong, on one line.
last_error() {
	local offline='UnknownHost|Unknown host|Could not (resolve host|transfer)|Name or service not known|Temporary failure in name resolution|Network is unreachable|Connect(ion)? (timed out|refused)|Failed to fetch'
	local line
	if line=$(grep -m 1 -oE ".{0,100}($offline).{0,100}" "$build_log"); then
		echo "Maven can't fetch what the build needs; is there a network? (${line##*Exception: })"
		return
	fi
	line=$(grep -m 1 -E '^\[ERROR\] .*\.java:|error: |^finelame: ' "$build_log" ||
		grep -m 1 '^\[ERROR\]' "$build_log" || tail -n 1 "$build_log")
	line=${line##*\[ERROR\] }
	echo "${line#finelame: }"
}

build() {
	local lock code=0
	is_built && return
	{ [ -w "$home" ] && { [ ! -e "$home/target" ] || [ -w "$home/target" ]; }; } ||
		fail "$home has to be built, and you may not write to it: run finelame there as $(stat -c %U "$home")"
	exec {lock}<"$home/pom.xml"
	# Exit code 1: somebody else has the lock. Others: this file system has no locks.
	flock --nonblock "$lock" 2>/dev/null || [ $? -ne 1 ] || {
		echo "finelame: waiting for another build of this checkout" >&2
		flock "$lock"
	}
	if ! is_built; then
		"$home/launcher/java-home" --jdk >/dev/null || exit
		as_owner mkdir -p "$home/target" || fail "can't make $home/target"
		SECONDS=0
		run_maven | show_progress | as_owner tee "$build_log" >/dev/null || code=$?
		[ $code -eq 0 ] || fail "the build failed: $(last_error); log: $build_log"
		# Without it, commands only start slower.
		as_owner "$home/launcher/class-data.sh" "$home/target/finelame.jsa" 2>&1 | as_owner tee -a "$build_log" >/dev/null || true
	fi
	exec {lock}<&-
}

build
