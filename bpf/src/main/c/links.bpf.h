/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local TCP connections, by which a request goes from one process to another. */
#ifndef FINELAME_LINKS_BPF_H
#define FINELAME_LINKS_BPF_H

#include "finelame.bpf.h"
#include "auto_mapping.bpf.h"

/* From one end of a local connection to the other, as the sender sees it. */
struct link {
	__u64 net;		/* its network namespace */
	__u32 from;
	__u32 to;
	__u16 from_port;
	__u16 to_port;
	__u32 reserved;
};

/* The request for which bytes went by a local TCP connection last, where the receiving socket was not known immediately. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, struct link);
	__type(value, __u64);
} links SEC(".maps");

/* Whether there is any: as long as there is none, nothing is looked up. */
__u32 links_used SEC(".data.links");

/* Whether a target has connected to this machine, or used a UNIX socket that it did not accept: user space follows it then. */
__u32 has_local_traffic SEC(".data.local");

static __always_inline void note_local_traffic(void)
{
	if (!has_local_traffic)
		has_local_traffic = 1;
}

static __always_inline bool is_loopback(struct sock *sk)
{
	if (SOCK_FIELD(sk, __sk_common.skc_family) == AF_INET)
		return SOCK_FIELD(sk, __sk_common.skc_daddr) == SOCK_FIELD(sk, __sk_common.skc_rcv_saddr) ||
		       (bpf_ntohl(SOCK_FIELD(sk, __sk_common.skc_daddr)) >> 24) == 127;
	return SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[3]) ==
		       SOCK_FIELD(sk, __sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32[3]) &&
	       SOCK_FIELD(sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32[0]) ==
		       SOCK_FIELD(sk, __sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32[0]);
}

/* Of what the socket sends, or of what it receives. */
static __always_inline struct link link_of(struct sock *sk, bool sends)
{
	__u32 local = SOCK_FIELD(sk, __sk_common.skc_rcv_saddr), peer = SOCK_FIELD(sk, __sk_common.skc_daddr);
	__u16 local_port = SOCK_FIELD(sk, __sk_common.skc_num);
	struct link link = { .net = (__u64)BPF_CORE_READ(sk, __sk_common.skc_net.net) };

	link.from = sends ? local : peer;
	link.to = sends ? peer : local;
	link.from_port = sends ? local_port : peer_port(sk);
	link.to_port = sends ? peer_port(sk) : local_port;
	return link;
}

static __always_inline bool is_local_tcp(struct sock *sk)
{
	return !is_unix(sk) && is_loopback(sk);
}

/* Bytes went to a back end. On a busy machine its socket may get them later, when another thread runs. */
static __always_inline void note_link(struct sock *sk, __u64 req_id)
{
	struct link link;

	if (!is_local_tcp(sk) || !(req_id || links_used))
		return;
	link = link_of(sk, true);
	if (!req_id && !bpf_map_lookup_elem(&links, &link))
		return;
	links_used = 1;
	bpf_map_update_elem(&links, &link, &req_id, BPF_ANY);
}

/* The request of the thread that sent to an accepted connection last; 0 if none is known. */
static __always_inline __u64 sending_request(struct sock *sk, const struct connection *connection)
{
	struct link link;
	__u64 *linked;

	if (!links_used || !is_local_tcp(sk))
		return connection->sender;
	link = link_of(sk, false);
	linked = bpf_map_lookup_elem(&links, &link);
	return linked && !is_over(live_datapoint(*linked)) ? *linked : connection->sender;
}

#endif
