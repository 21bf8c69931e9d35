/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a connection, and whose a request is. */
#ifndef FINELAME_CONNECTION_BPF_H
#define FINELAME_CONNECTION_BPF_H

#include "mappers.bpf.h"

/*
 * A field of a socket. To the verifier, a kprobe's argument is a number: only a helper may follow it. options is known when
 * the programs are loaded, so that no other program has the branch.
 */
#define SOCK_FIELD(sk, field) (options.by_address ? BPF_CORE_READ(sk, field) : (sk)->field)

/* NULL if nothing is known of it. */
static __always_inline struct connection *connection_of(struct sock *sk)
{
	__u64 address = (__u64)sk;

	if (options.by_address)
		return bpf_map_lookup_elem(&connections_by_address, &address);
	return bpf_sk_storage_get(&connections, sk, NULL, 0);
}

static __always_inline struct connection *connection_at(__u64 address)
{
	struct connection fresh = {};

	bpf_map_update_elem(&connections_by_address, &address, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&connections_by_address, &address);
}

static __always_inline struct connection *new_connection(struct sock *sk)
{
	struct connection *connection;

	if (options.by_address)
		connection = connection_at((__u64)sk);
	else
		connection = bpf_sk_storage_get(&connections, sk, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!connection)
		lose(&losses.threads);
	return connection;
}

/* A request that left the map is over, whatever became of its connection. */
__noinline int is_answered(__u64 req_id)
{
	struct datapoint *dp = bpf_map_lookup_elem(&datapoints, &req_id);

	return !dp || dp->answered || dp->finished;
}

static __always_inline void finish_datapoint(struct datapoint *dp, __u64 req_id)
{
	__u8 yes = 1;

	if (dp->peer_waits_since)
		charge_peer_wait(dp, req_id, bpf_ktime_get_ns(), 0);
	if (options.ages && !dp->answered && !dp->finished)
		charge_age(dp, req_id, bpf_ktime_get_ns());
	dp->finished = 1;
	note_change(dp, req_id);
	if (!options.automatic)
		bpf_map_update_elem(&ended, &req_id, &yes, BPF_ANY);
}

__noinline int finish(__u64 req_id)
{
	struct datapoint *dp = bpf_map_lookup_elem(&datapoints, &req_id);

	if (dp)
		finish_datapoint(dp, req_id);
	return 0;
}

static __always_inline bool is_unix(struct sock *sk)
{
	return SOCK_FIELD(sk, __sk_common.skc_family) == AF_UNIX;
}

static __always_inline bool is_tcp(struct sock *sk)
{
	__u16 family = SOCK_FIELD(sk, __sk_common.skc_family);

	return (family == AF_INET || family == AF_INET6) &&
	       (SOCK_FIELD(sk, sk_protocol) == IPPROTO_TCP || SOCK_FIELD(sk, sk_protocol) == IPPROTO_MPTCP);
}

/* Whether it carries a stream of bytes, or messages in order, between two ends. */
static __always_inline bool is_stream(struct sock *sk)
{
	if (is_unix(sk))
		return SOCK_FIELD(sk, sk_type) == SOCK_STREAM || SOCK_FIELD(sk, sk_type) == SOCK_SEQPACKET;
	return is_tcp(sk);
}

static __always_inline __u16 peer_port(struct sock *sk)
{
	return bpf_ntohs(SOCK_FIELD(sk, __sk_common.skc_dport));
}

/* As a datapoint has it: IPv4 as ::ffff:a.b.c.d; that of a UNIX socket is unspecified. */
static __always_inline void peer_address(struct sock *sk, __u8 *to)
{
	__u32 *address = (__u32 *)to;

	if (SOCK_FIELD(sk, __sk_common.skc_family) == AF_INET) {
		address[0] = 0;
		address[1] = 0;
		address[2] = bpf_htonl(0xffff);
		address[3] = SOCK_FIELD(sk, __sk_common.skc_daddr);
	} else if (SOCK_FIELD(sk, __sk_common.skc_family) == AF_INET6) {
		address[0] = SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[0]);
		address[1] = SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[1]);
		address[2] = SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[2]);
		address[3] = SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[3]);
	}
}

/* Where a request stands among those of its connection. */
static __always_inline void note_place(struct datapoint *dp, __u64 req_id, struct connection *connection,
				       struct datapoint *before)
{
	if (before)
		before->followed = 1;
	connection->latest = req_id;
	dp->nth = connection->requests;
	if (connection->requests < 0xffff)
		connection->requests++;
}

/* The peer, and what is known of the connection: before is the request that came by it last, or NULL. */
static __always_inline void set_origin(struct datapoint *dp, __u64 req_id, struct sock *sk, struct connection *connection,
				       struct datapoint *before)
{
	peer_address(sk, dp->saddr);
	dp->sport = is_unix(sk) ? 0 : peer_port(sk);
	dp->origin = SOCK_FIELD(sk, __sk_common.skc_family);
	if (!connection)
		return;
	connection->req_id = req_id;
	connection->origin = 1;
	note_place(dp, req_id, connection, before);
}

/* The first connection that a request receives from is the one that it came by. */
static __always_inline void note_origin(struct datapoint *dp, __u64 req_id, struct sock *sk)
{
	struct connection *connection;
	struct datapoint *before = NULL;

	/* A program of ebpf_prog may have set the port. */
	if (dp->origin || dp->sport)
		return;
	connection = new_connection(sk);
	if (connection && connection->latest)
		before = bpf_map_lookup_elem(&datapoints, &connection->latest);
	set_origin(dp, req_id, sk, connection, before);
}

#endif
