"""`preceptor ml … --kind success`: trained from a real log, told in a table, let forward, live."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from adapters.bootstrap import Container
from adapters.memory.clock import SetClock
from api.app import create_app
from api.shell.modelling.success import tell_fairness, tell_held
from application.nightly import remove_unneeded
from application.success import Figures, Gain, Held
from application.tokens import Access
from domain.model.policies import MONTH
from domain.shared.actor import Role
from domain.success.groups import Fairness, Gap
from tests.api.shell.test_operators import followed
from tests.api.world import client_of
from tests.support.calendar import MONDAY
from tests.support.learners import learners, record_lives
from tests.support.shell import type_in

WEEKS = 60
LATER = MONDAY + 45 * timedelta(weeks=1)
KIND = ("--kind", "success")
FAIR, UNFAIR = Gap(0.01, -0.02, 0.04), Gap(0.1, 0.05, 0.15)
FIGURES = Figures("model", 0.9, 0.1, 0.3, 0.02, 0.01)


def group(calibration: Gap) -> Fairness:
    """This is how a group fares."""
    return Fairness("country", "DE", 40, 0.5, 0.4, FAIR, calibration)


class TestTelling:
    def test_names_groups_that_are_told_what_does_not_happen(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tell_fairness([group(FAIR)])
        assert "Told what then does not happen" not in capsys.readouterr().out
        tell_fairness([group(UNFAIR)])
        assert "by more than chance: country DE." in capsys.readouterr().out
        tell_fairness([])
        assert "No group of students is large enough" in capsys.readouterr().out

    def test_names_features_that_are_not_what_they_were(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        held = Held(40, FIGURES, FIGURES, Gain(0.01, 0.005, 0.015), (), ("stars", "overdue"))
        tell_held(held)
        said = capsys.readouterr().out
        assert "40 students, looked at after both were trained." in said
        assert "better than that of model by +0.0100, 95 % interval +0.0050 to +0.0150" in said
        assert "Not what it was when it learnt: stars, overdue." in said


def asked(container: Container) -> dict[str, Any]:
    """This is what a student who learns now is told over HTTP, on the day the log ends."""
    followed(container, "student_deeds")
    student: Any = container.reader.row(
        "SELECT student_id FROM student_deeds.deeds WHERE deed = 'learnt'"
        " ORDER BY position DESC LIMIT 1"
    )
    container.__dict__["clock"] = SetClock(MONDAY + WEEKS * timedelta(weeks=1))
    who = Access(student["student_id"], "session", frozenset({Role.STUDENT}))
    token = container.access_tokens.issue(who, container.clock.now())
    path = f"/v1/students/{who.account_id}/outlook"
    answer = client_of(create_app(container)).get(
        path, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_model_is_trained_compared_and_used(container: Container) -> None:
    nothing = type_in("ml", "list", *KIND)
    assert "No model was trained yet: `preceptor ml train --kind success`." in nothing.output
    record_lives(container.log, learners(np.random.default_rng(5), 120, WEEKS))
    followed(container, "directory")
    before = ("--before", f"{LATER:%Y-%m-%dT%H:%M:%S}")
    trained = json.loads(type_in("ml", "train", *KIND, *before, "--json").output)
    version = trained["trained"]["version"]
    card = type_in("ml", "card", version, *KIND)
    assert "auc" in card.output
    assert "no age, no country, no words" in card.output
    explained = json.loads(type_in("ml", "explain", version, *KIND, "--json").output)
    assert sum(explained.values()) == pytest.approx(1)
    assert "not looked at yet" in type_in("ml", "list", *KIND).output
    held = type_in("ml", "evaluate", version, *KIND)
    assert "than that of recency alone by +" in held.output, held.output
    listed = type_in("ml", "list", *KIND).output
    assert re.search(version + r" .* candidate +\d+ +\+0\.\d+ \(\+0\.\d+ to \+0\.\d+\)", listed)
    for state in ("shadow", "canary", "live"):
        forward = type_in("ml", "promote", version, *KIND, "--why", "first_of_its_kind")
        assert f"{version} is {state} now." in forward.output
    outlook = asked(container)
    assert 0 < outlook["probability"] < 1
    assert outlook["learnt_until"] < f"{LATER:%Y-%m-%d}"
    assert outlook["reasons"]
    lives = type_in("ml", "retire", version, *KIND, "--why", "unfair")
    assert "go back to the one before" in lives.output
    back = type_in("ml", "rollback", *KIND, "--why", "unfair")
    assert "No model of success is in use now" in back.output
    retired = type_in("ml", "retire", version, *KIND, "--why", "unfair")
    assert f"{version} is retired now." in retired.output
    later = datetime.now(UTC) + MONTH + timedelta(days=1)
    assert remove_unneeded(container.log, container.model_files, later) == 1
    explained_no_more = type_in("ml", "explain", version, *KIND)
    assert explained_no_more.exit_code == 1
    assert f"What {version} has learnt was removed" in explained_no_more.output
    card = type_in("ml", "card", version, *KIND)
    assert (card.exit_code, "auc" in card.output) == (0, True)
    assert "was removed: it is retired" in " ".join(card.output.split())
