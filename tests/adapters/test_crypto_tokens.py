"""Tokens: what they carry, and every way in which a wrong one is turned away."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import example, given
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from adapters.crypto.keys import SecretIsTooShort
from adapters.crypto.pseudonyms import KeyedPseudonyms
from adapters.crypto.tokens import Ed25519AccessTokens, HmacRefreshTokens, _signing_key
from application.tokens import ACCESS_LIFETIME, Access, Refresh
from domain.shared.actor import Actor, Role
from tests.support.calendar import MONDAY
from tests.support.people import BEN
from tests.support.tries import tried

SECRET = b"s" * 32
OTHER = b"o" * 32
TOKENS = Ed25519AccessTokens(SECRET, issuer="https://example.org", audience="preceptor")
REFRESH = HmacRefreshTokens(SECRET)
ACCESS = Access(BEN, "session-1", frozenset({Role.STUDENT, Role.GUARDIAN}))
TOKEN = TOKENS.issue(ACCESS, MONDAY)
SECOND = timedelta(seconds=1)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def part(token: str, number: int) -> dict[str, Any]:
    raw = token.split(".")[number]
    decoded: dict[str, Any] = json.loads(urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))
    return decoded


def signed(key: OKPKey | None = None, header: Any = None, **claims: Any) -> str:
    """This is a token of ours, apart from what is said otherwise."""
    key = key or _signing_key(SECRET)
    said = {**part(TOKEN, 0), "kid": key.kid, **(header or {})}
    changed = {**part(TOKEN, 1), **claims}
    kept = {name: value for name, value in changed.items() if value is not None}
    return jwt.encode(said, kept, key, ["Ed25519"])


class TestAnAccessToken:
    def test_says_who_with_which_roles_by_which_session(self) -> None:
        assert TOKENS.read(TOKEN, MONDAY) == ACCESS
        assert ACCESS.actor == Actor(BEN, frozenset({Role.STUDENT, Role.GUARDIAN}))

    def test_names_type_algorithm_and_key(self) -> None:
        header = part(TOKEN, 0)
        (public,) = TOKENS.public_keys()["keys"]
        assert header == {"typ": "at+jwt", "alg": "Ed25519", "kid": public["kid"]}
        assert "d" not in public

    def test_lasts_ten_minutes(self) -> None:
        assert TOKENS.read(TOKEN, MONDAY + ACCESS_LIFETIME - SECOND) == ACCESS
        assert TOKENS.read(TOKEN, MONDAY + ACCESS_LIFETIME) is None
        assert timedelta(minutes=10) == ACCESS_LIFETIME

    def test_may_carry_no_role(self) -> None:
        bare = replace(ACCESS, roles=frozenset())
        assert TOKENS.read(TOKENS.issue(bare, MONDAY), MONDAY) == bare

    def test_is_read_by_every_process_with_the_secret(self) -> None:
        other = Ed25519AccessTokens(SECRET, issuer="https://example.org", audience="preceptor")
        assert other.read(TOKEN, MONDAY) == ACCESS

    def test_outlives_a_change_of_the_secret(self) -> None:
        changed = Ed25519AccessTokens(
            OTHER, issuer="https://example.org", audience="preceptor", older=[SECRET]
        )
        assert changed.read(TOKEN, MONDAY) == ACCESS
        assert len(changed.public_keys()["keys"]) == 2


class TestAWrongAccessToken:
    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "https://example.com"},
            {"aud": "somebody else"},
            {"exp": None},
            {"exp": "never"},
            {"iat": None},
            {"iat": int(MONDAY.timestamp()) + 60},
            {"sub": None},
            {"sub": ""},
            {"sid": None},
            {"sid": 7},
            {"roles": None},
            {"roles": ["king"]},
            {"roles": 7},
            {"roles": [[]]},
        ],
        ids=str,
    )
    def test_says_something_else(self, claims: dict[str, Any]) -> None:
        assert TOKENS.read(signed(), MONDAY) == ACCESS
        assert TOKENS.read(signed(**claims), MONDAY) is None

    def test_is_of_another_type(self) -> None:
        assert TOKENS.read(signed(header={"typ": "JWT"}), MONDAY) is None

    @pytest.mark.parametrize(
        "header",
        [
            b"[" * 2000,
            b'{"alg":"Ed25519","typ":"at+jwt","kid":{}}',
            b'{"alg":"Ed25519","typ":"at+jwt","kid":"k","crit":7}',
            b'{"alg":"Ed25519","typ":"at+jwt"}',
            b"\xff",
        ],
        ids=lambda header: str(header[:60]),
    )
    def test_has_a_header_we_never_write(self, header: bytes) -> None:
        _, claims, signature = TOKEN.split(".")
        spelt = urlsafe_b64encode(header).rstrip(b"=").decode()
        assert TOKENS.read(f"{spelt}.{claims}.{signature}", MONDAY) is None

    def test_is_signed_by_somebody_else(self) -> None:
        assert TOKENS.read(signed(_signing_key(OTHER)), MONDAY) is None
        thief = OKPKey.generate_key("Ed25519", {"kid": str(_signing_key(SECRET).kid)})
        assert TOKENS.read(signed(thief), MONDAY) is None

    def test_is_signed_with_our_public_key_as_a_shared_secret(self) -> None:
        public = _signing_key(SECRET).as_pem(private=False)
        header = {**part(TOKEN, 0), "alg": "HS256"}
        forged = jwt.encode(header, part(TOKEN, 1), OctKey.import_key(public.hex()), ["HS256"])
        assert TOKENS.read(forged, MONDAY) is None

    def test_is_not_signed_at_all(self) -> None:
        header = urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()
        _, claims, signature = TOKEN.split(".")
        assert TOKENS.read(f"{header}.{claims}.", MONDAY) is None
        assert TOKENS.read(f"{header}.{claims}.{signature}", MONDAY) is None

    def test_is_spelt_another_way(self) -> None:
        """The last letter of a signature has bits nobody reads: one token, sixteen spellings."""
        last = ALPHABET.index(TOKEN[-1])
        assert last % 16 == 0, "only the highest bits are read"
        for spelling in (TOKEN[:-1] + ALPHABET[last + 1], TOKEN + "=", TOKEN + "==", f" {TOKEN}"):
            assert TOKENS.read(spelling, MONDAY) is None

    def test_is_far_too_long(self) -> None:
        assert TOKENS.read("a" * 5000 + "." + TOKEN, MONDAY) is None

    @tried(50)
    @given(st.text(max_size=40) | st.text(ALPHABET + ".=", max_size=80))
    @example("a.a.a")
    @example("e30.e30.e30")
    @example("W10.W10.W10")
    @example("bnVsbA.bnVsbA.bnVsbA")
    def test_is_anything_anybody_may_send(self, token: str) -> None:
        assert TOKENS.read(token, MONDAY) is None
        assert REFRESH.read(token) is None


class TestARefreshToken:
    def test_names_session_and_generation(self) -> None:
        assert REFRESH.read(REFRESH.issue(Refresh("session-1", 7))) == Refresh("session-1", 7)

    def test_is_the_same_each_time_it_is_asked(self) -> None:
        again = HmacRefreshTokens(SECRET).issue(Refresh("session-1", 7))
        assert again == REFRESH.issue(Refresh("session-1", 7))

    def test_of_another_installation_is_not_ours(self) -> None:
        assert REFRESH.read(HmacRefreshTokens(OTHER).issue(Refresh("session-1", 7))) is None

    def test_cannot_be_made_from_another(self) -> None:
        token = REFRESH.issue(Refresh("session-1", 7))
        named = urlsafe_b64decode(token + "=" * (-len(token) % 4)).replace(b".7.", b".8.")
        forged = urlsafe_b64encode(named).rstrip(b"=").decode()
        assert REFRESH.read(forged) is None

    def test_is_spelt_one_way_only(self) -> None:
        token = REFRESH.issue(Refresh("session-1", 7))
        for spelling in (token + "=", token + "\n", " " + token, token + "é", token * 100):
            assert REFRESH.read(spelling) is None


class TestTheSecret:
    @pytest.mark.parametrize(
        "made", [KeyedPseudonyms, HmacRefreshTokens, _signing_key], ids=lambda made: made.__name__
    )
    def test_must_not_be_short(self, made: Any) -> None:
        with pytest.raises(SecretIsTooShort):
            made(b"s" * 31)

    def test_makes_pseudonyms_that_stay_and_differ(self) -> None:
        names = KeyedPseudonyms(SECRET)
        assert names.of("ben@example.org") == KeyedPseudonyms(SECRET).of("ben@example.org")
        assert names.of("ben@example.org") != names.of("olga@example.org")
        assert names.of("ben@example.org") != KeyedPseudonyms(OTHER).of("ben@example.org")
        assert len(names.of("")) == 64
