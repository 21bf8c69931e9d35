/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server whose requests say how much memory to ask for, and by which function: GET /FUNCTION/BYTES. C, and C++ where it can be. */
#include <arpa/inet.h>
#include <errno.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __cplusplus
#include <new>
#endif
#ifdef WITH_POOLS
#include <dlfcn.h>
#endif

#define NOINLINE __attribute__((noinline))
/* The compiler would leave out what nobody uses. */
static void *volatile kept;
static volatile size_t too_much = (size_t)1 << 62;

NOINLINE static void deep_malloc(size_t bytes)
{
	char space[20000];

	memset(space, 1, sizeof(space));
	kept = malloc(bytes + space[9] - 1);
}

static jmp_buf out;

/* By its name an allocator's; it is left without a return. */
#ifdef __cplusplus
extern "C"
#endif
NOINLINE void *je_malloc(size_t bytes)
{
	if (bytes == too_much)
		longjmp(out, 1);
	return malloc(bytes);
}

NOINLINE static void leave_by_a_jump(size_t bytes)
{
	if (!setjmp(out))
		kept = je_malloc(too_much);
	else
		deep_malloc(bytes);
}

#ifdef __cplusplus
NOINLINE static void fail_by_exception(size_t bytes)
{
	for (int i = 0; i < 3; i++) {
		try {
			kept = ::operator new(too_much);
		} catch (const std::bad_alloc &) {
			deep_malloc(bytes / 4);
		}
	}
	kept = ::operator new(bytes / 4);
}

NOINLINE static void ask_by_operator(const char *how, size_t bytes)
{
	const std::align_val_t alignment{64};

	if (!strcmp(how, "new"))
		kept = ::operator new(bytes);
	else if (!strcmp(how, "new_array"))
		kept = ::operator new[](bytes);
	else if (!strcmp(how, "new_nothrow"))
		kept = ::operator new(bytes, std::nothrow);
	else if (!strcmp(how, "new_aligned"))
		kept = ::operator new(bytes, alignment);
	else if (!strcmp(how, "new_array_aligned_nothrow"))
		kept = ::operator new[](bytes, alignment, std::nothrow);
	else if (!strcmp(how, "new_in_a_loop"))
		for (int i = 0; i < 10; i++)
			kept = ::operator new[](bytes / 10);
	else if (!strcmp(how, "new_that_throws"))
		fail_by_exception(bytes);
	else if (!strcmp(how, "new_nothrow_that_fails"))
		kept = ::operator new(too_much, std::nothrow);
}
#else
static void ask_by_operator(const char *how, size_t bytes)
{
	(void)how;
	(void)bytes;
}
#endif

#ifdef WITH_POOLS
/* Of the Apache Portable Runtime, whose headers need not be installed. */
static void *pool;
static void *(*from_pool)(void *pool, size_t bytes), *(*zeroed_from_pool)(void *pool, size_t bytes);

static int make_pool(void)
{
	void *apr = dlopen("libapr-1.so.0", RTLD_NOW);
	int (*initialize)(void), (*create)(void **pool, void *parent, void *abort, void *allocator);

	if (!apr)
		return 1;
	*(void **)&initialize = dlsym(apr, "apr_initialize");
	*(void **)&create = dlsym(apr, "apr_pool_create_ex");
	*(void **)&from_pool = dlsym(apr, "apr_palloc");
	*(void **)&zeroed_from_pool = dlsym(apr, "apr_pcalloc");
	return initialize() || create(&pool, NULL, NULL, NULL);
}

NOINLINE static int ask_pool(const char *how, size_t bytes)
{
	if (!strcmp(how, "apr_palloc"))
		for (int i = 0; i < 200; i++)
			kept = from_pool(pool, bytes / 200);
	else if (!strcmp(how, "apr_pcalloc"))
		for (int i = 0; i < 200; i++)
			kept = zeroed_from_pool(pool, bytes / 200);
	else if (!strcmp(how, "apr_palloc_and_malloc"))
		for (int i = 0; i < 10; i++) {
			kept = from_pool(pool, bytes / 20);
			deep_malloc(bytes / 40);
			kept = malloc(bytes / 40);
		}
	else
		return 0;
	return 1;
}
#else
static int make_pool(void)
{
	return 0;
}

static int ask_pool(const char *how, size_t bytes)
{
	(void)how;
	(void)bytes;
	return 0;
}
#endif

NOINLINE static void ask(const char *how, size_t bytes)
{
	void *other = NULL;

	if (!strcmp(how, "malloc"))
		kept = malloc(bytes);
	else if (!strcmp(how, "calloc"))
		kept = calloc(10, bytes / 10);
	else if (!strcmp(how, "realloc"))
		kept = realloc(NULL, bytes);
	else if (!strcmp(how, "memalign"))
		kept = memalign(64, bytes);
	else if (!strcmp(how, "aligned_alloc"))
		kept = aligned_alloc(64, bytes);
	else if (!strcmp(how, "posix_memalign") && !posix_memalign(&other, 64, bytes))
		kept = other;
	else if (!strcmp(how, "valloc"))
		kept = valloc(bytes);
#ifdef __GLIBC__
	else if (!strcmp(how, "reallocarray"))
		kept = reallocarray(NULL, 10, bytes / 10);
	else if (!strcmp(how, "pvalloc"))
		kept = pvalloc(bytes);
#endif
	else if (!strcmp(how, "malloc_left_by_a_jump"))
		leave_by_a_jump(bytes);
	else if (!strcmp(how, "malloc_that_fails"))
		kept = malloc(too_much);
	else if (!strcmp(how, "calloc_that_overflows"))
		kept = calloc(too_much, bytes);
	else if (!strcmp(how, "realloc_that_fails"))
		kept = realloc(NULL, too_much);
	else if (!strcmp(how, "posix_memalign_that_fails"))
		kept = (void *)(long)posix_memalign(&other, 64, too_much);
	else if (!ask_pool(how, bytes))
		ask_by_operator(how, bytes);
}

static void answer(int connection)
{
	const char *response = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";
	char request[4096], how[64];
	size_t bytes;

	for (;;) {
		ssize_t length = read(connection, request, sizeof(request) - 1);

		if (length <= 0)
			return;
		request[length] = '\0';
		if (sscanf(request, "GET /%63[^/]/%zu", how, &bytes) == 2)
			ask(how, bytes);
		if (write(connection, response, strlen(response)) < 0)
			return;
	}
}

int main(void)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	memset(&address, 0, sizeof(address));
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (make_pool() || bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 16) ||
	    getsockname(listener, (struct sockaddr *)&address, &size))
		return 1;
	printf("listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
	fflush(stdout);
	for (;;) {
		int connection = accept(listener, NULL, NULL);

		if (connection < 0)
			continue;
		answer(connection);
		close(connection);
	}
}
