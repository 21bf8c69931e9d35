#!/usr/bin/env python3
"""read_recording.py RECORDING: what a recording holds, read by its format alone (recording-format.md)."""

import collections
import glob
import ipaddress
import json
import os
import struct
import sys

TYPES = {1: "header", 2: "snapshot", 3: "events", 4: "end", 5: "scores", 6: "deployment", 7: "CPU time", 8: "processes", 9: "shares",
         10: "stacks", 11: "stack samples"}
POLYNOMIAL = 0x82F63B78  # CRC32C, reflected
TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (POLYNOMIAL if byte & 1 else 0)
    TABLE.append(byte)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def stored(directory):
    """What each queue file holds, one slot after another, without the queue's own."""
    for path in sorted(glob.glob(os.path.join(directory, "*.cq4"))):
        with open(path, "rb") as file:
            data = file.read()
        at = 0
        while at + 4 <= len(data):
            (word,) = struct.unpack_from("<I", data, at)
            if word == 0 or word & 1 << 31:
                break
            length = word & (1 << 30) - 1
            if not word & 1 << 30:
                yield data[at + 4 : at + 4 + length]
            at += 4 + (length + 3) // 4 * 4


def documents(directory):
    """(type, sequence number, payload) of each document, whose checksum is right."""
    for document in stored(directory):
        magic, version, kind, sequence, length, checksum = struct.unpack_from("<4sHHQII", document)
        whole = document[: 24 + length]
        if magic != b"FLRD" or version != 1 or crc32c(whole[:20] + bytes(4) + whole[24:]) != checksum:
            sys.exit(f"{directory}: a damaged document after number {sequence}")
        yield TYPES.get(kind, f"type {kind}"), sequence, whole[24:]


def fields(layout, value):
    """A struct as a dictionary: integers by their size, an address as text, anything else as it is."""
    named = {}
    for field in layout["fields"]:
        part = value[field["offset"] : field["offset"] + field["size"]]
        if field["size"] in (1, 2, 4, 8):
            named[field["name"]] = int.from_bytes(part, "little")
        elif field["name"] == "saddr":
            address = ipaddress.IPv6Address(part)
            named[field["name"]] = str(address.ipv4_mapped or address)
        else:
            named[field["name"]] = part
    return named


def entries(payload, at, count, size):
    """Keys, then as many values."""
    keys = struct.unpack_from(f"<{count}Q", payload, at)
    values = at + 8 * count
    return [(keys[i], payload[values + size * i : values + size * (i + 1)]) for i in range(count)]


def snapshot(header, payload):
    number, monotonic, realtime, part, parts, full, count, in_map, size, kinds = struct.unpack_from("<QQQIIIIQII", payload)
    losses = struct.unpack_from(f"<{kinds}Q", payload, 56)
    datapoints = entries(payload, 56 + 8 * kinds, count, size)
    return losses, [(request, fields(header["layout"], value)) for request, value in datapoints]


def events(header, payload):
    monotonic, count, size, cpus = struct.unpack_from("<QIII", payload)
    at = 24 + 8 * cpus
    return [fields(header["eventLayout"], payload[at + size * i : at + size * (i + 1)]) for i in range(count)]


def scores(header, payload):
    monotonic, count, size = struct.unpack_from("<QII", payload)
    return [(request, fields(header["scoreLayout"], value)) for request, value in entries(payload, 16, count, size)]


def shares(payload):
    monotonic, count, size = struct.unpack_from("<QII", payload)
    return [struct.unpack_from("<QIxxxxQ", payload, 16 + size * i) for i in range(count)]


def main(directory):
    found = collections.Counter()
    requests = set()
    header = end = first = None
    losses = ()
    names = {}
    others = {}
    for kind, _, payload in documents(directory):
        found[kind] += 1
        if kind == "header":
            header = header or json.loads(payload)
        elif kind == "end":
            end = json.loads(payload)
        elif kind == "snapshot":
            losses, datapoints = snapshot(header, payload)
            first = first or (datapoints[0] if datapoints else None)
            found["datapoints"] += len(datapoints)
            requests.update(request for request, _ in datapoints)
        elif kind == "events":
            found["updates"] += len(events(header, payload))
        elif kind == "scores":
            found["verdicts"] += len(scores(header, payload))
        elif kind == "processes":
            names.update((process["tgid"], process["name"]) for process in json.loads(payload)["processes"])
        elif kind == "shares":
            for request, tgid, cputime in shares(payload):
                others[request, tgid] = cputime
    print(*(f"{name} {count}" for name, count in found.items()), f"requests {len(requests)}", sep=", ")
    print("lost", sum(losses), "- ended:", end["reason"] if end else "cut short")
    for name in sorted(set(names.values())):
        used = sum(cputime for (_, tgid), cputime in others.items() if names.get(tgid) == name)
        print(f"process {name}: {used} ns for requests that another process was charged for first")
    if first:
        print("first request", first[0], *(f"{name}={value}" for name, value in first[1].items()))


if __name__ == "__main__":
    main(*sys.argv[1:])
