# For sourcing by ../finelame: 'finelame setup'. Expects $home, $java_flags, fail, class_data and library_path.

# An archive of all classes in classes.lst: the JVM maps it instead of reading and checking jars at each start.
make_class_data() {
	local java file messages
	java=$("$home/launcher/java-home")/bin/java
	file=$(class_data "$java")
	mkdir -p "$(readlink -m "$home/cache")" && [ -w "$home/cache" ] || fail "no permission to write $home/cache"
	rm -f "$home"/cache/classes*.jsa
	messages=$("$java" "${java_flags[@]}" -XX:+UseSerialGC -Xshare:dump -XX:SharedClassListFile="$home/lib/classes.lst" \
		-XX:SharedArchiveFile="$file.new" -cp "$(library_path)" 2>&1) || fail "$java -Xshare:dump failed: $messages"
	mv "$file.new" "$file"
}

has_library() {
	PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -qF "$1 "
}

# Whether what a Debian package is needed for is there, wherever it comes from.
is_installed() {
	case $1 in
	clang | npm) command -v "$1" >/dev/null ;;
	libbpf-dev) [ -e /usr/include/bpf/bpf_helpers.h ] ;;
	libbpf1) has_library libbpf.so.1 ;;
	libfontconfig1) has_library libfontconfig.so.1 ;;
	*) dpkg -s "$1" >/dev/null 2>&1 ;;
	esac
}

# The command that installs Debian's packages on this distribution, by the names that they have there.
install_command() {
	local ID='' ID_LIKE='' names
	[ ! -r /etc/os-release ] || . /etc/os-release
	names=$(printf '%s\n' "$@")
	case " $ID $ID_LIKE " in
	*" debian "* | *" ubuntu "*) echo "sudo apt-get install $*" ;;
	*" fedora "* | *" rhel "*)
		echo "sudo dnf install" $(sed 's/^libbpf-dev$/libbpf-devel/; s/^libbpf1$/libbpf/; s/^libfontconfig1$/fontconfig/' <<<"$names")
		;;
	*" suse "* | *" opensuse "*)
		echo "sudo zypper install" $(sed 's/^libbpf-dev$/libbpf-devel/; s/^libfontconfig1$/fontconfig/' <<<"$names")
		;;
	*" arch "*)
		echo "sudo pacman -S" $(sed 's/^libbpf-dev$/libbpf/; /^libbpf1$/d; s/^libfontconfig1$/fontconfig/' <<<"$names")
		;;
	*) echo "on Debian, sudo apt-get install $*" ;;
	esac
}

# Says what it installs before it does, and how much that is.
install_with_apt() {
	local log size
	export DEBIAN_FRONTEND=noninteractive LC_ALL=C
	log=$(mktemp "${TMPDIR:-/tmp}/finelame-setup.XXXXXX")
	# One source of packages that can't be reached says nothing about the others.
	apt-get update </dev/null >"$log" 2>&1 || true
	size=$(apt-get install --assume-no --no-install-recommends "$@" 2>>"$log" | sed -nE 's/^Need to get (.*) of archives.*/, \1 to download/p' || true)
	echo "finelame: installing $* (apt-get$size)" >&2
	apt-get install --yes --no-install-recommends "$@" </dev/null >>"$log" 2>&1 ||
		fail "could not install $*: $(grep -m 1 -E 'Temporary failure|Could not (resolve|connect)|^E: ' "$log" | sed 's/^ *//'); log: $log"
	rm "$log"
}

install_packages() {
	local packages=(clang libbpf-dev libbpf1 libfontconfig1 npm) missing=() package
	[ ! -d "$home/lib" ] || packages=(libbpf1 libfontconfig1 npm)
	if [ "${1:-}" = tests ]; then
		packages+=(apache2-bin binutils chromium g++ golang-go gunicorn jq libjemalloc2 libmimalloc2.0 libtcmalloc-minimal4
			libxml2-dev man-db musl-tools nginx nmap python3 python3-aiohttp python3-fastapi python3-pandas python3-sqlparse
			python3-uvicorn slowhttptest xz-utils zsh)
	fi
	for package in "${packages[@]}"; do
		is_installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	if [ "$EUID" -ne 0 ] || ! command -v apt-get >/dev/null; then
		fail "missing: ${missing[*]}; install them: $(install_command "${missing[@]}")"
	fi
	install_with_apt "${missing[@]}"
}

setup() {
	case ${1:-} in
	'' | tests | cache) ;;
	*) fail "setup takes 'tests', 'cache' or nothing, not '$1'" 2 ;;
	esac
	if [ -e "$home/lib/classes.lst" ] && { [ "${1:-}" = cache ] || [ ! -e "$(class_data "$("$home/launcher/java-home")/bin/java")" ]; }; then
		make_class_data
	fi
	[ "${1:-}" != cache ] || return 0
	[ -d "$home/lib" ] || "$home/launcher/java-home" --jdk >/dev/null
	install_packages "$@"
}
