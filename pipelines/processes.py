"""Processes by number and birth: which one did something, whether it still lives, and what memory it holds."""

from __future__ import annotations

import os
import platform
from collections import Counter
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
_BORN, _SESSION, _RESIDENT = 19, 3, 21
"""Places in /proc/PID/stat behind the name: when it was made, its session, the pages of memory that it holds."""


class Process(NamedTuple):
    """One process of one machine."""

    host: str
    """The machine, or the container in it: the place where the number means this process."""
    pid: int
    born: str
    """When the kernel made it, in its own ticks; "" where that cannot be known."""


def here() -> str:
    """This machine, or the container in it."""
    space = Path("/proc/self/ns/pid")
    return f"{platform.node()} {space.stat().st_ino}" if space.exists() else platform.node()


def process(pid: int | None = None) -> Process:
    """The process of this machine with that number; by default this one."""
    number = os.getpid() if pid is None else pid
    return Process(here(), number, born(number))


def born(pid: int) -> str:
    """When a process of this machine began, in the kernel's ticks; "" where it is gone or cannot be looked at."""
    found = _stat(pid)
    return found[_BORN] if found else ""


def is_dead(one: Process) -> bool | None:
    """Whether a process has ended; None of another machine's, which cannot be seen from here.

    >>> is_dead(process()), is_dead(process()._replace(host="elsewhere"))
    (False, None)
    """
    if one.host != here():
        return None
    found = _stat(one.pid)
    if found:
        return found[0] == "Z" or bool(one.born and found[_BORN] != one.born)
    try:
        os.kill(one.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def memory_by_session() -> dict[int, int]:
    """{session: bytes of memory that its processes hold now}, by the number of its leader; {} if it cannot be seen.

    What several processes share is counted for each of them. A crawl is one process, so nothing is counted twice.
    """
    found: Counter[int] = Counter()
    for one in _PROC.iterdir() if _PROC.is_dir() else ():
        if one.name.isdigit() and (stat := _stat(int(one.name))):
            found[int(stat[_SESSION])] += int(stat[_RESIDENT]) * _page_size()
    return dict(found)


def peak_memory(pid: int | None = None) -> int:
    """The most bytes of memory that a process has held since its program began; 0 where the system does not tell.

    Not `ru_maxrss`: that begins with what the parent held when it made the process.
    """
    try:
        status = (_PROC / str(pid or "self") / "status").read_text()
    except OSError:
        return 0
    words = next((line.split() for line in status.splitlines() if line.startswith("VmHWM:")), ["", "0"])
    return int(words[1]) * 1024


def _page_size() -> int:
    return int(os.sysconf("SC_PAGE_SIZE"))


def _stat(pid: int) -> list[str] | None:
    """The words of /proc/PID/stat behind its name, which may hold anything; the first is its state."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
