"""Each promise of the log, broken once: the check that is there for it sees it, and says where."""

from collections.abc import Callable
from typing import Any, LiteralString

import psycopg
import pytest

from adapters.memory.keys import InMemoryKeyring
from adapters.postgres.auditing.examining import CHECKS, SHOWN, examine
from adapters.postgres.auditing.reading import RawLog
from adapters.postgres.redacting import redact
from application.auditing.asking import Examined, Finding
from application.auditing.history import Hidden
from domain.account.events import PasswordSet
from domain.proof.canonical import canonical
from domain.proof.merkle import leaf_hash
from domain.proof.record import record_of
from domain.shared.personal import Category
from tests.support.archive import Archive
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.consents import granted, withdrawn
from tests.support.people import ANNA, BEN

pytestmark = pytest.mark.io

SECRET = PasswordSet(account_id=ANNA, password_hash="$argon2id$of-anna", set_at=MONDAY)
LEAVES: LiteralString = """
    UPDATE log.facts SET leaf = log.leaf_of(log.record_of(notification_id, originator_id,
        originator_version, topic, convert_from(state, 'UTF8'), recorded_at, actor, ground,
        correlation_id, causation_id, subjects))
"""
Damage = Callable[[Archive], None]


def examined(kept: Archive, **how: Any) -> Examined:
    asked: dict[str, Any] = {"after": 0, "most": None, "say": lambda _done, _total: None, **how}
    return examine(kept.raw, kept.keyring, **asked)


def broken(kept: Archive) -> dict[str, list[Finding]]:
    """This is what is found, by the name of the check."""
    return {check.name: list(check.shown) for check in examined(kept).checks if check.count}


def filled(kept: Archive) -> None:
    """This is six facts of four commands: two people, one of them with a secret."""
    kept.record("consent-1", granted(), withdrawn())
    kept.record(f"account-{ANNA}", SECRET)
    kept.record("consent-2", granted("olga"), withdrawn("olga"), at=TUESDAY)
    kept.record("consent-1", granted(), at=TUESDAY)


def sql(statement: LiteralString, *values: Any, leaves: bool = True) -> Damage:
    """This damages the log; unless leaves are spared, they are made anew to fit the damage."""

    def damage(kept: Archive) -> None:
        kept.damage(statement, *values)
        if leaves:
            kept.damage(LEAVES)

    return damage


def body(position: int, text: bytes, *, leaves: bool = True) -> Damage:
    statement: LiteralString = "UPDATE log.facts SET state = %s WHERE notification_id = %s"
    return sql(statement, text, position, leaves=leaves)


def spared(kept: Archive) -> None:
    """This takes a fact out of the middle of a stream, with its place in the log closed up."""
    kept.damage("UPDATE log.facts SET originator_version = 7 WHERE notification_id = 6")
    kept.damage(LEAVES)


def twice(kept: Archive) -> None:
    kept.damage("DROP INDEX log.facts_by_stream")
    kept.damage("UPDATE log.facts SET originator_version = 2 WHERE notification_id = 6")
    kept.damage(LEAVES)


def swapped(kept: Archive) -> None:
    kept.damage("DROP INDEX log.facts_by_stream")
    kept.damage(
        "UPDATE log.facts SET originator_version = 3 - originator_version"
        " WHERE originator_id = 'consent-2'"
    )
    kept.damage(LEAVES)


def moved_seal(kept: Archive) -> None:
    """This puts what is sealed for one fact into another of the same person."""
    kept.record(f"account-{ANNA}", SECRET)
    kept.damage(
        "UPDATE log.facts SET state = (SELECT state FROM log.facts WHERE notification_id = 3)"
        " WHERE notification_id = 7"
    )
    kept.damage(LEAVES)


def without_keys(kept: Archive) -> None:
    kept.damage("DELETE FROM keys.subject_keys")


def behind_the_fence(kept: Archive) -> None:
    """This lets one more secret in, as a committer without the fence would."""
    kept.destruction.fence(ANNA, [Category.CONTACT], "request-1")
    kept.damage("UPDATE log.fences SET position = position - 4")


def lost_cause(kept: Archive) -> None:
    kept.record("consent-3", granted(), causation_id="consent-9@1")


def later_cause(kept: Archive) -> None:
    kept.record("consent-3", granted(), causation_id="consent-4@1")
    kept.record("consent-4", granted())


DEFECTS: dict[str, tuple[Damage, str, int]] = {
    "a fact is gone": (
        sql("DELETE FROM log.facts WHERE notification_id = 3"),
        "positions",
        3,
    ),
    "the last fact is gone": (
        sql("DELETE FROM log.facts WHERE notification_id = 6"),
        "positions",
        6,
    ),
    "the head lags": (sql("UPDATE log.head SET position = 5"), "positions", 5),
    "time runs backwards": (
        sql("UPDATE log.facts SET recorded_at = '2020-01-01Z' WHERE notification_id = 4"),
        "times",
        4,
    ),
    "a version is there twice": (twice, "duplicates", 6),
    "a version is missing": (spared, "versions", 6),
    "versions are in another order": (swapped, "versions", 4),
    "a topic is unknown": (
        sql("UPDATE log.facts SET topic = 'nobody.knows.v1' WHERE notification_id = 2"),
        "topics",
        2,
    ),
    "a body has another shape": (body(2, b'{"person_id":7}'), "bodies", 2),
    "a body is not canonical": (
        sql(
            "UPDATE log.facts SET state = convert_to(replace(convert_from(state, 'UTF8'),"
            " '\",\"', '\", \"'), 'UTF8') WHERE notification_id = 2"
        ),
        "canonical",
        2,
    ),
    "a field was changed": (
        sql(
            "UPDATE log.facts SET actor = 'person:eve' WHERE notification_id = 4",
            leaves=False,
        ),
        "leaves",
        4,
    ),
    "a leaf was changed": (
        sql("UPDATE log.facts SET leaf = sha256('') WHERE notification_id = 4", leaves=False),
        "leaves",
        4,
    ),
    "a ciphertext was moved": (moved_seal, "seals", 7),
    "keys are missing": (without_keys, "seals", 3),
    "somebody else is named": (
        sql("UPDATE log.facts SET subjects = '{ben}' WHERE notification_id = 3"),
        "subjects",
        3,
    ),
    "somebody is named for nothing": (
        sql("UPDATE log.facts SET subjects = '{ben}' WHERE notification_id = 2"),
        "subjects",
        2,
    ),
    "personal data lies open": (
        body(
            3,
            canonical(
                {
                    "account_id": ANNA,
                    "password_hash": "$argon2id$of-anna",
                    "set_at": "2026-03-02T09:00:00Z",
                }
            ),
        ),
        "open",
        3,
    ),
    "a fence did not hold": (behind_the_fence, "fences", 3),
    "a ciphertext was taken out": (
        sql(
            "UPDATE log.facts SET state = convert_to(regexp_replace(convert_from(state, 'UTF8'),"
            ' \'"data":"[^"]*"\', \'"data":""\'), \'UTF8\') WHERE notification_id = 3',
            leaves=False,
        ),
        "redactions",
        3,
    ),
    "a cause does not exist": (lost_cause, "causes", 7),
    "a cause came later": (later_cause, "causes", 7),
    "the ledger points behind the log": (
        sql("UPDATE log.ledger SET last_position = 70 WHERE first_position = 4"),
        "ledger",
        4,
    ),
    "the ledger points nowhere": (
        sql("UPDATE log.ledger SET last_position = NULL WHERE first_position = 4"),
        "ledger",
        4,
    ),
    "the ledger points backwards": (
        sql("UPDATE log.ledger SET first_position = 5, last_position = 4 WHERE first_position = 4"),
        "ledger",
        5,
    ),
}


class TestEachCheck:
    @pytest.mark.parametrize(("damage", "check", "position"), DEFECTS.values(), ids=DEFECTS.keys())
    def test_sees_its_defect_and_nobody_else_does(
        self, kept: Archive, damage: Damage, check: str, position: int
    ) -> None:
        filled(kept)
        assert broken(kept) == {}
        damage(kept)
        found = broken(kept)
        assert {one.position for one in found[check]} == {position}
        assert found.keys() <= {check, *ALSO.get(check, ())}, found

    def test_has_a_defect_planted_for_it(self) -> None:
        named = {make(InMemoryKeyring()).name for make in CHECKS}
        assert named == {check for _damage, check, _position in DEFECTS.values()}


ALSO = {
    "positions": {"versions", "ledger", "positions"},
    "open": {"subjects"},
    "redactions": {"seals"},
}
"""What cannot be broken alone: a fact that is gone is missed by its stream and by the ledger, a
ciphertext that is gone does not open."""


class TestTheWords:
    def test_of_a_gap_name_it(self, kept: Archive) -> None:
        filled(kept)
        kept.damage("DELETE FROM log.facts WHERE notification_id IN (2, 3, 4)")
        (found,) = broken(kept)["positions"]
        assert found.what == "no fact stands at position 2 to 4"

    def test_of_missing_keys_say_what_to_do(self, kept: Archive) -> None:
        filled(kept)
        without_keys(kept)
        (found,) = broken(kept)["seals"]
        assert found.what == "keys missing: restore them (anna/contact, version 1)"

    def test_of_open_data_do_not_repeat_it(self, kept: Archive) -> None:
        filled(kept)
        DEFECTS["personal data lies open"][0](kept)
        assert "argon2id" not in str(broken(kept))


class TestSeals:
    def test_of_the_erased_are_in_order(self, kept: Archive) -> None:
        filled(kept)
        kept.erase(ANNA)
        assert broken(kept) == {}

    def test_of_one_missing_key_hold_up_no_other(self, kept: Archive) -> None:
        for number in range(9):
            kept.record(
                f"account-{number}",
                PasswordSet(account_id=f"{number}", password_hash="$argon2id$", set_at=MONDAY),
            )
        kept.damage("DELETE FROM keys.subject_keys WHERE subject IN ('3', '7')")
        assert [found.position for found in broken(kept)["seals"]] == [4, 8]

    @pytest.mark.parametrize(
        "text",
        [
            (
                b'{"$sealed":[{"alg":9,"category":"contact","data":"AAAA","fields":["password_hash"],'
                b'"subject":"anna","version":1}],"account_id":"anna"}'
            ),
            (
                b'{"$sealed":[{"alg":1,"category":"contact","data":"?","fields":["password_hash"],'
                b'"subject":"anna","version":1}],"account_id":"anna"}'
            ),
            (
                b'{"$sealed":[{"alg":1,"category":"contact","data":"AAAA","fields":["password_hash"],'
                b'"subject":"anna","version":1}],"account_id":"anna"}'
            ),
            b'{"$sealed":{"alg":1}}',
            b'{"$sealed":7,"account_id":"anna"}',
        ],
    )
    def test_that_are_broken_are_found(self, kept: Archive, text: bytes) -> None:
        filled(kept)
        body(3, text)(kept)
        (found,) = broken(kept)["seals"]
        assert found.position == 3

    def test_with_other_fields_than_they_say_are_found(self, kept: Archive) -> None:
        filled(kept)
        kept.damage(
            "UPDATE log.facts SET state = convert_to(replace(convert_from(state, 'UTF8'),"
            " '[\"password_hash\"]', '[\"email\"]'), 'UTF8') WHERE notification_id = 3"
        )
        assert [one.position for one in broken(kept)["seals"]] == [3]

    def test_name_whose_field_it_is(self, kept: Archive) -> None:
        filled(kept)
        kept.damage(
            "UPDATE log.facts SET state = convert_to(replace(convert_from(state, 'UTF8'),"
            ' \'"account_id":"anna"\', \'"account_id":"ben"\'), \'UTF8\')'
            " WHERE notification_id = 3"
        )
        (found,) = broken(kept)["subjects"]
        assert found.what == f"password_hash of {BEN} is sealed as data of {ANNA}"


class TestFences:
    def test_keep_what_was_sealed_right_before_them(self, kept: Archive) -> None:
        position = kept.record(f"account-{ANNA}", SECRET)
        kept.erase(ANNA)
        with psycopg.connect(kept.url) as connection:
            rows = connection.execute("SELECT DISTINCT position FROM log.fences").fetchall()
        assert rows == [(position,)]
        assert broken(kept) == {}


class TestRedactions:
    def test_of_the_erased_leave_their_leaves(self, kept: Archive) -> None:
        filled(kept)
        kept.erase(ANNA)
        assert redact(kept.url, ANNA, [str(category) for category in Category]) == 1
        assert broken(kept) == {}
        (one,) = kept.history.at([3])
        assert one.hidden == {"password_hash": Hidden.ERASED}


class TestCauses:
    def test_that_exist_are_in_order(self, kept: Archive) -> None:
        kept.record("consent-1", granted())
        kept.record("consent-3", granted(), causation_id="consent-1@1")
        assert broken(kept) == {}


class TestExamining:
    def test_of_an_empty_log_finds_nothing(self, kept: Archive) -> None:
        found = examined(kept)
        assert (found.findings, found.until, found.is_whole) == (0, 0, True)

    def test_goes_a_stretch_at_a_time(self, kept: Archive) -> None:
        filled(kept)
        DEFECTS["time runs backwards"][0](kept)
        stretches = [examined(kept, after=after, most=3) for after in (0, 3)]
        assert [(one.until, one.is_whole) for one in stretches] == [(3, False), (6, True)]
        assert [one.findings for one in stretches] == [0, 1]

    def test_asks_what_concerns_the_whole_log_once(self, kept: Archive) -> None:
        filled(kept)
        spared(kept)
        assert [examined(kept, after=after, most=3).findings for after in (0, 3)] == [0, 1]

    def test_says_how_far_it_is(self, kept: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        filled(kept)
        monkeypatch.setattr(RawLog.batches, "__defaults__", (4,))
        said: list[tuple[int, int]] = []
        found = examined(kept, say=lambda *how: said.append(how))
        assert said == [(4, 6), (6, 6)]
        assert found.findings == 0

    def test_counts_all_and_shows_the_first(self, kept: Archive) -> None:
        kept.record("consent-1", *[granted() for _ in range(SHOWN + 5)])
        kept.damage("UPDATE log.facts SET leaf = ''")
        (check,) = [one for one in examined(kept).checks if one.count]
        assert (check.count, len(check.shown)) == (SHOWN + 5, SHOWN)

    def test_makes_leaves_without_the_databases_help(self, kept: Archive) -> None:
        filled(kept)
        kept.damage(
            "CREATE OR REPLACE FUNCTION log.leaf_of(record text) RETURNS bytea LANGUAGE sql"
            " IMMUTABLE AS $$ SELECT sha256('') $$"
        )
        kept.damage(LEAVES)
        assert len(broken(kept)["leaves"]) == 6
        (row,) = next(kept.raw.batches(0, 1))
        assert leaf_hash(record_of(row.kept)) != row.leaf
