"""Debian packages, and the versions of what was measured."""
import os
import subprocess
import sys

DPKG_QUERY = ("dpkg-query", "--show", "--showformat=${Package} ${Version} ${db:Status-Status}\\n")
POLICY = "/usr/sbin/policy-rc.d"


def installed(names):
    """Version by name, of those packages that are installed."""
    if not names:
        return {}
    listed = subprocess.run([*DPKG_QUERY, *sorted(names)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    fields = (line.split(" ") for line in listed.splitlines())
    return {name: version for name, version, status in fields if status == "installed"}


def install(caller, names):
    """Installs what is missing, without starting the services that come along, and says so. What can't be installed stays missing."""
    missing = sorted(set(names) - installed(names).keys())
    if not missing:
        return
    print(f"{caller}: installing {' '.join(missing)}", file=sys.stderr, flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=100"]
    made = deny_services()
    try:
        for package in missing:
            subprocess.run([*command, package], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=sys.stderr)
    finally:
        if made:
            os.remove(POLICY)


def deny_services():
    """Debian's way to install a server without starting it. False if the machine has a policy of its own."""
    try:
        file = os.open(POLICY, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o755)
    except OSError:
        return False
    os.write(file, b"#!/bin/sh\nexit 101\n")
    os.close(file)
    return True


def versions(names):
    """Names and versions of those that are installed."""
    return [f"{name} {version}" for name, version in sorted(installed(names).items())]
