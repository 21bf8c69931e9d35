/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server of .ci/guest, and its client, in one executable without any library but libc.
 *
 *   server serve PORT                    a thread for each connection burns as many ms of CPU time as its request asks for
 *   server get ADDRESS PORT MILLISECONDS  sends a request from a loopback address and waits for the answer
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((noinline, visibility("default")))

struct request {
	uint64_t id;
	int connection;
};

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

/* The function for request mappers. */
EXPORT int serve_request(int connection, uint64_t id)
{
	char text[64];
	ssize_t bytes = recv(connection, text, sizeof(text) - 1, 0);
	int length;

	if (bytes <= 0)
		return -1;
	text[bytes] = '\0';
	burn(atol(text));
	length = snprintf(text, sizeof(text), "request %llu\n", (unsigned long long)id);
	return send(connection, text, length, MSG_NOSIGNAL) == length ? 0 : -1;
}

static void *serve_connection(void *argument)
{
	struct request request = *(struct request *)argument;

	free(argument);
	serve_request(request.connection, request.id);
	close(request.connection);
	return NULL;
}

static struct sockaddr_in loopback(const char *address, int port)
{
	struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, address, &loopback.sin_addr) != 1) {
		fprintf(stderr, "server: %s: expected an IPv4 address\n", address);
		exit(2);
	}
	return loopback;
}

static _Noreturn void fail(const char *what)
{
	perror(what);
	exit(1);
}

static _Noreturn void serve(int port)
{
	struct sockaddr_in address = loopback("127.0.0.1", port);
	int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
	uint64_t id;

	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 64))
		fail("server: listen");
	puts("listening");
	fflush(stdout);
	for (id = 1;; id++) {
		struct request *request = malloc(sizeof(*request));
		pthread_t thread;

		request->id = id;
		request->connection = accept(listener, NULL, NULL);
		if (request->connection < 0)
			fail("server: accept");
		if (pthread_create(&thread, NULL, serve_connection, request))
			fail("server: pthread_create");
		pthread_detach(thread);
	}
}

static int get(const char *from, int port, const char *milliseconds)
{
	struct sockaddr_in here = loopback(from, 0), there = loopback("127.0.0.1", port);
	int connection = socket(AF_INET, SOCK_STREAM, 0);
	char answer[64];

	if (bind(connection, (struct sockaddr *)&here, sizeof(here)) ||
	    connect(connection, (struct sockaddr *)&there, sizeof(there)))
		fail("server: connect");
	if (send(connection, milliseconds, strlen(milliseconds), 0) < 0 || recv(connection, answer, sizeof(answer), 0) <= 0)
		fail("server: no answer");
	close(connection);
	return 0;
}

int main(int count, char **words)
{
	if (count == 3 && !strcmp(words[1], "serve"))
		serve(atoi(words[2]));
	if (count == 5 && !strcmp(words[1], "get"))
		return get(words[2], atoi(words[3]), words[4]);
	fputs("Usage: server serve PORT | server get ADDRESS PORT MILLISECONDS\n", stderr);
	return 2;
}
