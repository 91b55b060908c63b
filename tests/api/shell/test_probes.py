"""Proofs and notes sent to the command line: exit code 0 or 1, and why, whatever was sent."""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import pytest
from typer.testing import Result

from domain.proof.merkle import EMPTY_ROOT
from tests.domain.proof.trees import CONTINUED, INCLUDED, KNOWN, ROOTS, raw
from tests.support.shell import type_in
from tests.support.signing import ENOCH_VKEY, ENOCHS, PETER_VKEY, PETERS, TEXT

INCLUSION, CONSISTENCY, NOTE = "verify-inclusion", "verify-consistency", "verify-note"
OTHERS = {"desc": "happy path", "wantErr": True, "nobody": ["knows", None]}


def said(command: str, sent: bytes | str) -> Result:
    """This is what the command says of it; it never ends otherwise than with 0 or 1."""
    told = type_in("audit", command, sent=sent)
    if told.exit_code == 0:
        assert told.stdout.startswith("Valid: ")
        assert told.stderr == ""
    else:
        assert told.exit_code == 1, told.output
        assert told.stdout == ""
        assert told.stderr.count("\n") == 1
        assert told.stderr.endswith(".\n")
    return told


def is_valid(command: str, **fields: Any) -> bool:
    return said(command, json.dumps(fields)).exit_code == 0


def base64(value: bytes | Sequence[bytes]) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return [base64(each) for each in value]


def inclusion(index: int = 5, size: int = 8) -> dict[str, Any]:
    """This is a probe that is valid, in the fields of transparency-dev/merkle."""
    return {
        "leafIdx": index,
        "treeSize": size,
        "root": base64(ROOTS[size]),
        "leafHash": base64(KNOWN.leaves[index]),
        "proof": base64(raw(INCLUDED[index, size])),
    }


def consistency(size1: int = 6, size2: int = 8) -> dict[str, Any]:
    """This is a probe that is valid, in the fields of transparency-dev/merkle."""
    return {
        "size1": size1,
        "size2": size2,
        "root1": base64(ROOTS[size1]),
        "root2": base64(ROOTS[size2]),
        "proof": base64(raw(CONTINUED[size1, size2])),
    }


class TestInclusion:
    @pytest.mark.parametrize(("index", "size"), INCLUDED)
    def test_of_a_known_leaf_is_valid(self, index: int, size: int) -> None:
        assert is_valid(INCLUSION, **inclusion(index, size), **OTHERS)

    def test_of_the_only_leaf_may_have_null_for_a_proof(self) -> None:
        assert is_valid(INCLUSION, **{**inclusion(0, 1), "proof": None})
        assert is_valid(INCLUSION, **{**inclusion(0, 1), "proof": []})

    def test_may_say_index_in_full(self) -> None:
        """Earlier test data did."""
        probe = inclusion()
        probe["leafIndex"] = probe.pop("leafIdx")
        assert is_valid(INCLUSION, **probe)

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("leafIdx", 4),
            ("leafIdx", 8),
            ("leafIdx", -1),
            ("leafIdx", 2**64 - 1),
            ("leafIdx", 2**70),
            ("leafIdx", 5.0),
            ("leafIdx", "5"),
            ("leafIdx", True),
            ("leafIdx", None),
            ("treeSize", 0),
            ("treeSize", 16),
            ("treeSize", []),
            ("root", ""),
            ("root", None),
            ("root", 7),
            ("root", base64(EMPTY_ROOT)),
            ("root", base64(ROOTS[8])[:-1]),
            ("root", base64(ROOTS[8]) + "="),
            ("root", base64(ROOTS[8])[:-2] + "h="),
            ("root", f" {base64(ROOTS[8])}"),
            ("leafHash", base64(b"WrongLeaf")),
            ("leafHash", None),
            ("proof", None),
            ("proof", []),
            ("proof", [None]),
            ("proof", [""]),
            ("proof", base64(ROOTS[8])),
            ("proof", {}),
            ("proof", [*inclusion()["proof"], ""]),
            ("proof", [*inclusion()["proof"], base64(ROOTS[8])]),
            ("proof", ["", *inclusion()["proof"]]),
            ("proof", inclusion()["proof"][:-1]),
            ("proof", [*inclusion()["proof"][:-1], 7]),
        ],
    )
    def test_of_anything_else_is_not(self, field: str, wrong: Any) -> None:
        assert not is_valid(INCLUSION, **{**inclusion(), field: wrong})

    @pytest.mark.parametrize("field", inclusion())
    def test_needs_every_field(self, field: str) -> None:
        probe = inclusion()
        del probe[field]
        assert not is_valid(INCLUSION, **probe)


class TestConsistency:
    @pytest.mark.parametrize(("size1", "size2"), CONTINUED)
    def test_of_known_trees_is_valid(self, size1: int, size2: int) -> None:
        assert is_valid(CONSISTENCY, **consistency(size1, size2), **OTHERS)

    @pytest.mark.parametrize(
        ("size1", "size2", "root1", "root2", "proof", "valid"),
        [
            (0, 0, b"don't care 1", b"don't care 1", [], True),
            (1, 1, b"don't care 2", b"don't care 2", None, True),
            (0, 0, EMPTY_ROOT, EMPTY_ROOT, [], True),
            (0, 0, b"don't care 1", b"don't care 2", [], False),
            (1, 1, EMPTY_ROOT, b"don't care 2", [], False),
            (0, 0, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT], False),
            (1, 1, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT], False),
            (0, 1, EMPTY_ROOT, EMPTY_ROOT, [], False),
            (0, 1, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT], False),
            (1, 0, b"don't care 1", b"don't care 2", [], False),
            (2, 1, b"don't care 1", b"don't care 2", [], False),
            (1, 2, b"don't care 1", b"don't care 2", [], False),
            (-1, -1, EMPTY_ROOT, EMPTY_ROOT, [], False),
            (8, 8, ROOTS[8], ROOTS[8], [], True),
            (8, 8, ROOTS[8], ROOTS[8], [ROOTS[8]], False),
        ],
    )
    def test_judges_as_others_do(
        self, size1: int, size2: int, root1: bytes, root2: bytes, proof: Any, *, valid: bool
    ) -> None:
        probe = {"size1": size1, "size2": size2, "root1": base64(root1), "root2": base64(root2)}
        given = None if proof is None else base64(proof)
        assert is_valid(CONSISTENCY, **probe, proof=given) is valid

    @pytest.mark.parametrize("field", ["size1", "size2", "root1", "root2"])
    def test_needs_every_field(self, field: str) -> None:
        probe = consistency(1, 1)
        del probe[field]
        assert not is_valid(CONSISTENCY, **probe)


class TestANote:
    def test_is_valid_when_one_of_the_keys_signed_it(self) -> None:
        probe = {"note": f"{TEXT}\n{PETERS}{ENOCHS}", "verifiers": [PETER_VKEY]}
        told = said(NOTE, json.dumps({**probe, **OTHERS}))
        assert told.stdout == "Valid: signed by 'PeterNeumann' c74f20a3.\n"

    def test_may_be_called_text_and_its_verifiers_vkeys(self) -> None:
        assert is_valid(NOTE, text=f"{TEXT}\n{ENOCHS}", vkeys=[PETER_VKEY, ENOCH_VKEY])

    @pytest.mark.parametrize(
        ("note", "verifiers", "why"),
        [
            (f"{TEXT}\n{PETERS}", [], "None of the keys"),
            (f"{TEXT}\n{PETERS}", None, "None of the keys"),
            (f"{TEXT}\n{PETERS}", [ENOCH_VKEY], "None of the keys"),
            (f"{TEXT}\n{PETERS}", [PETER_VKEY, PETER_VKEY], "Two of the keys"),
            (f"{TEXT}!\n\n{PETERS}", [PETER_VKEY], "is wrong"),
            (f"{TEXT}\n{PETERS}\n", [PETER_VKEY], "no signatures"),
            (f"{TEXT}\n{PETERS} ", [PETER_VKEY], "no end"),
            (f"{TEXT}\n{PETERS}", [PETER_VKEY[:-1]], "not base64"),
            (f"{TEXT}\n{PETERS}", ["\x1b[31m+c74f20a3+!"], r"\\x1b"),
            (f"{TEXT}\n{PETERS}", [""], "name\\+id\\+base64"),
            (f"{TEXT}\n{PETERS}", [7], "verifiers must be text"),
            (f"{TEXT}\n{PETERS}", PETER_VKEY, "verifiers must be a list"),
            (None, [PETER_VKEY], "note must be text"),
        ],
    )
    def test_is_not_valid_otherwise(self, note: Any, verifiers: Any, why: str) -> None:
        told = said(NOTE, json.dumps({"note": note, "verifiers": verifiers}))
        assert told.exit_code == 1
        assert re.search(why, told.stderr), told.stderr


@pytest.mark.parametrize("command", [INCLUSION, CONSISTENCY, NOTE])
class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        "sent",
        [
            b"",
            b"\n",
            b"{",
            b"{}",
            b"[]",
            b"null",
            b"7",
            b'"note"',
            b"\xff",
            b'{"note": "\xff"}',
            b'{"note": "\\ud800"}',
            b'{"leafIdx": NaN}',
            b'{"leafIdx": 1} {}',
            b'{"size1": ' + b"1" * 6000 + b"}",
            b"[" * 100_000,
            b'{"proof":' * 100_000,
        ],
        ids=lambda sent: str(sent[:20]),
    )
    def test_is_a_sentence(self, command: str, sent: bytes) -> None:
        assert said(command, sent).exit_code == 1

    def test_may_be_too_much(self, command: str) -> None:
        assert "16,777,216 bytes" in said(command, b" " * (16 * 1024 * 1024 + 1)).stderr
