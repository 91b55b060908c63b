"""This becomes another program, one that dies with its parent and, if asked, is never root.

    python -I -S launch.py PARENT_PID SIGNAL as-is|not-root PROGRAM ARGUMENT…

Runs by itself, before the program and in its process, so it imports nothing of ours.
PostgreSQL refuses to run as root. A user namespace in which root's own id is called by an
ordinary user's satisfies it: no account is added, nothing is opened to others, and files keep
their owner.
"""

import ctypes
import os
import pwd
import signal
import sys
import time

NEW_USER_NAMESPACE = 0x10000000
PARENT_DEATH_SIGNAL = 1
NOBODY = 65_534
REFUSED = 77
MISSING = 78
CHECK_SECONDS = 0.5
PATIENCE_SECONDS = 15.0


def become(arguments: list[str]) -> None:
    """This turns the running process into the program; it returns only by raising."""
    parent, number, rank, *program = arguments
    if rank == "not-root" and os.geteuid() == 0:
        _stop_being_root()
    _die_with(int(parent), int(number))
    try:
        os.execv(program[0], program)  # noqa: S606 - the program is one of our own wheels
    except OSError as failure:
        _give_up(MISSING, f"{program[0]} cannot run: {failure.strerror}")


def _stop_being_root() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    known = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid not in (0, NOBODY)]
    somebody = min(known, default=1)
    if sys.platform != "linux" or libc.unshare(NEW_USER_NAMESPACE) != 0:
        _give_up(REFUSED, "user namespaces are refused")
    try:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{somebody} {user} 1")
        _write("/proc/self/gid_map", f"{somebody} {group} 1")
    except OSError as failure:
        _give_up(REFUSED, f"user namespaces are refused: {failure.strerror}")


def _die_with(parent: int, number: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, number, 0, 0, 0)
    elif os.fork() == 0:
        _watch(parent, os.getppid(), number)
    if os.getppid() != parent:
        os._exit(0)


def _watch(parent: int, program: int, number: int) -> None:
    """This is the parent's death signal where the system has none: a small process that looks."""
    while os.getppid() == program and _is_alive(parent):
        time.sleep(CHECK_SECONDS)
    _kill(program, number)
    end = time.monotonic() + PATIENCE_SECONDS
    while os.getppid() == program and time.monotonic() < end:
        time.sleep(CHECK_SECONDS)
    _kill(program, signal.SIGKILL)
    os._exit(0)


def _kill(program: int, number: int) -> None:
    if os.getppid() == program:
        os.kill(program, number)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib would slow the start
        file.write(text)


def _give_up(code: int, why: str) -> None:
    os.write(2, f"{why}\n".encode())
    os._exit(code)


if __name__ == "__main__":
    become(sys.argv[1:])
