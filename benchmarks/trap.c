// trap: ns per call of functions that a uprobe may stand on, by the kind of their first instruction: `trap NAME CALLS`.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FUNCTION(name, first)                                                                                          \
	__asm__(".text\n.globl " #name "\n.type " #name ", @function\n" #name ":\n" first "\nret\n.size " #name ", .-" #name);  \
	void name(void)

#if defined(__x86_64__)
FUNCTION(emulated, "push %rax\npop %rax");
FUNCTION(stepped, "xor %eax, %eax");
FUNCTION(nop, ".byte 0x0f, 0x1f, 0x44, 0x00, 0x00");
#else
FUNCTION(emulated, "nop");
FUNCTION(stepped, "mov x0, #0");
FUNCTION(nop, "nop");
#endif

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int argc, char **argv)
{
	long calls = argc > 2 ? atol(argv[2]) : 0, i;
	void (*function)(void) = NULL;
	double began;

	if (calls > 0 && !strcmp(argv[1], "emulated"))
		function = emulated;
	else if (calls > 0 && !strcmp(argv[1], "stepped"))
		function = stepped;
	else if (calls > 0 && !strcmp(argv[1], "nop"))
		function = nop;
	if (!function) {
		fprintf(stderr, "usage: trap emulated|stepped|nop CALLS\n");
		return 2;
	}
	began = now();
	for (i = 0; i < calls; i++)
		function();
	printf("%.1f\n", (now() - began) / calls);
	return 0;
}
