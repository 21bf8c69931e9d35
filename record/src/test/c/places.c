/* A server with places to probe: tracepoints as sys/sdt.h makes them, a function of several lines, and one that is inlined. */
#include <stdio.h>
#include <time.h>

/* Section .note.stapsdt of sys/sdt.h, with one argument each; the counter of those who trace it may be 0. */
#define TRACEPOINT(name, counter, size, constraint, value) \
	asm volatile("990: nop\n" \
		     ".pushsection .note.stapsdt, \"\", \"note\"\n" \
		     ".balign 4\n" \
		     ".4byte 992f - 991f, 994f - 993f, 3\n" \
		     "991: .asciz \"stapsdt\"\n" \
		     "992: .balign 4\n" \
		     "993: .8byte 990b, _.stapsdt.base, " counter "\n" \
		     ".asciz \"places\"\n" \
		     ".asciz \"" name "\"\n" \
		     ".asciz \"" size "@%0 8@places_counter+8(,%%rax,2)\"\n" \
		     "994: .balign 4\n" \
		     ".popsection\n" \
		     ".ifndef _.stapsdt.base\n" \
		     ".pushsection .stapsdt.base, \"aG\", \"progbits\", .stapsdt.base, comdat\n" \
		     ".weak _.stapsdt.base\n" \
		     ".hidden _.stapsdt.base\n" \
		     "_.stapsdt.base: .space 1\n" \
		     ".size _.stapsdt.base, 1\n" \
		     ".popsection\n" \
		     ".endif\n" : : constraint(value))

__attribute__((section(".probes"), used)) volatile unsigned short places_counter;

static void burn(long ms)
{
	struct timespec now;
	long end;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	end = now.tv_sec * 1000 + now.tv_nsec / 1000000 + ms;
	do {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	} while (now.tv_sec * 1000 + now.tv_nsec / 1000000 < end);
}

__attribute__((noinline)) void done(void)
{
	asm volatile("");
}

__attribute__((noinline)) long in_register(long id)
{
	TRACEPOINT("in_register", "0", "-4", "r", (int)id);
	burn(10);
	TRACEPOINT("end", "0", "-4", "i", 1);
	return id;
}

__attribute__((noinline)) long in_memory(long id)
{
	volatile long kept[4] = { 0, 0, id, 0 };

	TRACEPOINT("in_memory", "0", "8", "m", kept[2]);
	burn(10);
	done();
	return kept[2];
}

__attribute__((noinline)) long constant(long id)
{
	TRACEPOINT("constant", "0", "4", "i", 77);
	burn(10);
	done();
	return id;
}

/* The tracepoint is reached only while someone traces it. */
__attribute__((noinline)) long counted(long id)
{
	if (places_counter)
		TRACEPOINT("counted", "places_counter", "-8", "r", id);
	burn(10);
	done();
	return id;
}

static inline __attribute__((always_inline)) long inlined(long id)
{
	TRACEPOINT("inlined", "0", "-8", "r", id); /* line: inlined */
	burn(10);
	return id + 1;
}

__attribute__((noinline)) long twice(long id)
{
	long next = inlined(id);

	done();
	next = inlined(next + 1);
	done();
	return next;
}

__attribute__((noinline)) long by_line(long id)
{ /* line: entered */
	long kept = id * 3; /* line: begins */

	burn(10); /* line: works */

	/* line: nothing */
	done();
	return kept;
}

int main(void)
{
	char command[32];
	long id, counter;

	while (scanf("%31s %ld", command, &id) == 2) {
		counter = places_counter;
		switch (command[3]) {
		case 'r': /* in_register */
			in_register(id);
			break;
		case 'm': /* in_memory */
			in_memory(id);
			break;
		case 's': /* constant */
			constant(id);
			break;
		case 'n': /* counted */
			counted(id);
			break;
		case 'c': /* twice */
			twice(id);
			break;
		case 'l': /* by_line */
			by_line(id);
			break;
		}
		printf("done %ld\n", counter);
		fflush(stdout);
	}
	return 0;
}
