"""How the server checks e-mail addresses."""

import re

# A letter belongs to the inner or to the outer repetition: for n of them before a character that doesn't match,
# backtracking tries all 2^(n-1) ways to divide them.
CATASTROPHIC = re.compile(r'(?:[a-z0-9]+[._-]?)+@(?:[a-z0-9-]+\.)+[a-z]{2,}')


def valid(addresses):
    """Checks every address: the costs of several add up."""
    return all([CATASTROPHIC.fullmatch(address) is not None for address in addresses])


def hostile(length):
    """The address whose cost doubles with each unit of length."""
    return 'a' * length + '!'
