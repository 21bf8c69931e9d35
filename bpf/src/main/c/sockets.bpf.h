/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which end of a connection a socket is, determined from the socket alone: it makes no difference which process listened, whether
 * the listening socket was inherited, passed on or closed since, and whether the connection is older than the recording.
 */
#ifndef FINELAME_SOCKETS_BPF_H
#define FINELAME_SOCKETS_BPF_H

#include "finelame.bpf.h"

struct mptcp_pm_data {
	bool server_side;
} KERNEL_TYPE;

struct mptcp_sock {
	struct mptcp_pm_data pm;
} KERNEL_TYPE;

/* Accepted connections that came by a socket whose backlog is 0. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u32);
} accepted SEC(".maps");

/* In its place, as connections_by_address. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, __u64);
	__type(value, __u32);
} accepted_by_address SEC(".maps");

/*
 * On which targets listened when they were found, a bit for each: connections from one of these ports may be older than the
 * recording.
 */
__u64 ports[(1 << 16) / 64] SEC(".data.ports");

static __always_inline bool is_listed(struct sock *sk)
{
	__u16 port = SOCK_FIELD(sk, __sk_common.skc_num);

	return ports[port / 64] >> (port % 64) & 1;
}

static __always_inline bool is_noted_as_accepted(struct sock *sk)
{
	__u64 address = (__u64)sk;

	if (options.by_address)
		return bpf_map_lookup_elem(&accepted_by_address, &address);
	return bpf_sk_storage_get(&accepted, sk, NULL, 0);
}

/*
 * Whether a connection was accepted. The socket of a TCP or MPTCP connection began as a copy of the one that listened,
 * backlog included; a socket that connects has never had a backlog. That of a UNIX connection has the name of the one that
 * listened.
 */
static __always_inline bool is_inbound(struct sock *sk)
{
	struct mptcp_sock *multipath = (void *)sk;

	if (is_unix(sk))
		return BPF_CORE_READ((struct unix_sock *)sk, addr);
	/* A kernel without MPTCP has no such type. */
	if (SOCK_FIELD(sk, sk_protocol) == IPPROTO_MPTCP && bpf_core_field_exists(multipath->pm.server_side))
		return BPF_CORE_READ(multipath, pm.server_side);
	if (SOCK_FIELD(sk, sk_max_ack_backlog))
		return true;
	return is_noted_as_accepted(sk) || is_listed(sk);
}

/* Of listen(2) with a backlog of 0, the copy keeps nothing. */
static __always_inline void note_accepted(struct sock *sk)
{
	__u64 address = (__u64)sk;
	__u32 yes = 1;
	bool noted;

	if (SOCK_FIELD(sk, sk_max_ack_backlog))
		return;
	if (options.by_address)
		noted = !bpf_map_update_elem(&accepted_by_address, &address, &yes, BPF_ANY);
	else
		noted = bpf_sk_storage_get(&accepted, sk, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!noted)
		lose(&losses.threads);
}

#endif
