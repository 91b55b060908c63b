"""Why a server ended while starting, in a sentence for a person."""

import re
from pathlib import Path

from adapters.embedded.child import Child
from adapters.embedded.launch import REFUSED
from adapters.settings import CannotStart

PORT_TAKEN = re.compile(r"address (already )?in use", re.IGNORECASE)
BARE = re.compile(r"^\S+ \S+ UTC \[\d+\] |^postgres: |^initdb: ")
SENTENCES = (
    (
        re.compile(r"shared memory.*(no space left|not permitted)", re.IGNORECASE),
        "{name} finds no shared memory (/dev/shm): give this machine or container at least 64 MiB.",
    ),
    (
        re.compile(r"no space left on device|disk quota exceeded", re.IGNORECASE),
        "The disk that holds {home} is full, so {name} cannot start. Make room and start again.",
    ),
    (
        re.compile(r"read-only file system", re.IGNORECASE),
        "{home} lies on a read-only disk, so {name} cannot start. Set PRECEPTOR_HOME elsewhere.",
    ),
    (
        re.compile(r"GLIBC_|exec format error|cannot run: ", re.IGNORECASE),
        "{name} as installed does not fit this machine. Set {setting} to a server of yours.",
    ),
)
REFUSED_SENTENCE = (
    "{name} does not run as root, and this machine lets root be nobody else (user namespaces are "
    "refused). Start as an ordinary user, or set {setting} to a server of yours."
)
OTHERWISE = "{name} ended while starting: {last} (more in {log})."


def why(name: str, setting: str, child: Child) -> CannotStart:
    """This says why the child ended; its log says more."""
    said = child.said()
    names = {"name": name, "setting": setting.upper(), "home": child.folder, "log": child.log}
    if child.exit_code == REFUSED:
        return CannotStart(REFUSED_SENTENCE.format(**names))
    for pattern, sentence in SENTENCES:
        if pattern.search(said):
            return CannotStart(sentence.format(**names))
    return CannotStart(OTHERWISE.format(**names, last=_last(said, child)))


def is_port_taken(child: Child) -> bool:
    """This is true when the child ended because somebody else listens on its port."""
    return child.exit_code is not None and bool(PORT_TAKEN.search(child.said()))


def _last(said: str, child: Child) -> str:
    lines = [BARE.sub("", line.strip()) for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("FATAL", "PANIC", "error"))]
    return (fatal or lines or [f"exit code {child.exit_code}"])[-1]


def shown(path: Path) -> str:
    """This is the last line of a log, for a message."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing")
