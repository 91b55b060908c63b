"""Whatever is sent, the answer is a 4xx with a reason, and never quotes what was sent."""

from collections.abc import Iterator

import pytest

from domain.shared.actor import Role
from tests.api.world import World, one
from tests.support.people import AS_ANNA, AS_BEN

GRANT = "/v1/consents/ben/recording/grant"
TEXT = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
OPEN = b'{"text_version":"1","text_locale":"en","text_sha256":"' + b"a" * 64 + b'",'


class TestABody:
    @pytest.mark.parametrize(
        ("content", "status", "name"),
        [
            (b"{", 400, "body-is-not-json"),
            (b"\xff\xfe", 400, "body-is-not-json"),
            (b'{"text_version": "\xc3\x28"}', 400, "body-is-not-json"),
            (b'{"text_version": "\\ud800"}', 400, "body-is-not-json"),
            (b'{"text_version": NaN}', 400, "body-is-not-json"),
            (b"[" * 5_000 + b"]" * 5_000, 400, "body-is-not-json"),
            (b"[]", 422, "request-is-invalid"),
            (b'"text"', 422, "request-is-invalid"),
            (b"null", 422, "request-is-invalid"),
            (b'{"text_version": 1}', 422, "request-is-invalid"),
            (b'{"text_version": 99999999999999999999999999}', 422, "request-is-invalid"),
            (OPEN + b'"method":"telepathy"}', 422, "request-is-invalid"),
            (OPEN + b'"expires_at":"9999-12-31T23:59:59Z"}', 422, "request-is-invalid"),
            (OPEN + b'"expires_at":"2026-03-02T09:00:00"}', 422, "request-is-invalid"),
            (OPEN + b'"expires_at":1e300}', 422, "request-is-invalid"),
            (OPEN + b'"unknown":1}', 422, "request-is-invalid"),
            (OPEN + b'"method":"web\\u0000"}', 422, "request-is-invalid"),
        ],
    )
    def test_that_is_wrong_is_refused(
        self, world: World, content: bytes, status: int, name: str
    ) -> None:
        answer = world.post(GRANT, content)
        assert (answer.status_code, answer.json()["type"]) == (status, name)
        assert world.log.head() == 0

    def test_holds_no_nul_in_any_text(self, world: World) -> None:
        answer = world.post(GRANT, {**TEXT, "text_version": "1\0"})
        assert answer.json()["errors"] == [
            {"field": "body", "rule": "nul", "message": "Text cannot hold NUL"}
        ]

    def test_may_spell_out_an_escape(self, world: World) -> None:
        answer = world.post(GRANT, OPEN + b'"method":"\\\\u0000"}')
        assert answer.json()["errors"][0]["rule"] == "enum"

    def test_names_the_field_and_not_its_value(self, world: World) -> None:
        answer = world.post(GRANT, {**TEXT, "text_locale": "xx-secret", "text_sha256": "secret"})
        assert [error["field"] for error in answer.json()["errors"]] == [
            "text_locale",
            "text_sha256",
        ]
        assert "secret" not in answer.text

    def test_does_not_quote_an_address(self, world: World) -> None:
        body = {
            "email": "anna@@secret.example",
            "password": "correct horse battery",
            "display_name": "Anna",
            "time_zone": "Europe/Berlin",
        }
        answer = world.post("/v1/accounts", body, None)
        assert answer.status_code == 422
        assert "secret" not in answer.text

    def test_is_json_by_its_header(self, world: World) -> None:
        answer = world.post(GRANT, b"a=b", headers={"Content-Type": "text/plain"})
        assert (answer.status_code, answer.json()["type"]) == (415, "content-type-is-not-json")

    def test_does_not_repeat_the_address(self, world: World) -> None:
        answer = world.post(GRANT, {**TEXT, "person_id": "olga"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "person_id"

    def test_reaches_256_kib_and_no_further(self, world: World) -> None:
        answer = world.post(GRANT, b" " * (256 * 1024 + 1))
        assert (answer.status_code, answer.json()["type"]) == (413, "body-is-too-large")

    def test_in_pieces_reaches_no_further_either(self, world: World) -> None:
        def pieces() -> Iterator[bytes]:
            for _ in range(300):
                yield b" " * 1024

        headers = {"Content-Type": "application/json", **world.as_(AS_BEN)}
        answer = world.client.post(GRANT, content=pieces(), headers=headers)
        assert answer.status_code == 413


class TestAnAddress:
    @pytest.mark.parametrize(
        "path",
        [
            "/v1/consents/ben%00/recording/withdraw",
            "/v1/consents/ben/nonsense/withdraw",
            f"/v1/consents/{'b' * 81}/recording/withdraw",
            "/v1/bookings/%ff%fe/submit",
        ],
    )
    def test_that_cannot_be_is_refused(self, world: World, path: str) -> None:
        assert world.post(path).status_code in {404, 422}

    def test_with_a_far_day_is_refused(self, world: World) -> None:
        answer = world.post("/v1/availability/anna/days/9999-12-31/take-off", None, AS_ANNA)
        assert answer.status_code == 422

    def test_nobody_knows_is_404(self, world: World) -> None:
        answer = world.get("/v1/nothing")
        assert (answer.status_code, answer.json()["type"]) == (404, "no-such-route")

    def test_with_another_method_is_405_and_says_which_there_are(self, world: World) -> None:
        answer = world.client.delete("/v1/accounts")
        assert (answer.status_code, answer.json()["type"]) == (405, "method-is-not-offered")
        assert answer.headers["Allow"] == "GET, POST"


class TestAQuery:
    @pytest.mark.parametrize(
        "query",
        [
            "limit=0",
            "limit=99999999999999999999",
            "limit=1&limit=2",
            "after=%00",
            "after=@@",
            "after=bm90aGluZw",
            "unknown=1",
            "since=9999-12-31T00:00:00Z",
            "person=%ff",
            "person=a%00b",
            "&".join(f"a{n}=1" for n in range(200)),
        ],
    )
    def test_that_is_wrong_is_refused(self, world: World, query: str) -> None:
        answer = world.get(f"/v1/audit?{query}", one(Role.AUDITOR))
        assert answer.status_code in {400, 422}, answer.text
        assert world.reader.asked == []

    def test_of_a_backward_window_is_refused(self, world: World) -> None:
        query = "start=2026-03-02T00:00:00Z&end=2026-03-01T00:00:00Z"
        assert world.get(f"/v1/calendars/ben?{query}").status_code == 422
