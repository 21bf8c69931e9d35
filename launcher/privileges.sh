# For sourcing by ../finelame: as root, sets privileges to a command that runs another with fewer, and under sudo as the user who
# called it. Commands that attach probes give up what their configuration doesn't need themselves; the others need none. Java
# refuses to go on if what should be dropped is not. Expects $command and under_sudo.

# drop_privileges ARGUMENT...: those of the command.
drop_privileges() {
	local kept=-all attaches='' dropping=(setpriv)
	[[ ! $command =~ ^(record|detect|doctor|cost)$ ]] || attaches=1
	if under_sudo; then
		# setpcap: to give up the others.
		[ -z "$attaches" ] || kept=-all,+bpf,+perfmon,+sys_ptrace,+dac_read_search,+sys_admin,+setpcap
		[[ " $* " != *" --on-detection"* ]] || kept+=,+net_admin
		[[ " $* " != *" --stacks "* ]] || kept+=,+syslog
		dropping+=(--reuid "$SUDO_UID" --regid "$SUDO_GID" --inh-caps "$kept" --ambient-caps "$kept")
		if getent passwd "$SUDO_UID" >/dev/null; then
			dropping+=(--init-groups)
		else
			dropping+=(--clear-groups)
		fi
	elif [ -n "$attaches" ]; then
		return
	else
		# Root itself writes where it could before.
		kept=-all,+dac_override
		dropping+=(--inh-caps=-all)
	fi
	[ -n "$attaches" ] || dropping+=(--bounding-set="$kept" --no-new-privs)
	! "${dropping[@]}" true 2>/dev/null || privileges=("${dropping[@]}" "${privileges[@]}")
}

[ "$EUID" -ne 0 ] || [ "$command" = run-class ] || drop_privileges "$@"
