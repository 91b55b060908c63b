"""`preceptor ml dataset`, of a real log: what was shown to Ben, who agreed to be learned from."""

import json
from pathlib import Path

import psycopg
import pytest

from adapters.bootstrap import Container
from adapters.memory.clock import SetClock
from api.shell.learning.dataset import horizon_of
from api.shell.measuring.interactions import read
from application.bus import Request
from application.consent import GrantConsent, WithdrawConsent
from application.showing import RECORDING, NoteClick
from application.status import CannotBeDone
from application.work import Command
from domain.consent.events import Purpose
from domain.shared.actor import Actor, Role
from tests.api.shell.test_analysing import duck
from tests.api.shell.test_operators import BEN_REGISTERS, NOBODY
from tests.support.calendar import MONDAY, days, hours
from tests.support.people import ANNA, IVAN
from tests.support.shell import type_in
from tests.support.showings import SHOWING_ID, shown

PROFILING = Purpose.RECOMMENDATION_PROFILING
WORDS = "MkPatientEnglishTeacher"


class Lived:
    """This is a log in which Ben agreed, was shown Anna and Ivan, opened Ivan, and late Anna."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.clock = SetClock(MONDAY)
        container.__dict__["clock"] = self.clock
        ben_id = self.ask(BEN_REGISTERS, NOBODY)["account_id"]
        self.ben = Actor(ben_id, frozenset({Role.STUDENT}))
        yes = {"text_version": "1", "text_locale": "en", "text_sha256": "0" * 64}
        granted = GrantConsent.model_validate({"person_id": ben_id, "purpose": PROFILING, **yes})
        self.ask(granted, self.ben)
        container.showings.shown(shown(student_id=ben_id, words=WORDS))
        container.showings.shown(shown(student_id=None, words=WORDS, showing_id="nobodys"))
        container.showings.close()
        self.clock.set(MONDAY + hours(1))
        self.ask(NoteClick(showing_id=SHOWING_ID, tutor_id=IVAN, by=ben_id), RECORDING)
        self.clock.set(MONDAY + days(9))
        self.ask(NoteClick(showing_id=SHOWING_ID, tutor_id=ANNA, by=ben_id), RECORDING)

    def ask(self, command: Command, actor: Actor) -> dict[str, str]:
        """This asks a command from inside."""
        key = f"{type(command).__name__}-{self.clock.now()}"
        outcome = self.container.bus.execute(Request(command, actor, key, "test"))
        assert outcome.accepted, outcome
        return dict(outcome.answer)

    def agree_no_more(self) -> None:
        """This is Ben, who takes it back."""
        self.ask(WithdrawConsent(person_id=self.ben.id, purpose=PROFILING), self.ben)


@pytest.fixture
def lived(container: Container) -> Lived:
    return Lived(container)


class TestDataset:
    def test_is_written_with_its_digest(self, lived: Lived, tmp_path: Path) -> None:
        assert lived.ben.id
        one, two = tmp_path / "one", tmp_path / "two"
        told = type_in("ml", "dataset", "--to", one, "--horizon", "7d", "--as-of", "2026-03-10")
        assert told.exit_code == 0, told.output
        assert "2 rows are in" in told.output
        assert "2 rows are left out: nobody knows who was shown them." in told.output
        again = type_in(
            *("ml", "dataset", "--to", two, "--horizon", "7d", "--as-of", "2026-03-10", "--json")
        )
        digest = json.loads(again.output)["sha256"]
        assert f"sha256 {digest}" in told.output
        manifest = json.loads((one / "manifest.json").read_bytes())
        assert (manifest["sha256"], manifest["rows"], manifest["opened"]) == (digest, 2, 1)
        for name in ("rows.parquet", "train.tsv"):
            assert (one / name).read_bytes() == (two / name).read_bytes()

    def test_is_read_by_what_learns_from_it(self, lived: Lived, tmp_path: Path) -> None:
        folder = tmp_path / "set"
        assert type_in("ml", "dataset", "--to", folder, "--horizon", "7d").exit_code == 0
        rows = duck(
            "SELECT tutor_id, place, rating, known_tutor_bookings, is_opened, is_booked"
            f" FROM read_parquet('{folder}/rows.parquet') ORDER BY place"
        )
        assert rows == [("anna", 1, 4.8, 0, False, False), ("ivan", 2, None, 0, True, False)]
        (folder / "test.tsv").write_text("")
        known = read(folder).trial.known
        at = [(MONDAY + after).timestamp() for after in (hours(1), days(9))]
        assert (known.users, known.items, known.times) == ([lived.ben.id] * 2, [IVAN, ANNA], at)

    def test_holds_no_word_of_anybody(self, lived: Lived, tmp_path: Path) -> None:
        folder = tmp_path / "set"
        assert type_in("ml", "dataset", "--to", folder, "--horizon", "7d").exit_code == 0
        written = b"".join(path.read_bytes() for path in folder.iterdir())
        assert WORDS.encode() not in written
        with psycopg.connect(lived.container.url) as connection:
            bodies = connection.execute("SELECT state FROM log.facts").fetchall()
        assert WORDS.encode() not in b"".join(bytes(body) for (body,) in bodies)

    def test_is_without_whoever_agrees_no_more(self, lived: Lived, tmp_path: Path) -> None:
        position = str(lived.container.log.head())
        lived.agree_no_more()
        folder = tmp_path / "set"
        asked = ("ml", "dataset", "--to", folder, "--horizon", "7d", "--as-of", position)
        found = json.loads(type_in(*asked, "--json").output)
        assert (found["rows"], found["interactions"]) == (0, 0)
        assert found["left"]["not_agreeing"] == 2
        assert lived.ben.id.encode() not in (folder / "rows.parquet").read_bytes()

    def test_keeps_what_is_none_of_it(self, lived: Lived, tmp_path: Path) -> None:
        assert lived.ben.id
        (tmp_path / "mine.txt").write_text("mine")
        told = type_in("ml", "dataset", "--to", tmp_path)
        assert told.exit_code == 1
        assert "holds something that is no training set" in told.output
        assert (tmp_path / "mine.txt").read_text() == "mine"

    @pytest.mark.parametrize(
        ("as_of", "words"), [("99", "none at 99"), ("2200-01-01", "not come"), ("x", "is no time")]
    )
    def test_of_what_is_not_there_is_told(
        self, lived: Lived, tmp_path: Path, as_of: str, words: str
    ) -> None:
        assert lived.ben.id
        told = type_in("ml", "dataset", "--to", tmp_path / "set", "--as-of", as_of)
        assert (told.exit_code, words in told.output) == (1, True), told.output


def test_a_horizon_is_days_or_hours() -> None:
    assert (horizon_of("14d"), horizon_of("36h")) == (days(14), hours(36))
    for wrong in ("14", "0d", "14 d", "1w", "-1d"):
        with pytest.raises(CannotBeDone, match="is no horizon"):
            horizon_of(wrong)
