"""Pages for people, and the document machines read."""

import re
from typing import Any

import pytest

from api.operation import Operation
from api.words import ENGLISH, RUSSIAN, language_of
from application.status import LedgerStatus, PartStatus
from tests.api.world import World
from tests.support.calendar import MONDAY


class TestTheStatusPage:
    def test_shows_what_runs_and_how_far_behind_anything_is(self, world: World) -> None:
        page = world.get("/", None)
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        for words in ("PostgreSQL", "directory", "Everything runs.", 'href="/docs"'):
            assert words in page.text

    def test_speaks_russian_to_who_prefers_it(self, world: World) -> None:
        page = world.get("/", None, {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"})
        assert 'lang="ru"' in page.text
        assert RUSSIAN["all_well"] in page.text

    def test_says_when_something_is_down(self, world: World) -> None:
        world.parts = [PartStatus("Post<b>greSQL", is_up=False, is_needed=True)]
        page = world.get("/", None)
        assert ENGLISH["not_well"] in page.text
        assert "Post&lt;b&gt;greSQL" in page.text

    def test_says_what_does_not_fit_together(self, world: World) -> None:
        assert ENGLISH["alarm"] not in world.get("/", None).text
        world.alarms = ["self-check: The leaf at position 7 is another one."]
        assert f"{ENGLISH['alarm']}: {world.alarms[0]}" in world.get("/", None).text
        world.drift = ["What puts tutors in order is not what it was."]
        page = world.get("/", None).text
        assert world.alarms[0] in page
        assert world.drift[0] in page

    def test_has_every_word_in_both_languages(self) -> None:
        assert ENGLISH.keys() == RUSSIAN.keys()

    @pytest.mark.parametrize(
        ("header", "language"),
        [
            ("", "en"),
            ("de", "en"),
            ("en;q=0.1, ru;q=0.2", "ru"),
            ("ru;q=0", "en"),
            ("ru;q=x", "en"),
        ],
    )
    def test_chooses_by_weight(self, header: str, language: str) -> None:
        assert language_of(header) == language


class TestProbes:
    def test_say_ready_only_when_everything_needed_is(self, world: World) -> None:
        assert world.get("/readyz", None).json() == {"status": "ready"}
        world.parts = [PartStatus("PostgreSQL", is_up=False, is_needed=True)]
        answer = world.get("/readyz", None)
        assert answer.status_code == 503
        assert "PostgreSQL" in answer.json()["detail"]
        assert world.get("/healthz", None).status_code == 200

    def test_stay_ready_with_a_note_when_history_and_proof_differ(self, world: World) -> None:
        assert "preceptor_proof_alarm 0.0" in world.get("/metrics", None).text
        world.alarms = ["self-check: The leaf at position 7 is another one."]
        answer = world.get("/readyz", None)
        assert answer.json() == {"status": "ready", "notes": world.alarms}
        assert answer.status_code == 200
        assert "preceptor_proof_alarm 1.0" in world.get("/metrics", None).text

    def test_count_models_that_are_not_what_they_were(self, world: World) -> None:
        assert "preceptor_model_alarms 0.0" in world.get("/metrics", None).text
        world.drift = ["What puts tutors in order is not what it was."]
        told = world.get("/metrics", None).text
        assert "preceptor_model_alarms 1.0" in told
        assert "preceptor_proof_alarm 0.0" in told

    def test_tell_up_to_when_models_have_learnt(self, world: World) -> None:
        name = "preceptor_model_learnt_timestamp_seconds"
        assert f"{name}{{" not in world.get("/metrics", None).text
        world.learnt = {"success": MONDAY}
        assert f'{name}{{kind="success"}} 1.772442e+09' in world.get("/metrics", None).text

    def test_count_what_the_ledgers_check_found(self, world: World) -> None:
        assert "preceptor_ledger_findings 0.0" in world.get("/metrics", None).text
        world.ledger = LedgerStatus(position=7, findings=2, checked_at=MONDAY)
        told = world.get("/metrics", None).text
        assert "preceptor_ledger_findings 2.0" in told
        assert "preceptor_ledger_checked_position 7.0" in told
        assert "preceptor_ledger_checked_timestamp_seconds 1.772442e+09" in told


class TestTheReference:
    def test_loads_nothing_from_elsewhere(self, world: World) -> None:
        page = world.get("/docs", None)
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.text)
        for path in re.findall(r'(?:src|href)="(/docs/[^"]+)"', page.text):
            assert world.get(path, None).status_code == 200


class TestTheDocument:
    @pytest.fixture
    def document(self, world: World) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
        found = world.get("/openapi.json", None).json()
        assert isinstance(found, dict)
        return found

    def test_has_every_operation(self, world: World, document: dict[str, object]) -> None:
        paths = document["paths"]
        assert isinstance(paths, dict)
        for route in world.app.router.routes:
            assert isinstance(route, Operation)
            if route.include_in_schema:
                for method in route.methods or ():
                    assert paths[route.path_format][method.lower()]["summary"]

    def test_refers_only_to_what_is_there(self, world: World) -> None:
        text = world.get("/openapi.json", None).text
        document = world.get("/openapi.json", None).json()
        for name in set(re.findall(r'"#/components/schemas/([^"]+)"', text)):
            assert name in document["components"]["schemas"]

    def test_describes_each_tag_once(self, document: dict[str, Any]) -> None:
        described = [tag["name"] for tag in document["tags"]]
        operations = [one for path in document["paths"].values() for one in path.values()]
        assert sorted(described) == sorted({tag for one in operations for tag in one["tags"]})

    def test_names_each_refusal_with_an_example(self, world: World) -> None:
        paths = world.get("/openapi.json", None).json()["paths"]
        withdraw = paths["/v1/consents/{person_id}/{purpose}/withdraw"]["post"]["responses"]
        found = {
            name
            for response in withdraw.values()
            for name in response["content"].get("application/problem+json", {}).get("examples", ())
        }
        assert found >= {
            "nothing-to-withdraw",
            "only-the-person-consents",
            "role-missing",
            "key-reused",
            "sign-in-first",
            "too-many-requests",
        }
        assert "email-is-taken" not in found
        assert "only-a-guardian-consents-for-a-child" not in found

    def test_says_where_one_must_sign_in(self, world: World) -> None:
        paths = world.get("/openapi.json", None).json()["paths"]
        assert paths["/v1/audit"]["get"]["security"] == [{"accessToken": []}]
        assert paths["/v1/tutors"]["get"]["security"] == []
