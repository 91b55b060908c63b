"""Certificates of erasure: what is signed, and which logs they name."""

from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from adapters.certificates import ErasureCertificates
from adapters.crypto.statements import CERTIFICATE, Ed25519StatementSigner
from adapters.memory.clock import SetClock
from adapters.postgres.log_tree import PostgresLogTree
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from domain.privacy.terms import Tree
from domain.proof.canonical import canonical
from domain.proof.merkle import leaf_hash, root_of
from domain.proof.record import record_of
from tests.support.calendar import MONDAY, TUESDAY, minutes
from tests.support.postgres_tree import add
from tests.support.tree import stored

pytestmark = pytest.mark.io

FENCED = MONDAY + minutes(2)
FACTS = [
    stored(number, recorded_at=MONDAY + minutes(at))
    for number, at in enumerate((0, 1, 2, 2, 3), start=1)
]
SIGNER = Ed25519StatementSigner(b"s" * 32, CERTIFICATE)


def tree_of(size: int) -> Tree:
    """This is the tree over the first so many of the facts."""
    return Tree(size, root_of([leaf_hash(record_of(fact)) for fact in FACTS[:size]]).hex())


@pytest.fixture
def certificates(database_url: str) -> Iterator[ErasureCertificates]:
    migrate(database_url)
    add(database_url, FACTS)
    with closing(open_datastore(database_url)) as datastore:
        yield ErasureCertificates(PostgresLogTree(datastore), SIGNER, SetClock(TUESDAY), "1.2.3")


def test_names_the_log_before_the_fence_and_now(certificates: ErasureCertificates) -> None:
    made = certificates.certificate({"request_id": "r-1"}, FENCED)
    assert (made.before, made.after) == (tree_of(2), tree_of(5))


def test_signs_all_of_it_in_canonical_form(certificates: ErasureCertificates) -> None:
    said = {"request_id": "r-1", "erased": ["profile"], "at": None, "words": "é\n"}
    made = certificates.certificate(said, FENCED)
    (public,) = SIGNER.public_keys()["keys"]
    key = OKPKey.import_key(public)
    before, after = tree_of(2), tree_of(5)
    assert jws.deserialize_compact(made.text, key, ["Ed25519"]).payload == canonical(
        {
            **said,
            "certified_at": "2026-03-03T09:00:00+00:00",
            "backups_end_by": "2026-04-02T09:00:00+00:00",
            "log_before": {"size": before.size, "root": before.root},
            "log_after": {"size": after.size, "root": after.root},
            "software": "preceptor 1.2.3",
        }
    )
    assert made.sha256 == sha256(made.text.encode()).hexdigest()
