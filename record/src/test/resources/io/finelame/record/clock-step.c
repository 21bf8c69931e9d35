// SPDX-License-Identifier: GPL-3.0-or-later
/* Preloaded: CLOCK_REALTIME plus the seconds that stand in the file $CLOCK_STEP. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long step(void)
{
	const char *name = getenv("CLOCK_STEP");
	FILE *file = name ? fopen(name, "r") : NULL;
	long seconds = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%ld", &seconds) != 1)
		seconds = 0;
	fclose(file);
	return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
	static int (*real)(clockid_t, struct timespec *);
	int result;

	if (!real)
		real = dlsym(RTLD_NEXT, "clock_gettime");
	result = real(clock, time);
	if (result == 0 && clock == CLOCK_REALTIME)
		time->tv_sec += step();
	return result;
}
