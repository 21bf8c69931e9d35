// Functions that a uprobe may stand on, by the kind of their first instruction, and the clock that times their calls.
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
