"""What auditors ask on the command line, of a real database."""

import csv
import io
import json
from datetime import timedelta
from html.parser import HTMLParser

import psycopg
import pytest

from adapters.bootstrap import Container
from application.reading import NoteDataRead
from domain.proof.sampling import sample
from domain.reading.events import ReadingPurpose
from domain.shared.personal import Category
from tests.api.shell.test_operators import BEN_REGISTERS, NOBODY, agreed, done, followed
from tests.support.notarised import digest
from tests.support.people import AS_SYSTEM, BEN, OLGA, RITA
from tests.support.shell import type_in

CONSENT = "consent-ben-recording"


def damaged(container: Container, statement: str) -> None:
    """This changes the log as nobody may."""
    with psycopg.connect(container.url) as connection:
        connection.execute("ALTER TABLE log.facts DISABLE TRIGGER ALL")
        connection.execute(statement.encode())
        connection.execute("ALTER TABLE log.facts ENABLE TRIGGER ALL")


@pytest.fixture
def account_id(container: Container) -> str:
    """This is Ben's account, made after he agreed to something."""
    agreed(container)
    places = done(container, BEN_REGISTERS, NOBODY)
    (stream_id,) = {one.stream_id for one in places if one.stream_id.startswith("account-")}
    return stream_id.removeprefix("account-")


class Reading(HTMLParser):
    """This takes down the cells of a page's table, and every address in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """This notes ids and addresses."""
        for name, value in attrs:
            if name == "id" and tag == "tr":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.addresses.append(value or "")

    def handle_data(self, data: str) -> None:
        """This notes what is read."""
        self.words += data


class TestTrace:
    def test_shows_a_stream_as_a_table(self, container: Container) -> None:
        agreed(container)
        told = type_in("audit", "trace", "--stream", CONSENT)
        assert told.exit_code == 0, told.output
        (line,) = [one for one in told.output.splitlines() if "consent.granted.v1" in one]
        for said in (f"{CONSENT}@1", "person:ben", "student:GrantConsent", "purpose=recording"):
            assert said in line
        assert "GrantConsent (key-" in line
        assert "/v1/log/proof/1" in line
        assert f"1 facts of {CONSENT}, up to position 1." in told.output

    def test_shows_whose_data_is_sealed_and_whose_erased(
        self, container: Container, account_id: str
    ) -> None:
        asked = ("audit", "trace", "--subject", account_id)
        told = type_in(*asked).output
        assert "email: sealed; display_name: sealed" in told
        assert "ben@example.org" not in told
        container.key_destruction.fence(account_id, tuple(Category), "request-1")
        container.key_destruction.destroy(account_id, tuple(Category))
        assert "email: erased; display_name: erased" in type_in(*asked).output

    def test_gives_machines_json(self, account_id: str) -> None:
        told = type_in("audit", "trace", "--stream", f"account-{account_id}", "--json")
        found = json.loads(told.output)
        assert (found["thread"], found["size"], len(found["lines"])) == ("stream", 2, 2)
        assert found["lines"][0]["hidden"] == {"display_name": "sealed", "email": "sealed"}
        same = type_in("audit", "trace", "--stream", f"account-{account_id}", "--format", "json")
        assert same.output == told.output

    def test_gives_spreadsheets_csv_that_computes_nothing(self, container: Container) -> None:
        agreed(container)
        damaged(container, "UPDATE log.facts SET correlation_id = ' =HYPERLINK(\"x\")'")
        told = type_in("audit", "trace", "--stream", CONSENT, "--format", "csv")
        (row,) = csv.DictReader(io.StringIO(told.output))
        assert (row["position"], row["topic"]) == ("1", "consent.granted.v1")
        assert row["correlation_id"] == '\' =HYPERLINK("x")'
        assert json.loads(row["public"])["purpose"] == "recording"

    def test_gives_people_one_page_that_needs_no_other(self, container: Container) -> None:
        agreed(container)
        damaged(container, "UPDATE log.facts SET causation_id = '<script>alert(1)</script>'")
        told = type_in("audit", "trace", "--stream", CONSENT, "--format", "html").output
        page = Reading()
        page.feed(told)
        assert page.ids == ["at-1"]
        assert page.addresses == ["/v1/log/proof/1"]
        assert "<script>alert(1)</script>" in page.words
        assert "<script" not in told

    def test_stops_at_a_position(self, account_id: str) -> None:
        asked = ("audit", "trace", "--stream", f"account-{account_id}", "--json")
        whole = json.loads(type_in(*asked).output)["lines"]
        first = whole[0]["position"]
        part = json.loads(type_in(*asked, "--until", str(first)).output)
        assert (part["until"], part["lines"]) == (first, whole[:1])

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ((), "Name one thing: --stream, --subject, --correlation or --booking.\n"),
            (
                ("--stream", "a", "--subject", "b"),
                "Name one thing: --stream, --subject, --correlation or --booking.\n",
            ),
            (("--booking", "b-7"), "Nothing happened to booking b-7 up to position 0.\n"),
            (
                ("--booking", "b-7", "--format", "xml"),
                "There is no format xml; there is table, csv, json, html.\n",
            ),
        ],
    )
    def test_that_cannot_be_is_told(
        self, container: Container, typed: tuple[str, ...], sentence: str
    ) -> None:
        assert container.partitions
        told = type_in("audit", "trace", *typed)
        assert (told.exit_code, told.stderr) == (1, sentence)


class TestSample:
    def test_is_the_same_again(self, container: Container, account_id: str) -> None:
        assert account_id
        asked = ("audit", "sample", "--topic", "consent.granted.v1", "--n", "5", "--seed", "7")
        told = type_in(*asked)
        assert told.exit_code == 0, told.output
        head = container.facts.head()
        assert f"1 of 1 facts of consent.granted.v1 up to position {head}:" in told.output
        again = told.output.splitlines()[-1].split()[1:]
        assert type_in(*again).output == told.output

    def test_is_told_to_machines_with_its_rule(self, container: Container) -> None:
        agreed(container)
        told = type_in("audit", "sample", "--topic", "consent.granted.v1", "--json")
        found = json.loads(told.output)
        positions = [one["line"]["position"] for one in found["drawn"]]
        assert positions == sample([1], 25, seed="42", topic="consent.granted.v1")
        assert "SHA-256(seed LF topic LF position)" in found["rule"]

    def test_of_nothing_is_told(self, container: Container) -> None:
        assert container.partitions
        told = type_in("audit", "sample", "--topic", "booking.held.v1")
        assert (told.exit_code, told.stderr) == (
            1,
            "No fact of topic booking.held.v1 was recorded up to 0.\n",
        )


class TestReplay:
    def test_prints_rows_and_digest(self, container: Container) -> None:
        agreed(container)
        told = type_in("audit", "replay", "--projection", "audit_trail")
        assert told.exit_code == 0, told.output
        assert "audit_trail as of position 1, recorded " in told.output
        (line,) = [one for one in told.output.splitlines() if one.startswith("entries")]
        assert line.split()[1] == "1"

    @pytest.mark.parametrize(
        "name", ["directory", "calendar", "audit_trail", "consent_clock", "platform_metrics"]
    )
    def test_where_the_one_in_use_stands_gives_its_digest(
        self, container: Container, account_id: str, name: str
    ) -> None:
        assert account_id
        followed(container, name)
        told = type_in("audit", "replay", "--projection", name, "--live")
        assert told.exit_code == 0, told.output
        assert "It is that of the read model in use." in told.output

    def test_is_compared_with_a_digest(self, container: Container) -> None:
        agreed(container)
        asked = ("audit", "replay", "--projection", "audit_trail", "--position", "1")
        digest = json.loads(type_in(*asked, "--json").output)["digest"]
        same = type_in(*asked, "--compare", digest.upper())
        assert (same.exit_code, "It is that of what" in same.output) == (0, True)
        other = type_in(*asked, "--compare", "0" * 64)
        assert other.exit_code == 1
        assert f"It is not that of what it was compared with: {'0' * 64}." in other.output
        found = json.loads(type_in(*asked, "--compare", "ä", "--json").output)
        assert found["is_same"] is False

    def test_of_changed_rows_is_another(self, container: Container) -> None:
        agreed(container)
        followed(container, "audit_trail")
        damaged(container, "UPDATE audit_trail.entries SET actor = 'person:eve'")
        told = type_in("audit", "replay", "--projection", "audit_trail", "--live")
        assert told.exit_code == 1
        assert "It is not that of the read model in use" in told.output

    def test_at_a_time(self, container: Container) -> None:
        agreed(container)
        asked = ("audit", "replay", "--projection", "audit_trail", "--json", "--at")
        assert json.loads(type_in(*asked, "2000-01-01").output)["position"] == 0
        tomorrow = container.clock.now() + timedelta(days=1)
        assert json.loads(type_in(*asked, tomorrow.isoformat()).output)["position"] == 1

    def test_is_kept_when_asked(self, container: Container) -> None:
        agreed(container)
        told = type_in("audit", "replay", "--projection", "audit_trail", "--keep")
        (line,) = [one for one in told.output.splitlines() if "DROP SCHEMA" in one]
        schema = line.split('"')[1]
        with psycopg.connect(container.url) as connection:
            found = connection.execute(f"SELECT count(*) FROM {schema}.entries".encode())
            assert found.fetchone() == (1,)

    def test_agrees_with_what_was_published(self, container: Container) -> None:
        agreed(container)
        asked = ("audit", "replay", "--projection", "audit_trail", "--position", "1")
        assert "No digest of it was published for that position.\n" in type_in(*asked).output
        followed(container, "audit_trail")
        digest(container)
        told = type_in(*asked)
        assert told.exit_code == 0, told.output
        said = "Digests 1, signed 2026-03-02 09:00 UTC: it is the one that was published.\n"
        assert said in told.output
        (published,) = json.loads(type_in(*asked, "--json").output)["published"]
        assert (published["number"], published["verdict"]) == (1, "same")

    def test_that_contradicts_what_was_published_fails(self, container: Container) -> None:
        agreed(container)
        followed(container, "audit_trail")
        damaged(container, "UPDATE audit_trail.entries SET actor = 'person:eve'")
        lines = digest(container).projections
        (line,) = [one for one in lines if one.name == "audit_trail"]
        told = type_in("audit", "replay", "--projection", "audit_trail", "--published")
        assert told.exit_code == 1
        assert f"it is not the one that was published: {line.digest}." in told.output

    def test_tells_where_the_nearest_was_published(self, container: Container) -> None:
        agreed(container)
        followed(container, "audit_trail")
        digest(container)
        asked = ("audit", "replay", "--projection", "audit_trail", "--position", "0")
        told = type_in(*asked)
        assert told.exit_code == 0
        said = "No digest of it was published for that position; the nearest is at 1.\n"
        assert said in told.output
        refused = type_in(*asked, "--published")
        assert refused.exit_code == 1
        assert refused.stderr == (
            "No digest of audit_trail was published there; the nearest is at 1.\n"
        )

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            (("directory", "--published"), "No digest of directory was published yet."),
            (("directory", "--published", "--live"), "What was published is the last, or "),
            (("directory", "--published", "--at", "2026-01-01"), "What was published is "),
            (("nothing",), "There is no read model nothing; there is directory, "),
            (("directory", "--position", "9"), "The log stands at 0, not yet at 9."),
            (("directory", "--position", "0", "--live"), "Name one place to stop at: "),
            (("directory", "--live", "--sealed"), "The read model in use is not sealed: "),
            (("directory", "--live"), "No build of this code is in use, so there is nothing"),
            (("directory", "--at", "yesterday"), "yesterday is no time; write it like "),
        ],
    )
    def test_that_cannot_be_is_told(
        self, container: Container, typed: tuple[str, ...], sentence: str
    ) -> None:
        assert container.partitions
        told = type_in("audit", "replay", "--projection", *typed)
        assert told.exit_code == 1
        assert told.stderr.startswith(sentence)


class TestAccess:
    def test_tells_who_could_and_that_nobody_did(
        self, container: Container, account_id: str
    ) -> None:
        followed(container, "directory")
        told = type_in("audit", "access", "--subject", account_id)
        assert told.exit_code == 0, told.output
        (line,) = [
            one for one in told.output.splitlines() if one.startswith("/v1/accounts/{account_id}")
        ]
        marks = ["–", "yes", "–", "yes", "–", "yes", "–", "–", "yes"]
        assert line.split()[1:] == ["profile,", "contact", *marks]
        assert f"No reading of anything of {account_id} is on record." in told.output
        assert "ben@example.org" not in told.output

    def test_tells_who_did(self, container: Container) -> None:
        read = NoteDataRead(
            person_ids=(BEN, OLGA),
            reader_id=RITA,
            purpose=ReadingPurpose.SUPPORT_CASE,
            categories=(Category.CONTACT, Category.PROFILE),
            route="GET /v1/accounts",
        )
        done(container, read, AS_SYSTEM)
        followed(container, "directory")
        told = type_in("audit", "access", "--subject", BEN)
        line = told.output.splitlines()[-1].split()
        assert line[3:] == [
            *(RITA, "support_case", "profile,", "contact", "GET", "/v1/accounts"),
            "/v1/log/proof/1",
        ]
        found = json.loads(type_in("audit", "access", "--subject", BEN, "--json").output)
        assert [one["position"] for one in found["reads"]] == [1]
        assert found["is_known"] is False
        of_reader = json.loads(type_in("audit", "access", "--subject", RITA, "--json").output)
        assert of_reader["reads"] == []


class TestCheck:
    def test_says_that_everything_holds(self, container: Container, account_id: str) -> None:
        assert account_id
        told = type_in("audit", "check")
        assert told.exit_code == 0, told.output
        assert f"Everything holds: {container.facts.head()} facts in " in told.output
        assert "positions" in told.output

    def test_says_what_does_not(self, container: Container) -> None:
        agreed(container)
        damaged(container, "UPDATE log.facts SET actor = 'person:eve'")
        told = type_in("audit", "check")
        assert told.exit_code == 1
        assert f"{CONSENT}@1 is not what its leaf proves" in told.output
        assert "1 findings in 1 facts in " in told.output

    def test_says_it_to_machines(self, container: Container) -> None:
        agreed(container)
        damaged(container, "UPDATE log.facts SET actor = 'person:eve'")
        told = type_in("audit", "check", "--json")
        assert told.exit_code == 1
        found = json.loads(told.output)
        assert (found["findings"], found["is_whole"], found["head"]) == (1, True, 1)
        (leaves,) = [check for check in found["checks"] if check["count"]]
        assert (leaves["name"], leaves["shown"][0]["position"]) == ("leaves", 1)

    def test_of_missing_keys_says_to_restore_them(
        self, container: Container, account_id: str
    ) -> None:
        damaged(container, "DELETE FROM keys.subject_keys WHERE category = 'contact'")
        told = type_in("audit", "check")
        assert told.exit_code == 1
        assert f"keys missing: restore them ({account_id}/contact, version 1)" in told.output


class TestTablesThatAreMissing:
    @pytest.mark.parametrize(
        "statement",
        ["DROP SCHEMA log CASCADE", "ALTER TABLE log.fences DROP COLUMN position"],
    )
    def test_are_told(self, container: Container, account_id: str, statement: str) -> None:
        assert account_id
        with psycopg.connect(container.url) as connection:
            connection.execute(statement.encode())
        told = type_in("audit", "check")
        assert told.stderr == "The tables are missing; run `preceptor migrate` first.\n"
