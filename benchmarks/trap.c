// trap: ns per call of functions that a uprobe may stand on, by the kind of their first instruction: `trap NAME CALLS`.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probed.h"

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
