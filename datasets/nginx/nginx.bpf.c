// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Request mappers for nginx, and a monitor: docs/request-mapper.md explains them line by line.
 */
#include "finelame.bpf.h"

/* All mappers share one mapping of the thread: nginx serves one request at a time, and none within another. */
#define ANY_MONITOR	0

/* What a thread received last: nginx receives first, and makes the request then. */
struct received {
	__u64 bytes;
	__u8 saddr[16];
	__u16 sport;
	__u8 reserved[6];
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct received);
} nginx_received SEC(".maps");

SEC("tp_btf/sock_recv_length")
int BPF_PROG(nginx_remember, struct sock *sk, int ret, int flags)
{
	struct received *received;

	if (ret <= 0 || !is_tcp(sk))
		return 0;
	received = bpf_task_storage_get(&nginx_received, bpf_get_current_task_btf(), NULL,
					BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!received)
		return 0;
	received->bytes = ret;
	received->sport = peer_port(sk);
	peer_address(sk, received->saddr);
	return 0;
}

/* ngx_http_request_t *ngx_http_create_request(ngx_connection_t *c), when it returns */
SEC("uretprobe")
int nginx_request_created(struct pt_regs *ctx)
{
	__u64 request = PT_REGS_RC(ctx);
	__u64 ts = bpf_ktime_get_ns();
	struct received *received;
	struct datapoint *dp;
	__u64 req_id;

	if (!request)
		return 0;
	req_id = new_request(request, ts);
	dp = datapoint_of(req_id, ts);
	received = bpf_task_storage_get(&nginx_received, bpf_get_current_task_btf(), NULL, 0);
	map_thread(req_id, request, ANY_MONITOR, ts);
	if (!dp || !received)
		return 0;
	dp->sport = received->sport;
	__builtin_memcpy(dp->saddr, received->saddr, sizeof(dp->saddr));
	credit_request(REQ_TCP_RCVD, received->bytes);
	return 0;
}

/* Functions whose first argument is an ngx_http_request_t *: the thread works for it now. */
SEC("uprobe")
int nginx_work(struct pt_regs *ctx)
{
	__u64 request = PT_REGS_PARM1(ctx);

	map_thread(request_of_object(request), request, ANY_MONITOR, bpf_ktime_get_ns());
	return 0;
}

/* void ngx_http_free_request(ngx_http_request_t *r, ngx_int_t rc): the answer is sent and logged */
SEC("uprobe")
int nginx_request_freed(struct pt_regs *ctx)
{
	__u64 req_id = request_of_object(PT_REGS_PARM1(ctx));

	unmap_thread(ANY_MONITOR, bpf_ktime_get_ns());
	if (req_id)
		finish(req_id);
	return 0;
}

/* int pcre2_match(const pcre2_code *code, PCRE2_SPTR subject, PCRE2_SIZE length, ...): bytes matched against expressions */
SEC("uprobe")
int regex_input(struct pt_regs *ctx)
{
	credit_request(REQ_CUSTOM, PT_REGS_PARM3(ctx));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
