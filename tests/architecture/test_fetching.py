"""Where Apache Kafka cannot be had the tests say so in one line, and in CI they fail.

Maven and Java are scripts here, which bring what they are told.
"""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.apache import fetching
from tests.support.apache.fetching import Missing, fetch, jars, version
from tests.support.sources import ROOT

JAVA = """#!/bin/sh
echo 'openjdk version "{version}" 2025-04-15' >&2
"""
MAVEN = """#!/bin/sh
echo once >> "$0.asked"
for each in "$@"; do case "$each" in -DoutputDirectory=*) to="${each#*=}";; esac; done
mkdir "$to" && {does}
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This is a PATH with the shell's own programs and whatever a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "mkdir"):
        (folder / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)


def put_java(folder: Path, version: str = "17.0.15") -> None:
    put(folder, "java", JAVA.replace("{version}", version))


def put_maven(folder: Path, does: str) -> None:
    put(folder, "mvn", MAVEN.replace("{does}", does))


@pytest.mark.io
class TestLeavingItOut:
    @pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
    def test_is_one_line_and_a_failure_in_ci_alone(self, ci: str, code: int) -> None:
        told = subprocess.run(
            [sys.executable, "-m", "tests.support.apache.fetching"],
            cwd=ROOT,
            env={"PATH": "", "PYTHONPATH": str(ROOT), "CI": ci},
            capture_output=True,
            text=True,
            check=False,
        )
        said = "Apache Kafka is left out: Java 17 or newer (java) is not on the PATH.\n"
        assert (told.stdout, told.stderr, told.returncode) == (said, "", code)

    @pytest.mark.parametrize("version", ["11.0.2", "1.8.0_412"])
    def test_is_what_an_old_java_leads_to(self, programs: Path, version: str) -> None:
        put_java(programs, version)
        with pytest.raises(Missing, match="Java 17"):
            jars()

    def test_is_what_a_missing_maven_leads_to(self, programs: Path, tmp_path: Path) -> None:
        put_java(programs)
        with pytest.raises(Missing, match="Maven"):
            fetch(tmp_path / "cache")
        with pytest.raises(Missing, match="make test"):
            jars(tmp_path / "cache")


@pytest.mark.io
class TestFetching:
    def test_is_done_once(
        self, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache = tmp_path / "cache"
        self.pin(tmp_path, monkeypatch, "a" * 64)
        put_java(programs)
        put_maven(programs, 'printf aaa > "$to/a.jar"')
        with pytest.raises(Missing, match=r"not what is pinned: a\.jar"):
            fetch(cache)
        assert not fetching.is_fetched(cache)

        self.pin(tmp_path, monkeypatch, sha256(b"aaa").hexdigest())
        fetch(cache)
        fetch(cache)
        assert (jars(cache) / "a.jar").read_bytes() == b"aaa"
        assert (programs / "mvn.asked").read_text().split() == ["once", "once"]

        self.pin(tmp_path, monkeypatch, "b" * 64)
        with pytest.raises(Missing, match="make test"):
            jars(cache)

    def test_says_what_maven_says(self, programs: Path, tmp_path: Path) -> None:
        put_java(programs)
        put_maven(programs, "echo [ERROR] no such host; echo more; exit 1")
        with pytest.raises(Missing, match=r"could not fetch it \(\[ERROR\] no such host\)"):
            fetch(tmp_path / "cache")

    def pin(self, folder: Path, monkeypatch: pytest.MonkeyPatch, digest: str) -> None:
        pinned = folder / "jars.sha256"
        pinned.write_text(f"{digest}  a.jar{os.linesep}")
        monkeypatch.setattr(fetching, "PINNED", pinned)


def test_what_is_fetched_is_what_production_runs() -> None:
    compose = (ROOT / "docker-compose.yml").read_text("utf-8")
    assert f"image: apache/kafka:{version()}\n" in compose
    assert f"kafka-clients-{version()}.jar" in fetching.PINNED.read_text()
    assert ".kafka/" in (ROOT / ".gitignore").read_text().splitlines()
