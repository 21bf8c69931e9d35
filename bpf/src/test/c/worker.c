/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server small enough to know what each of its requests uses. Reads one command a line, answers "done". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define EXPORT __attribute__((noinline, visibility("default")))

static void burn(long milliseconds)
{
	struct timespec now;
	long long end;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	end = now.tv_sec * 1000000000LL + now.tv_nsec + milliseconds * 1000000LL;
	do
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	while (now.tv_sec * 1000000000LL + now.tv_nsec < end);
}

static void touch(long pages)
{
	char *memory = mmap(NULL, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long i;

	madvise(memory, pages * 4096, MADV_NOHUGEPAGE);
	for (i = 0; i < pages; i++)
		((volatile char *)memory)[i * 4096] = 1;
	munmap(memory, pages * 4096);
}

static void allocate(long bytes)
{
	void *volatile a = malloc(bytes);
	void *volatile b = calloc(2, bytes);

	a = realloc(a, 2 * bytes);
	free(a);
	free(b);
}

EXPORT void accept_object(void *server, void *object)
{
	__asm__ volatile("" : : "r"(server), "r"(object) : "memory");
}

EXPORT void inner(void *object, long milliseconds)
{
	burn(milliseconds);
	__asm__ volatile("" : : "r"(object) : "memory");
}

/* Works for the object's request, calls inner() on the way, and goes on working. */
EXPORT void outer(void *object, long milliseconds)
{
	burn(milliseconds);
	inner(object, milliseconds);
	burn(milliseconds);
}

/* Works for the object's request until finish() is called. */
EXPORT void begin(void *object)
{
	__asm__ volatile("" : : "r"(object) : "memory");
}

EXPORT void finish(void)
{
	__asm__ volatile("" : : : "memory");
}

EXPORT void pass(void *object)
{
	__asm__ volatile("" : : "r"(object) : "memory");
}

static void pass_many(long first, long count)
{
	long i;

	for (i = 0; i < count; i++)
		pass((void *)(first + 64 * i));
}

EXPORT void by_id(int unused, int id, long milliseconds)
{
	burn(milliseconds);
	__asm__ volatile("" : : "r"(unused), "r"(id) : "memory");
}

static void by_many_ids(long first, long count)
{
	long i;

	for (i = 0; i < count; i++)
		by_id(0, (int)(first + i), 0);
}

int main(void)
{
	char command[16];
	long a, b;

	setvbuf(stdout, NULL, _IOLBF, 4096);
	while (scanf("%15s %ld %ld", command, &a, &b) == 3) {
		if (!strcmp(command, "accept"))
			accept_object(NULL, (void *)a);
		else if (!strcmp(command, "outer"))
			outer((void *)a, b);
		else if (!strcmp(command, "begin"))
			begin((void *)a);
		else if (!strcmp(command, "finish"))
			finish();
		else if (!strcmp(command, "pass"))
			pass((void *)a);
		else if (!strcmp(command, "pass_many"))
			pass_many(a, b);
		else if (!strcmp(command, "by_id"))
			by_id(0, (int)a, b);
		else if (!strcmp(command, "by_many_ids"))
			by_many_ids(a, b);
		else if (!strcmp(command, "burn"))
			burn(a);
		else if (!strcmp(command, "touch"))
			touch(a);
		else if (!strcmp(command, "allocate"))
			allocate(a);
		puts("done");
	}
	return 0;
}
