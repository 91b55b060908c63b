"""The access package (GDPR 15): everything that is kept of a person, for them and for machines."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import msgspec

from api.packages.gathering import Gathering
from api.packages.page import page
from api.packages.showing import in_words
from application.packing.archive import File, Package
from application.packing.proving import probe
from application.packing.tables import json_lines, json_object
from application.packing.uses import uses
from application.receipts import receipt_of, signed
from domain.proof.canonical import canonical
from projections.consent_register.queries import as_it_stands, history
from projections.holdings import HOLDINGS

SIGNED_AS: Final = "access-package+jws"
HEAD_SIGNED_AS: Final = "tree-head+jws"
AT_ONCE: Final = 200


def access_package(gathering: Gathering) -> Package:
    """This is the package, to be read once."""
    files = (
        File("index.html", page(gathering)),
        File("data.json", json_object(_data(gathering))),
        File("consents.json", json_object(_consents(gathering))),
        File("processing.json", json_object(_processing(gathering))),
        File("events.ndjson", json_lines(gathering.lines())),
        File("proofs.json", json_object(_proofs(gathering))),
    )
    signer = gathering.container.statement_signer(SIGNED_AS)
    return Package(gathering.about, files, signer, gathering.at)


def _data(gathering: Gathering) -> Iterator[tuple[str, Any]]:
    yield "as_of", gathering.at
    yield "position", gathering.tree.size
    for holding in HOLDINGS:
        yield holding.name, gathering.rows(holding)
    yield "credentials", gathering.credentials()


def _consents(gathering: Gathering) -> Iterator[tuple[str, Any]]:
    reader, person_id = gathering.container.reader, gathering.offered.person_id
    standing = as_it_stands(reader, person_id, gathering.at)
    yield "as_of", gathering.at
    yield "standing", (_answered(gathering, asdict(each)) for each in standing)
    yield "history", _history(gathering)


def _history(gathering: Gathering) -> Iterator[dict[str, Any]]:
    """This is each answer with its receipt, unless somebody else gave it: that names them."""
    container, person_id = gathering.container, gathering.offered.person_id
    before: int | None = None
    while found := history(container.reader, person_id, before=before, limit=AT_ONCE):
        for period in found:
            is_own = period.given_by in {None, person_id}
            receipt = signed(receipt_of(period, container.controller), container.receipt_signer)
            told = {"receipt": receipt if is_own else None}
            yield {**_answered(gathering, asdict(period)), **told}
        before = found[-1].from_position


def _answered(gathering: Gathering, period: dict[str, Any]) -> dict[str, Any]:
    given_by = period["given_by"]
    by = gathering.labels.of(given_by, "guardian") if given_by else None
    return {**period, "given_by": by}


def _processing(gathering: Gathering) -> Iterator[tuple[str, Any]]:
    language = gathering.language
    yield "controller", gathering.container.controller
    yield "uses", ({**asdict(use), "in_words": in_words(use, language)} for use in uses())
    rights = (name for name in language.texts if name.startswith("right_"))
    yield "rights", {name: language.texts[name] for name in rights}


def _proofs(gathering: Gathering) -> Iterator[tuple[str, Any]]:
    tree = gathering.tree
    head = {"size": tree.size, "root": tree.root.hex(), "stated_at": gathering.at}
    signer = gathering.container.statement_signer(HEAD_SIGNED_AS)
    yield "tree_head", head
    yield "statement", signer.sign(canonical(msgspec.to_builtins(head)))
    yield "proofs", (probe(one, tree) for one in tree.prove(gathering.positions()))
