/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Automatic mapping: which thread works for which request, from what the kernel sees of a server and nothing else.
 *
 * Bytes received on a connection that the server accepted start a request, or carry one on; bytes sent there answer it. A
 * connection that the server opened carries the request that wrote to it last. Each maps the thread. Waiting for events ends
 * the mapping. Waking up a thread that waits for work, or starting one, hands the request over.
 */
#ifndef FINELAME_AUTOMATIC_BPF_H
#define FINELAME_AUTOMATIC_BPF_H

#include "handover.bpf.h"
#include "traffic.bpf.h"
#include "waits.bpf.h"

#endif
