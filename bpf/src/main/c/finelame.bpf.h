/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What request mappers and resource monitors are made of: the maps that they share, which thread works for which request,
 * and how a request is charged. finelame.bpf.c is made of it, and so is every program of a configuration's ebpf_prog.
 */
#ifndef FINELAME_BPF_H
#define FINELAME_BPF_H

#include "connection.bpf.h"

#endif
