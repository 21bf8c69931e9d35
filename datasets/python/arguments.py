"""The command line, checked the same way by every script of this directory."""

import argparse
import re
import sys


def loopback(text):
    """The address if it is an IPv4 loopback address: these scripts listen and send nowhere else."""
    if re.fullmatch(r'127(\.\d{1,3}){3}', text) is None:
        raise argparse.ArgumentTypeError(f'{text}: expected a loopback address, 127.x.x.x')
    return text


def target(text):
    """Host and port of an http URL on loopback."""
    parts = re.fullmatch(r'http://([^/:]+):(\d{1,5})/?', text)
    if parts is None:
        raise argparse.ArgumentTypeError(f'{text}: expected http://127.x.x.x:PORT')
    return loopback(parts[1]), int(parts[2])


def number(kind, least, most):
    """A type for argparse: an int or a float from least to most."""
    def parse(text):
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            name = 'a whole number' if kind is int else 'a number'
            raise argparse.ArgumentTypeError(f'{text}: expected {name} from {least} to {most}')
        return value
    return parse


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def __init__(self, description):
        super().__init__(description=description, allow_abbrev=False)

    def error(self, message):
        fail(f'{message}; --help lists the options', 2)


def fail(message, status=1):
    """Ends the process with one line on stderr; status 2 is wrong usage or input, 1 a failure while running."""
    print(f'{sys.argv[0].rpartition("/")[2]}: {message}', file=sys.stderr)
    sys.exit(status)
