"""`python -m tests.support.apache.fetching`: Apache Kafka's jars, each held against its digest.

Maven needs neither a home folder nor settings: what it loads on the way lies beside the jars, and
goes when they are complete.
"""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
PINNED = HERE / "jars.sha256"
CACHE = HERE.parents[2] / ".kafka"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
LEAST_JAVA = 17
FETCH_SECONDS = 900
JAVA_SECONDS = 30


class Missing(Exception):
    """This is why Apache Kafka cannot be run here, as the end of a sentence."""


def fetch(cache: Path = CACHE) -> None:
    """This brings the jars into the cache, unless they are there.

    Raises:
        Missing: this machine lacks what it takes, or what came is not what was pinned.
    """
    java()
    if is_fetched(cache):
        return
    maven = shutil.which("mvn")
    if maven is None:
        raise Missing("Maven (mvn) is not on the PATH")
    sys.stdout.write(f"Fetching Apache Kafka {version()}, pinned with digests: once, 43 MB …\n")
    sys.stdout.flush()
    cache.mkdir(exist_ok=True)
    shutil.rmtree(_jars(cache), ignore_errors=True)
    _run_maven(maven, _jars(cache), cache / "on-the-way")
    _check(_jars(cache))
    shutil.rmtree(cache / "on-the-way", ignore_errors=True)
    _stamp(cache).write_text(_wanted())


def jars(cache: Path = CACHE) -> Path:
    """This is the folder of the jars.

    Raises:
        Missing: nobody has fetched them, or no Java runs them.
    """
    java()
    if not is_fetched(cache):
        raise Missing("its jars are not here; `make test` fetches them")
    return _jars(cache)


def is_fetched(cache: Path) -> bool:
    """This is true when exactly what is pinned now was fetched, and found to be it."""
    return _stamp(cache).is_file() and _stamp(cache).read_text() == _wanted()


def java() -> str:
    """This is the Java that runs it.

    Raises:
        Missing: there is none, or it is too old.
    """
    found = shutil.which("java")
    told = "" if found is None else _told_by([found, "-version"], JAVA_SECONDS)[1]
    named = re.search(r'version "(\d+)', told)
    if found is None or named is None or int(named[1]) < LEAST_JAVA:
        raise Missing(f"Java {LEAST_JAVA} or newer (java) is not on the PATH")
    return found


def version() -> str:
    """This is the version of Kafka that is pinned."""
    named = re.search(r"<artifactId>kafka_[\d.]+</artifactId>\s*<version>(.+)<", POM.read_text())
    assert named is not None
    return named[1]


def _run_maven(maven: str, to: Path, on_the_way: Path) -> None:
    is_well, told = _told_by(
        [
            *(maven, "--quiet", "--batch-mode", "--strict-checksums", "-Dstyle.color=never"),
            *(f"-Dmaven.repo.local={on_the_way}", "--file", str(POM), PLUGIN),
            *("-DincludeScope=runtime", f"-DoutputDirectory={to}"),
        ],
        FETCH_SECONDS,
    )
    if not is_well:
        lines = [line for line in told.splitlines() if "ERROR" in line] or ["it took too long"]
        raise Missing(f"Maven could not fetch it ({lines[0].strip()})")


def _told_by(command: list[str], seconds: float) -> tuple[bool, str]:
    """This is whether a command went well in that time, and what it said."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False, ""
    return done.returncode == 0, done.stdout


def _check(fetched: Path) -> None:
    """This compares digests, and names of what is too much or missing."""
    pinned = {name: digest for digest, name in map(str.split, _wanted().splitlines())}
    found = {jar.name: sha256(jar.read_bytes()).hexdigest() for jar in fetched.glob("*.jar")}
    wrong = sorted(dict(pinned.items() ^ found.items()))
    if wrong:
        raise Missing(f"what came is not what is pinned: {', '.join(wrong)}")


def _jars(cache: Path) -> Path:
    return cache / "jars"


def _stamp(cache: Path) -> Path:
    return cache / "fetched.stamp"


def _wanted() -> str:
    return PINNED.read_text()


def left_out(reason: Missing) -> str:
    """This is what is told of tests that do not run."""
    return f"Apache Kafka is left out: {reason}."


def is_owed() -> bool:
    """This is true where leaving it out is a failure."""
    return os.environ.get("CI") == "true"


def main() -> int:
    """This fetches; that it cannot is an error in CI alone."""
    try:
        fetch()
    except Missing as reason:
        sys.stdout.write(f"{left_out(reason)}\n")
        return 1 if is_owed() else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
