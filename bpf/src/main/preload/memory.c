// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Counts, for each thread, the bytes that it got from the allocator: a library to preload (LD_PRELOAD) into a server. Where the
 * eBPF programs read these counters, no allocation has to enter the kernel.
 *
 * It names no C library, so that it can be loaded beside any, and takes the functions that it stands in front of from whatever
 * comes after it: the C library, jemalloc, tcmalloc, mimalloc. Of nested calls the outermost counts, on success: what a call has
 * added is replaced by what its caller asked for. That needs no state that an exception through operator new would leave behind.
 */
#include <stddef.h>

#include "allocated.h"

#define NEXT ((void *)-1L)	/* RTLD_NEXT, dlsym(3) */

void *dlsym(void *handle, const char *name);

static __thread struct allocated allocated __attribute__((tls_model("initial-exec"))) = { .mark = ALLOCATED_MARK };
/* dlsym(3) itself may allocate, to say that it found nothing. It does without. */
static __thread int searches __attribute__((tls_model("initial-exec")));

static struct allocated_place allocated_place __attribute__((used)) = { .text = ALLOCATED_PLACE_TEXT };

static char *thread_pointer(void)
{
#if defined(__x86_64__)
	char *pointer;

	__asm__("mov %%fs:0, %0" : "=r"(pointer));
	return pointer;
#else
	return __builtin_thread_pointer();
#endif
}

__attribute__((constructor)) static void note_place(void)
{
	allocated_place.distance = (char *)&allocated - thread_pointer();
}

static void *find_next(void **found, const char *name)
{
	void *next = __atomic_load_n(found, __ATOMIC_RELAXED);

	if (next || searches)
		return next;
	searches = 1;
	next = dlsym(NEXT, name);
	searches = 0;
	__atomic_store_n(found, next, __ATOMIC_RELAXED);
	return next;
}

/* The counters before a call. */
static inline struct allocated before(void)
{
	return allocated;
}

static inline void count(struct allocated was, size_t size)
{
	allocated.bytes = was.bytes + size;
	allocated.pooled_bytes = was.pooled_bytes + size;
}

static inline void discard(struct allocated was)
{
	allocated.bytes = was.bytes;
	allocated.pooled_bytes = was.pooled_bytes;
}

static inline void *count_if(void *memory, struct allocated was, size_t size)
{
	if (memory)
		count(was, size);
	else
		discard(was);
	return memory;
}

/* A call of the next function of that name; NULL where there is none. */
#define CALL_NEXT(symbol, type, ...)                                                                                   \
	({                                                                                                             \
		static void *found;                                                                                    \
		__typeof__(type) next = find_next(&found, symbol);                                                     \
		next ? next(__VA_ARGS__) : NULL;                                                                       \
	})

void *malloc(size_t size)
{
	struct allocated was = before();

	return count_if(CALL_NEXT("malloc", void *(*)(size_t), size), was, size);
}

void *calloc(size_t n, size_t size)
{
	struct allocated was = before();

	return count_if(CALL_NEXT("calloc", void *(*)(size_t, size_t), n, size), was, n * size);
}

void *realloc(void *memory, size_t size)
{
	struct allocated was = before();

	return count_if(CALL_NEXT("realloc", void *(*)(void *, size_t), memory, size), was, size);
}

void *reallocarray(void *memory, size_t n, size_t size)
{
	struct allocated was = before();

	return count_if(CALL_NEXT("reallocarray", void *(*)(void *, size_t, size_t), memory, n, size), was, n * size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	struct allocated was = before();

	return count_if(CALL_NEXT("aligned_alloc", void *(*)(size_t, size_t), alignment, size), was, size);
}

void *memalign(size_t alignment, size_t size)
{
	struct allocated was = before();

	return count_if(CALL_NEXT("memalign", void *(*)(size_t, size_t), alignment, size), was, size);
}

void *valloc(size_t size)
{
	struct allocated was = before();

	return count_if(CALL_NEXT("valloc", void *(*)(size_t), size), was, size);
}

void *pvalloc(size_t size)
{
	struct allocated was = before();

	return count_if(CALL_NEXT("pvalloc", void *(*)(size_t), size), was, size);
}

#define OUT_OF_MEMORY 12	/* ENOMEM */

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	static void *found;
	int (*next)(void **, size_t, size_t) = find_next(&found, "posix_memalign");
	struct allocated was = before();
	int result = next ? next(memory, alignment, size) : OUT_OF_MEMORY;

	if (result)
		discard(was);
	else
		count(was, size);
	return result;
}

/*
 * operator new and new[]: plain, nothrow, aligned, and both. One that throws has counted nothing, since the allocations that it is
 * made of have failed.
 */
#define OPERATOR_NEW(symbol, parameters, types, ...)                                                                   \
	void *symbol parameters                                                                                        \
	{                                                                                                              \
		struct allocated was = before();                                                                       \
                                                                                                                       \
		return count_if(CALL_NEXT(#symbol, void *(*)types, __VA_ARGS__), was, size);                           \
	}

OPERATOR_NEW(_Znwm, (size_t size), (size_t), size)
OPERATOR_NEW(_Znam, (size_t size), (size_t), size)
OPERATOR_NEW(_ZnwmRKSt9nothrow_t, (size_t size, const void *tag), (size_t, const void *), size, tag)
OPERATOR_NEW(_ZnamRKSt9nothrow_t, (size_t size, const void *tag), (size_t, const void *), size, tag)
OPERATOR_NEW(_ZnwmSt11align_val_t, (size_t size, size_t alignment), (size_t, size_t), size, alignment)
OPERATOR_NEW(_ZnamSt11align_val_t, (size_t size, size_t alignment), (size_t, size_t), size, alignment)
OPERATOR_NEW(_ZnwmSt11align_val_tRKSt9nothrow_t, (size_t size, size_t alignment, const void *tag),
	     (size_t, size_t, const void *), size, alignment, tag)
OPERATOR_NEW(_ZnamSt11align_val_tRKSt9nothrow_t, (size_t size, size_t alignment, const void *tag),
	     (size_t, size_t, const void *), size, alignment, tag)

/* A pool of the Apache Portable Runtime: it gives out parts of what it has allocated. */
static void *count_pooled(void *memory, struct allocated was, size_t size)
{
	if (memory)
		allocated.pooled_bytes = was.pooled_bytes + size;
	return memory;
}

void *apr_palloc(void *pool, size_t size)
{
	struct allocated was = before();

	return count_pooled(CALL_NEXT("apr_palloc", void *(*)(void *, size_t), pool, size), was, size);
}

void *apr_pcalloc(void *pool, size_t size)
{
	struct allocated was = before();

	return count_pooled(CALL_NEXT("apr_pcalloc", void *(*)(void *, size_t), pool, size), was, size);
}
