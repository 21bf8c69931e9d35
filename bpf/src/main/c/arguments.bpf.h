/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a probed place passes: a function's arguments by the calling convention, or a tracepoint's (USDT) where its note has them. */
#ifndef FINELAME_ARGUMENTS_BPF_H
#define FINELAME_ARGUMENTS_BPF_H

#include "maps.bpf.h"

/* Reads every register: the verifier refuses the computed address that the compiler makes of a choice between them. */
static __always_inline __u64 argument(struct pt_regs *ctx, __u32 position)
{
	volatile __u64 arguments[8] = {
		PT_REGS_RC(ctx),    PT_REGS_PARM1(ctx), PT_REGS_PARM2(ctx),
		PT_REGS_PARM3(ctx), PT_REGS_PARM4(ctx), PT_REGS_PARM5(ctx),
	};

	return arguments[position & 7];
}

/* The verifier doesn't follow how the number of bytes is computed, only that it is masked. */
static __always_inline __u64 user_bytes(__u64 address, __u32 bytes)
{
	__u64 value[2] = {};

	asm volatile("" : "+r"(bytes));
	bpf_probe_read_user(value, bytes & 15, (const void *)address);
	return value[0];
}

/* 0 if its memory can't be read. */
static __always_inline __u64 tracepoint_operand(struct pt_regs *ctx, __u64 cookie)
{
	__u32 position = COOKIE_POSITION(cookie);
	__u32 bytes = COOKIE_OPERAND_BYTES(cookie);
	__u32 unused = 64 - 8 * bytes;
	__u64 value = COOKIE_DISPLACEMENT(cookie);

	if (!(position & OPERAND_CONSTANT))
		bpf_probe_read_kernel(&value, sizeof(value), (void *)ctx + 8 * OPERAND_WORD(position));
	if (position & OPERAND_MEMORY)
		value = user_bytes(value + COOKIE_DISPLACEMENT(cookie), bytes);
	value <<= unused;
	return COOKIE_OPERAND_SIGNED(cookie) ? (__u64)((__s64)value >> unused) : value >> unused;
}

/* What a request mapper looks at. */
static __always_inline __u64 mapped_value(struct pt_regs *ctx, __u64 cookie)
{
	__u32 position = COOKIE_POSITION(cookie);

	return position < OPERAND_REGISTER ? argument(ctx, position) : tracepoint_operand(ctx, cookie);
}

#endif
