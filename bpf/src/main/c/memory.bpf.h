/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocations: what a thread asks an allocator for counts once, when the outermost of nested calls has succeeded.
 *
 * Most allocation functions are probed where they are entered and where they return. The throwing operator new can't be: an
 * exception doesn't get past a return address that a return probe has replaced, and ends the process instead. Such a call is
 * pending once it was entered. It counts as soon as the thread shows that it has left the function, unless a bad_alloc was
 * thrown within it.
 *
 * A pool's function isn't either: it is called often, a return probe takes as long again as one at entry, and servers end
 * where a pool can't grow. It counts at entry.
 */
#ifndef FINELAME_MEMORY_BPF_H
#define FINELAME_MEMORY_BPF_H

#include "finelame.bpf.h"
#include "syscalls.h"

/* A nested call is not farther down the stack than this: beyond, it is another stack. */
#define LARGEST_NESTING		(256 * 1024)
/* An operator new and the malloc that it calls are in one library, which is not larger. */
#define LARGEST_ALLOCATOR	(1 << 20)
/* No process has so much address space: a function that was asked for it has failed. */
#define LARGEST_ALLOCATION	(1ULL << 48)
#define MAX_ALLOCATION_SITES	1024

/* The outermost allocation call of a thread. */
struct allocation {
	__u64 stack;		/* stack pointer where it was entered; 0: none */
	__u64 bytes;
	__u64 req_id;
	__u64 caller;		/* the address that it returns to */
	__u64 function;		/* the address where it was entered */
	__u64 sites;		/* monitors that it has passed, a bit each: one function may go on as another */
	__u32 result;		/* enum allocation_result */
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct allocation);
} allocations SEC(".maps");

/* How often each monitored function was called for a request, by the monitor's number. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_ALLOCATION_SITES);
	__type(key, __u32);
	__type(value, __u64);
} allocation_calls SEC(".maps");

/* Where the kernel keeps what it puts in place of return addresses. */
struct xol_area {
	unsigned long vaddr;
} KERNEL_TYPE;

struct uprobes_state {
	struct xol_area *xol_area;
} KERNEL_TYPE;

struct mm_struct___uprobes {
	struct uprobes_state uprobes_state;
} KERNEL_TYPE;

struct task_struct___memory {
	struct mm_struct___uprobes *mm;
} KERNEL_TYPE;

/* std::type_info of the Itanium C++ ABI. */
struct type_info {
	__u64 functions;
	__u64 name;
};

/* "St9bad_alloc", by its bytes */
#define BAD_ALLOC_NAME	{ 'S', 't', '9', 'b', 'a', 'd', '_', 'a', 'l', 'l', 'o', 'c', '\0' }

static __always_inline struct allocation *allocation_of(struct task_struct *task, __u64 flags)
{
	return bpf_task_storage_get(&allocations, task, NULL, flags);
}

static __always_inline void note_allocation_call(__u64 cookie)
{
	__u32 site = COOKIE_MONITOR(cookie);
	__u64 *calls = bpf_map_lookup_elem(&allocation_calls, &site);

	if (calls)
		__sync_fetch_and_add(calls, 1);
}

static __always_inline __u64 saturating_product(__u64 a, __u64 b)
{
	return b && a >= LARGEST_ALLOCATION / b ? LARGEST_ALLOCATION : a * b;
}

static __always_inline __u64 user_word(__u64 address)
{
	__u64 word = 0;

	bpf_probe_read_user(&word, sizeof(word), (const void *)address);
	return word;
}

/* 0 where this kernel doesn't show it. */
static __always_inline __u64 return_trampoline(void)
{
	struct task_struct___memory *task = (void *)bpf_get_current_task_btf();
	struct xol_area *area;

	if (!bpf_core_field_exists(struct mm_struct___uprobes, uprobes_state) || !bpf_core_field_exists(struct xol_area, vaddr))
		return 0;
	area = BPF_CORE_READ(task, mm, uprobes_state.xol_area);
	return area ? BPF_CORE_READ(area, vaddr) : 0;
}

#if defined(__TARGET_ARCH_x86)
/* The return address is on the stack where a function is entered, and is not where it returns. */
#define RETURN_ADDRESS_BYTES	8

struct pt_regs___stack {
	unsigned long sp;
} KERNEL_TYPE;

static __always_inline __u64 caller_of(struct pt_regs *ctx)
{
	return user_word(PT_REGS_SP(ctx));
}

/* Whether the return address is where it was: another call that was made from the same depth has replaced it. */
static __always_inline bool has_frame(const struct allocation *allocation)
{
	bool returns_unseen = allocation->result == ALLOCATION_THROWS || allocation->result == ALLOCATION_FROM_POOL;
	__u64 expected = returns_unseen ? allocation->caller : return_trampoline();

	return !expected || user_word(allocation->stack) == expected;
}
#else
#define RETURN_ADDRESS_BYTES	0

struct pt_regs___stack {
	__u64 sp;
} KERNEL_TYPE;

static __always_inline __u64 caller_of(struct pt_regs *ctx)
{
	return PT_REGS_RET(ctx);
}

static __always_inline bool has_frame(const struct allocation *allocation)
{
	return true;
}
#endif

/* Whether the call was left neither by a return nor by an exception or a jump, as far as the stack shows. */
static __always_inline bool is_within(const struct allocation *allocation, __u64 stack)
{
	return stack < allocation->stack && allocation->stack - stack < LARGEST_NESTING && has_frame(allocation);
}

/* A call of operator new that was left counts for its request, unless that has left the map. */
static __always_inline void settle_allocation(struct allocation *allocation)
{
	struct update update = { .req_id = allocation->req_id, .feature = REQ_MEM_MALLOC, .delta = allocation->bytes };
	struct datapoint *dp = bpf_map_lookup_elem(&datapoints, &update.req_id);

	allocation->stack = 0;
	if (!dp || update.delta >= LARGEST_ALLOCATION)
		return;
	update.ts = bpf_ktime_get_ns();
	credit(dp, &update, false);
}

/* Whether the code that calls is part of the library whose operator new is pending. */
static __always_inline bool is_near(__u64 caller, const struct allocation *allocation)
{
	return caller + LARGEST_ALLOCATOR - allocation->function < 2 * LARGEST_ALLOCATOR;
}

/* One function jumped to another, as operator new[] does to operator new. The same one again is another call. */
static __always_inline bool is_handed_on(const struct allocation *allocation, __u64 stack, __u64 caller, __u64 site)
{
	return stack == allocation->stack && caller == allocation->caller && !(allocation->sites & site);
}

/* Whether an allocation function that is entered is part of the call that is recorded already. */
static __always_inline bool is_nested(struct allocation *allocation, __u64 stack, __u64 caller, __u64 cookie)
{
	bool within;

	if (!allocation->stack)
		return false;
	within = is_within(allocation, stack);
	if (allocation->result == ALLOCATION_FROM_POOL)
		return within && is_near(caller, allocation);
	if (allocation->result != ALLOCATION_THROWS)
		return within;
	if (within && is_near(caller, allocation))
		/* Made of malloc, whose result is better known than its own. */
		return COOKIE_RESULT(cookie) == ALLOCATION_THROWS;
	if (!is_handed_on(allocation, stack, caller, 1ULL << (COOKIE_MONITOR(cookie) & 63)))
		settle_allocation(allocation);
	return false;
}

/* Whether it counts already. */
static __always_inline bool begin_allocation(struct pt_regs *ctx, __u64 cookie, __u64 req_id, __u64 bytes)
{
	struct allocation *allocation = allocation_of(bpf_get_current_task_btf(), BPF_LOCAL_STORAGE_GET_F_CREATE);
	__u64 stack = PT_REGS_SP(ctx);
	__u64 caller = caller_of(ctx);

	if (!allocation) {
		lose(&losses.threads);
		return false;
	}
	if (is_nested(allocation, stack, caller, cookie))
		return false;
	allocation->sites = (allocation->stack ? allocation->sites : 0) | 1ULL << (COOKIE_MONITOR(cookie) & 63);
	allocation->stack = stack;
	allocation->bytes = bytes;
	allocation->req_id = req_id;
	allocation->caller = caller;
	allocation->function = PT_REGS_IP(ctx);
	allocation->result = COOKIE_RESULT(cookie);
	return allocation->result == ALLOCATION_FROM_POOL;
}

/* Only the return of the outermost call is at its place on the stack. */
static __always_inline void end_allocation(struct pt_regs *ctx, const struct thread *thread)
{
	struct allocation *allocation = allocation_of(bpf_get_current_task_btf(), 0);
	__u64 result = PT_REGS_RC(ctx);
	bool succeeded;

	if (!allocation || !allocation->stack || allocation->result == ALLOCATION_FROM_POOL ||
	    PT_REGS_SP(ctx) - RETURN_ADDRESS_BYTES != allocation->stack)
		return;
	succeeded = allocation->result == ALLOCATION_STATUS ? !(__u32)result : result != 0;
	allocation->stack = 0;
	if (succeeded && allocation->bytes < LARGEST_ALLOCATION)
		credit_thread(thread, REQ_MEM_MALLOC, allocation->bytes);
}

static __always_inline bool is_bad_alloc(__u64 type)
{
	struct type_info info;
	union {
		char text[16];
		__u64 words[2];
	} expected = { BAD_ALLOC_NAME }, name = {};

	if (bpf_probe_read_user(&info, sizeof(info), (const void *)type))
		return false;
	bpf_probe_read_user_str(name.text, sizeof(name.text), (const void *)info.name);
	return name.words[0] == expected.words[0] && name.words[1] == expected.words[1];
}

static __always_inline void drop_thrown_allocation(struct pt_regs *ctx)
{
	struct allocation *allocation = allocation_of(bpf_get_current_task_btf(), 0);

	if (allocation && allocation->stack && allocation->result == ALLOCATION_THROWS &&
	    is_within(allocation, PT_REGS_SP(ctx)) && is_bad_alloc(PT_REGS_PARM2(ctx)))
		allocation->stack = 0;
}

/* What an allocator itself may wait in: it asks the kernel for memory, or another thread for a lock. */
static __always_inline bool may_allocate(const struct task_registers *registers)
{
	switch (syscall_number(registers)) {
	case __NR_mmap:
	case __NR_munmap:
	case __NR_mremap:
	case __NR_madvise:
	case __NR_mprotect:
	case __NR_brk:
	case __NR_futex:
	case __NR_sched_yield:
		return true;
	}
	return false;
}

/* A thread that waits for something else than memory has left the allocator. */
static __always_inline void settle_at_wait(struct task_struct *task, bool waits)
{
	struct allocation *allocation = allocation_of(task, 0);
	const struct task_registers *registers;
	__u64 stack;

	if (!allocation || !allocation->stack || allocation->result != ALLOCATION_THROWS)
		return;
	registers = registers_of(task);
	stack = ((const struct pt_regs___stack *)registers)->sp;
	if ((waits && !may_allocate(registers)) || !is_within(allocation, stack))
		settle_allocation(allocation);
}

#endif
