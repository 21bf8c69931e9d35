# For sourcing by ../finelame: sets java, class_path and options, for command. An installed finelame brings its own Java runtime,
# which starts faster from a class data archive; a checkout's is made by its build. Expects $home and fail.

# Every library on the class path, every probe and every CPU's perf event is an open file.
fewest_files=512
if [ "$(ulimit -Hn)" != unlimited ] && [ "$(ulimit -Hn)" -lt $fewest_files ]; then
	fail "at most $(ulimit -Hn) files may be open here: expected $fewest_files or more: raise the limit (ulimit -n)"
fi

# The order of the libraries is that of the class data archive.
LC_COLLATE=C
jars=("$home"/lib/*.jar)
if [ ! -d "$home/lib" ]; then
	jars=("$home"/{bpf,cli,recording,run,record,replay,analyze}/target/finelame-*[!s].jar "$home"/target/lib/*.jar)
fi
class_path=$(IFS=: && echo "${jars[*]}")${FINELAME_CLASS_PATH:+:$FINELAME_CLASS_PATH}

if [ -x "$home/runtime/bin/java" ]; then
	java=$home/runtime/bin/java
else
	# Under sudo, no runtime of the caller's.
	! under_sudo || HOME=
	java=$("$home/launcher/java-home")/bin/java || exit
fi
options+=("@$home/launcher/java/all")
[ ! -f "$home/launcher/java/$command" ] || options+=("@$home/launcher/java/$command")
# Of a replay of so few bytes, profiling for the optimizing compiler costs more than its code saves.
small_recording=$((32 << 20))
recorded_bytes() {
	local argument
	for argument; do
		[ ! -d "$argument" ] || stat -c %s "$argument"/*.cq4 2>/dev/null || true
	done | awk '{ bytes += $1 } END { printf "%.0f\n", bytes }'
}
if [ "$command" = replay ] && [[ " $* " != *" --sweep"* ]] && [ "$(recorded_bytes "$@")" -lt $small_recording ]; then
	options+=(-XX:TieredStopAtLevel=1)
fi
# One that can't be used after all only makes the start slower: no reason for a warning.
archive=$home/lib/finelame.jsa
if [ ! -d "$home/lib" ]; then
	archive=$home/target/finelame.jsa
	# One that is older than a library would be refused, and not even Java's own be used.
	for jar in "${jars[@]}"; do
		[ "$archive" -nt "$jar" ] || archive=
	done
fi
[ ! -e "$archive" ] || options+=("-XX:SharedArchiveFile=$archive" -Xshare:auto "-Xlog:cds*=off,aot*=off")
[[ " $* " != *" --engine"[\ =]"spark "* ]] || source "$home/launcher/spark.sh"
