# For sourcing by ../finelame: as root, sets privileges to a command that runs another with fewer, and under sudo as the user who
# called it. record, detect, doctor and cost give up what their configuration doesn't need themselves; the others need none. Java
# refuses to go on if what should be dropped is not. Expects $command and under_sudo.

if [ "$EUID" -eq 0 ] && [ "$command" != run-class ]; then
	dropping=(setpriv)
	kept=-all
	if under_sudo; then
		# setpcap: to give up the others.
		[[ ! $command =~ ^(record|detect|doctor|cost)$ ]] || kept=-all,+bpf,+perfmon,+sys_ptrace,+dac_read_search,+sys_admin,+setpcap
		dropping+=(--reuid "$SUDO_UID" --regid "$SUDO_GID" --clear-groups --inh-caps "$kept" --ambient-caps "$kept")
		! getent passwd "$SUDO_UID" >/dev/null || dropping=("${dropping[@]/--clear-groups/--init-groups}")
	else
		dropping+=(--inh-caps=-all)
	fi
	if [ "$kept" = -all ]; then
		# Root itself writes where it could before.
		under_sudo || kept=-all,+dac_override
		dropping+=(--bounding-set="$kept" --no-new-privs)
	fi
	if [[ ! $command =~ ^(record|detect|doctor|cost)$ ]] || under_sudo; then
		! "${dropping[@]}" true 2>/dev/null || privileges=("${dropping[@]}" "${privileges[@]}")
	fi
fi
