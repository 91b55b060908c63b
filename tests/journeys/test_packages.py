"""What people get who ask for their data: all of theirs, nothing of others, to be checked."""

import csv
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from domain.proof.canonical import canonical
from domain.proof.merkle import verify_inclusion
from domain.proof.spelling import decoded
from domain.shared.actor import Role
from tests.journeys.test_consent import PURPOSE, published
from tests.support.client import Person
from tests.support.marked import Marked, approved, lesson_gone_wrong, marked_tutor
from tests.support.marketplace import Marketplace, Tutor
from tests.support.stack import RunningStack
from tests.support.traces import forms

pytestmark = pytest.mark.io

SECRET = "argon2id"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """This is a stack of its own, because its log runs ahead of the clock."""
    with RunningStack.started(tmp_path_factory.mktemp("packages")) as started:
        yield started


@pytest.fixture(scope="module")
def market(stack: RunningStack) -> Marketplace:
    return Marketplace(stack)


class Pair:
    """This is a tutor and a student who had a quarrel, each with words of their own."""

    def __init__(self, market: Marketplace) -> None:
        self.zoyas, self.bens = Marked(), Marked()
        self.zoya: Tutor = marked_tutor(market, self.zoyas)
        self.ben: Person = market.student(self.bens("name"))
        booking = lesson_gone_wrong(market, self.zoya, self.ben, self.zoyas("said"))
        self.ben.has_seen(self.zoya.person)
        answer = self.bens("replied")
        self.ben.do(f"{booking}/problem/answer", is_agreed=False, details=answer)
        ben = f"/v1/accounts/{self.ben.account_id}"
        self.ben.do(f"{ben}/profile", display_name=self.bens("renamed"), locale="ru")
        text = published(market.staff(Role.ADMIN), again=False)
        self.ben.do(f"/v1/consents/{self.ben.account_id}/{PURPOSE}/grant", **text)
        self.market = market

    @property
    def staff(self) -> list[Person]:
        return list(self.market._staff.values())


@pytest.fixture(scope="module")
def pair(market: Marketplace) -> Pair:
    return Pair(market)


def taken(person: Person, path: str) -> ZipFile:
    """This is a package as it was downloaded."""
    headers = {"Authorization": f"Bearer {person.token}"}
    got = person.http.get(path, headers=headers)
    assert got.status_code == 200, got.text
    assert got.headers["content-type"] == "application/zip"
    opened = ZipFile(io.BytesIO(got.content))
    assert opened.testzip() is None
    return opened


def texts(package: ZipFile) -> dict[str, bytes]:
    return {name: package.read(name) for name in package.namelist()}


def check_manifest(person: Person, package: ZipFile, kind: str) -> dict[str, Any]:
    """This returns the manifest, if it is ours and tells what the files hold."""
    keys = KeySet.import_key_set(person.http.get("/.well-known/jwks.json").json())
    signed = jws.deserialize_compact(package.read("manifest.jws"), keys, ["Ed25519"])
    assert signed.headers()["typ"] == kind
    assert signed.payload == package.read("manifest.json")
    manifest: dict[str, Any] = json.loads(signed.payload)
    listed = {one["name"]: one for one in manifest["files"]}
    assert {*listed, "manifest.json", "manifest.jws"} == set(package.namelist())
    for name, one in listed.items():
        content = package.read(name)
        assert (one["sha256"], one["bytes"]) == (sha256(content).hexdigest(), len(content))
    return manifest


def found(package: ZipFile, words: list[str]) -> set[tuple[str, str]]:
    """This is every word that stands in a file, or in a file's name, in whatever form."""
    return {
        (name, word)
        for name, content in texts(package).items()
        for word in words
        for form in forms(word)
        if form in content or form in name.encode()
    }


@pytest.fixture(scope="module")
def path(pair: Pair) -> str:
    """This is where Zoya asked what is kept of her."""
    return approved(pair.market, pair.zoya.person, "access")


@pytest.fixture(scope="module")
def package(pair: Pair, path: str) -> ZipFile:
    return taken(pair.zoya.person, f"{path}/package")


@pytest.fixture(scope="module")
def along(pair: Pair) -> ZipFile:
    """This is what Zoya takes elsewhere."""
    path = approved(pair.market, pair.zoya.person, "portability")
    return taken(pair.zoya.person, f"{path}/portability")


class TestAnAccessPackage:
    def test_holds_every_word_of_the_person(self, pair: Pair, package: ZipFile) -> None:
        everywhere = {name for name, _ in found(package, pair.zoyas.markers)}
        assert everywhere == {"index.html", "data.json", "events.ndjson"}
        for name in ("index.html", "events.ndjson"):
            words = {word for where, word in found(package, pair.zoyas.markers) if where == name}
            assert words == set(pair.zoyas.markers)

    def test_holds_nothing_of_anybody_else(self, pair: Pair, package: ZipFile) -> None:
        others = [person.account_id for person in (pair.ben, *pair.staff)]
        assert found(package, [*pair.bens.markers, *others]) == set()

    def test_holds_no_secret(self, package: ZipFile) -> None:
        assert found(package, [SECRET]) == set()

    def test_calls_the_same_person_the_same(self, package: ZipFile) -> None:
        data = json.loads(package.read("data.json"))
        (booking,) = data["bookings"]
        lines = [json.loads(line) for line in package.read("events.ndjson").splitlines()]
        (held,) = [line for line in lines if line["topic"] == "booking.held.v1"]
        assert held["fact"]["student_id"] == booking["student_id"] == held["by"] == "student 1"
        assert b"student 1" in package.read("index.html")

    def test_is_signed(self, pair: Pair, package: ZipFile) -> None:
        manifest = check_manifest(pair.zoya.person, package, "access-package+jws")
        assert manifest["person_id"] == pair.zoya.tutor_id

    def test_proves_each_of_its_facts(self, pair: Pair, package: ZipFile) -> None:
        told = json.loads(package.read("proofs.json"))
        lines = [json.loads(line) for line in package.read("events.ndjson").splitlines()]
        assert [one["position"] for one in told["proofs"]] == [one["position"] for one in lines]
        for one in told["proofs"]:
            hashes = [decoded(each) for each in one["proof"]]
            leaf, root = decoded(one["leafHash"]), decoded(one["root"])
            verify_inclusion(one["leafIdx"], one["treeSize"], leaf, hashes, root)
            assert root.hex() == told["tree_head"]["root"]
        keys = KeySet.import_key_set(pair.ben.http.get("/.well-known/jwks.json").json())
        stated = jws.deserialize_compact(told["statement"], keys, ["Ed25519"])
        assert stated.headers()["typ"] == "tree-head+jws"
        assert stated.payload == canonical(told["tree_head"])

    def test_ends_the_request_and_is_in_the_register(
        self, pair: Pair, path: str, package: ZipFile
    ) -> None:
        shown = pair.zoya.person.until(path, lambda shown: shown["handovers"])
        manifest = sha256(package.read("manifest.json")).hexdigest()
        assert shown["state"] == "completed"
        assert [(one["handed_to"], one["manifest_sha256"]) for one in shown["handovers"]] == [
            (pair.zoya.tutor_id, manifest)
        ]

    def test_is_nobody_elses_to_take(self, pair: Pair, path: str, package: ZipFile) -> None:  # noqa: ARG002
        support = pair.market.staff(Role.SUPPORT)
        for other in (pair.ben, support):
            refused = other.look(f"{path}/package")
            assert (refused.status, refused.refusal) == (404, "no-such-request-of-yours")
        wrong = pair.zoya.person.look(f"{path}/portability")
        assert (wrong.status, wrong.refusal) == (409, "the-request-asks-for-something-else")


class TestTheOtherSide:
    def test_has_their_own_package_in_their_own_language(self, pair: Pair) -> None:
        path = approved(pair.market, pair.ben, "access")
        package = taken(pair.ben, f"{path}/package")
        assert {word for _, word in found(package, pair.bens.markers)} == set(pair.bens.markers)
        others = [person.account_id for person in (pair.zoya.person, *pair.staff)]
        assert found(package, [*pair.zoyas.markers, *others]) == set()
        self.has_receipts(pair, package)
        page = package.read("index.html").decode()
        assert '<html lang="ru">' in page
        assert "преподаватель 1" in page

    @staticmethod
    def has_receipts(pair: Pair, package: ZipFile) -> None:
        told = json.loads(package.read("consents.json"))
        (standing,), (answer,) = told["standing"], told["history"]
        assert standing["is_in_force"]
        assert answer["receipt"]["receipt"]["pii_principal_id"] == pair.ben.account_id
        signature = answer["receipt"]["signature"]
        keys = KeySet.import_key_set(pair.ben.http.get("/.well-known/jwks.json").json())
        signed = jws.deserialize_compact(signature, keys, ["Ed25519"])
        assert json.loads(signed.payload or b"") == answer["receipt"]["receipt"]


class TestPortability:
    def test_is_signed(self, pair: Pair, along: ZipFile) -> None:
        check_manifest(pair.zoya.person, along, "portability-package+jws")

    def test_holds_what_the_person_provided(self, pair: Pair, along: ZipFile) -> None:
        provided = [one for one in pair.zoyas.markers if not one.endswith("Question")]
        for name in ("data.json", "csv/words.csv"):
            words = {word for where, word in found(along, pair.zoyas.markers) if where == name}
            assert words == set(provided)

    def test_holds_nothing_of_anybody_else(self, pair: Pair, along: ZipFile) -> None:
        others = [person.account_id for person in (pair.ben, *pair.staff)]
        assert found(along, [*pair.bens.markers, *others, SECRET]) == set()

    def test_says_the_same_in_each_table(self, along: ZipFile) -> None:
        data = json.loads(along.read("data.json"))
        for name, rows in data.items():
            if name != "as_of":
                lines = along.read(f"csv/{name}.csv").decode()
                read = list(csv.DictReader(io.StringIO(lines, newline=""), strict=True))
                assert len(read) == len(rows)
                assert lines.endswith("\r\n")

    def test_has_the_lessons_as_a_calendar(self, along: ZipFile) -> None:
        lines = along.read("lessons.ics").decode().split("\r\n")
        assert lines[0] == "BEGIN:VCALENDAR"
        assert lines.count("BEGIN:VEVENT") == 1
        assert "SUMMARY:Lesson: english" in lines


class TestADownloadThatBreaksOff:
    def test_is_not_taken_for_one(self, pair: Pair, stack: RunningStack) -> None:
        path = approved(pair.market, pair.zoya.person, "access")
        headers = {"Authorization": f"Bearer {pair.zoya.person.token}"}
        with stack.http.stream("GET", f"{path}/package", headers=headers) as got:
            assert got.status_code == 200
        head = stack.http.head(f"{path}/package", headers=headers)
        assert (head.status_code, head.content) == (200, b"")
        stack.settle()
        shown = pair.zoya.person.see(path)
        assert (shown["state"], shown["handovers"]) == ("in_progress", [])
