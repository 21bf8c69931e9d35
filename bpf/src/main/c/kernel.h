/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few kernel types that the programs read; CO-RE finds the fields' places in the running kernel. */
#ifndef FINELAME_KERNEL_H
#define FINELAME_KERNEL_H

#include <linux/types.h>
#include <linux/in6.h>

#define KERNEL_TYPE __attribute__((preserve_access_index))

struct sched_entity {
	__u64 sum_exec_runtime;	/* ns on a CPU, as the scheduler counts it: up to its last look */
} KERNEL_TYPE;

struct task_struct {
	struct sched_entity se;
	int pid;
	int tgid;
	unsigned int __state;
	unsigned long min_flt;	/* page faults: of pages that were in memory, and of others */
	unsigned long maj_flt;
	char comm[16];
} KERNEL_TYPE;

struct qstr {
	const unsigned char *name;
} KERNEL_TYPE;

struct dentry {
	struct qstr d_name;
} KERNEL_TYPE;

struct path {
	struct dentry *dentry;
} KERNEL_TYPE;

struct file___named {
	struct path f_path;
} KERNEL_TYPE;

struct mm_struct___named {
	struct file___named *exe_file;
} KERNEL_TYPE;

struct task_struct___named {
	struct task_struct *group_leader;
	struct mm_struct___named *mm;
} KERNEL_TYPE;

/* Before Linux 5.14. */
struct task_struct___old {
	long state;
} KERNEL_TYPE;

struct net;

typedef struct {
	struct net *net;
} KERNEL_TYPE possible_net_t;

struct sock_common {
	possible_net_t skc_net;
	__be32 skc_daddr;
	__be16 skc_dport;
	__u16 skc_num;		/* the local port, host order */
	__be32 skc_rcv_saddr;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
} KERNEL_TYPE;

struct sock {
	struct sock_common __sk_common;
	__u16 sk_type;
	__u16 sk_protocol;
	int sk_sndbuf;		/* bytes that may wait to be sent, the kernel's own structures included */
	int sk_wmem_queued;	/* that do */
	struct {
		struct {
			int counter;
		} refs;
	} sk_wmem_alloc;	/* that do, of a UNIX socket */
	__u32 sk_max_ack_backlog;
} KERNEL_TYPE;

/* A socket that was accepted has the address of the one that listened; one that connected has none as a rule. */
struct unix_sock {
	struct unix_address *addr;
	struct unix_sock *peer;
} KERNEL_TYPE;

struct socket {
	struct sock *sk;
} KERNEL_TYPE;

/* include/linux/socket.h, include/net/tcp_states.h */
#define AF_UNIX		1
#define AF_INET		2
#define AF_INET6	10
#define MSG_PEEK	2
#define SOCK_STREAM	1
#define SOCK_SEQPACKET	5
#define TCP_ESTABLISHED	1
#define TCP_SYN_SENT	2
#define TCP_SYN_RECV	3
#define TCP_CLOSE	7
#define TCP_LISTEN	10

#endif
