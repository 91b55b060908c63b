"""What Docker would find out, as far as it can be known without it.

`compose_spec.json` is the schema of the Compose Specification as docker-compose 1.29.2 carries it
(Apache-2.0).
"""

import json
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator

from adapters.embedded.supervisor import PLAN
from adapters.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("compose_spec.json").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
SETTINGS = {name.upper() for name in Settings.model_fields}
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
EXPLAINED = set(re.findall(r"^# ([A-Z_]+)=", EXAMPLE, re.MULTILINE))
OF_THE_IMAGES = {"POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD"}
OF_PYTHON = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH"}
PINNED = re.compile(r"^[\w./-]+:\d+\.\d+\.\d+[\w.-]*$")


def instructions(name: str) -> list[str]:
    """This is what follows each instruction of that name in the Dockerfile."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.removeprefix(f"{name} ") for line in joined.splitlines() if line.startswith(name)]


def module_of(command: list[str]) -> str:
    assert command[:2] == ["python", "-m"], command
    return command[2]


class TestTheComposeFile:
    def test_is_what_compose_understands(self) -> None:
        problems = [error.message for error in Draft201909Validator(SCHEMA).iter_errors(COMPOSE)]
        assert problems == []

    def test_would_not_pass_with_a_misspelt_key(self) -> None:
        wrong = {**COMPOSE, "services": {"api": {"imagge": "x"}}}
        assert list(Draft201909Validator(SCHEMA).iter_errors(wrong))

    def test_runs_what_runs_embedded(self) -> None:
        workers = (*PLAN.once, *PLAN.workers, PLAN.api)
        embedded = {worker.name: ["python", *worker.runs] for worker in workers}
        assert {name: service["command"] for name, service in OURS.items()} == embedded

    @pytest.mark.parametrize("name", OURS)
    def test_names_a_module_that_exists(self, name: str) -> None:
        module = module_of(OURS[name]["command"])
        assert find_spec(module) is not None
        if (ROOT / module.replace(".", "/")).is_dir():
            assert find_spec(f"{module}.__main__") is not None

    @pytest.mark.parametrize("name", OURS)
    def test_sets_only_what_settings_know(self, name: str) -> None:
        assert set(OURS[name]["environment"]) - SETTINGS == set()

    def test_asks_only_for_variables_that_the_example_explains(self) -> None:
        asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
        assert asked - EXPLAINED == set()

    @pytest.mark.parametrize("name", SERVICES)
    def test_pins_its_images(self, name: str) -> None:
        assert re.search(r":\d+\.\d+", SERVICES[name]["image"]), SERVICES[name]["image"]

    @pytest.mark.parametrize("name", [name for name in SERVICES if name not in OURS])
    def test_knows_when_a_server_is_well(self, name: str) -> None:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"

    @pytest.mark.parametrize("name", OURS)
    def test_waits_only_for_what_can_be_waited_for(self, name: str) -> None:
        for other, wanted in OURS[name]["depends_on"].items():
            assert other in SERVICES
            if wanted["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other]

    def test_keeps_what_must_be_kept(self) -> None:
        named = {
            volume.split(":")[0]
            for service in SERVICES.values()
            for volume in service.get("volumes", ())
        }
        assert named == set(COMPOSE["volumes"])


class TestTheDockerfile:
    def test_copies_only_what_exists(self) -> None:
        for copied in instructions("COPY"):
            *sources, _ = copied.split()
            for source in sources:
                assert (ROOT / source).exists(), source

    def test_copies_every_package(self) -> None:
        packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
        copied = {source for line in instructions("COPY") for source in line.split()[:-1]}
        assert packages - copied == set()

    def test_is_sent_everything_it_copies(self) -> None:
        sent = {
            line[1:]
            for line in (ROOT / ".dockerignore").read_text().splitlines()
            if line[:1] == "!"
        }
        copied = {source for line in instructions("COPY") for source in line.split()[:-1]}
        assert copied == sent

    def test_starts_from_a_pinned_image(self) -> None:
        assert all(PINNED.match(image) for image in instructions("FROM"))

    def test_installs_only_what_is_pinned_with_hashes(self) -> None:
        installs = [line for line in instructions("RUN") if "pip install" in line]
        assert installs
        assert all("--require-hashes -r requirements.lock" in line for line in installs)

    def test_does_not_run_as_root(self) -> None:
        assert instructions("USER") == ["10001"]

    def test_runs_a_module_that_exists(self) -> None:
        for command in instructions("CMD"):
            assert find_spec(module_of(json.loads(command))) is not None

    def test_sets_only_what_settings_know(self) -> None:
        names = {pair.split("=")[0] for line in instructions("ENV") for pair in line.split()}
        assert names - SETTINGS - OF_PYTHON == set()


class TestTheMakefile:
    def made(self, target: str) -> str:
        dry = ["make", "--dry-run", "--old-file=.venv/test.stamp", target]
        # Of the make that runs these tests it would know, and tell where it is.
        known = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
        made = subprocess.run(dry, cwd=ROOT, env=known, capture_output=True, text=True, check=True)
        return made.stdout

    def test_tests_everything_once(self) -> None:
        made = self.made("test")
        assert made.count("-m pytest") == 1
        assert made.count("-m tests.support.apache.fetching") == 1
        assert "not io" not in made
        assert "quick" not in made
        for linter in ("ruff format --check", "ruff check", "-m mypy", "lint-imports"):
            assert made.count(linter) == 1

    def test_checks_without_servers(self) -> None:
        assert "-m tests.quick" in self.made("check")
        assert self.made("lint") in self.made("check")

    def test_is_all_that_ci_runs(self) -> None:
        script = ROOT / ".ci" / "run"
        assert os.access(script, os.X_OK)
        assert script.read_text().splitlines()[-1] == "make test"

    def test_refuses_an_old_python_with_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "python3").write_text("#!/bin/sh\necho Python 3.9.2; test $1 = --version\n")
        (tmp_path / "python3").chmod(0o755)
        shutil.copy(ROOT / "Makefile", tmp_path)
        tried = ["make", "-C", str(tmp_path), ".venv/made.stamp", f"PYTHON={tmp_path / 'python3'}"]
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        told = subprocess.run(
            tried, env={"PATH": path}, capture_output=True, text=True, check=False
        )
        assert "Preceptor needs Python 3.11 or newer; found: Python 3.9.2." in told.stdout
        assert told.returncode != 0


class TestTheExampleOfSettings:
    def test_names_every_setting_and_no_other(self) -> None:
        assert EXPLAINED - OF_THE_IMAGES == SETTINGS
