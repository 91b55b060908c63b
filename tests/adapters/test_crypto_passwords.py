"""One contract for everything that keeps passwords, and what Argon2 promises beyond it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from argon2 import extract_parameters

from adapters.crypto.passwords import Argon2PasswordHasher
from adapters.memory.crypto import InMemoryPasswordHasher
from application.ports import PasswordHasher

PASSWORD = "correct horse battery"


@pytest.fixture(params=[Argon2PasswordHasher, InMemoryPasswordHasher], scope="module")
def passwords(request: pytest.FixtureRequest) -> PasswordHasher:
    kept: PasswordHasher = request.param()
    return kept


class TestEveryHasher:
    def test_knows_the_password_again(self, passwords: PasswordHasher) -> None:
        kept = passwords.hash(PASSWORD)
        assert passwords.verify(kept, PASSWORD)
        assert not passwords.verify(kept, PASSWORD.upper())

    def test_shows_nothing_of_the_password(self, passwords: PasswordHasher) -> None:
        assert "horse" not in passwords.hash(PASSWORD)

    def test_keeps_the_same_password_differently_each_time(self, passwords: PasswordHasher) -> None:
        assert passwords.hash(PASSWORD) != passwords.hash(PASSWORD)

    @pytest.mark.parametrize("kept", ["", "erased", "$argon2id$v=19$broken"])
    def test_finds_nobody_where_nothing_was_kept(
        self, passwords: PasswordHasher, kept: str
    ) -> None:
        assert not passwords.verify(kept, PASSWORD)
        assert not passwords.verify(kept, "")

    def test_knows_a_letter_however_it_was_typed(self, passwords: PasswordHasher) -> None:
        assert passwords.verify(passwords.hash("no\u0308tig 1234"), "n\u00f6tig 1234")


class TestArgon2:
    def test_takes_at_least_what_owasp_asks(self) -> None:
        used = extract_parameters(Argon2PasswordHasher().hash(PASSWORD))
        assert (used.type.name, used.memory_cost, used.time_cost) == ("ID", 19 * 1024, 2)
        assert used.parallelism == 1

    def test_works_as_hard_for_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        passwords = Argon2PasswordHasher()
        verified = []

        def counted(kept: str, password: str) -> bool:
            verified.append(kept)
            return Argon2PasswordHasher._matches(passwords, kept, password)

        monkeypatch.setattr(passwords, "_matches", counted)
        assert not passwords.verify("", PASSWORD)
        assert verified == [passwords._nobodys]

    def test_hashes_two_at_once_and_no_more(self) -> None:
        passwords = Argon2PasswordHasher(at_once=2)
        crowd = Crowd()
        passwords._argon2 = crowd  # type: ignore[assignment]
        with ThreadPoolExecutor(8) as people:
            list(people.map(passwords.hash, ["x"] * 16))
        assert crowd.most == 2


class Crowd:
    """This counts how many hash at the same time."""

    def __init__(self) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()
        self._full = threading.Event()

    def hash(self, _: Any) -> str:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            if self._now > 1:
                self._full.set()
        self._full.wait(1)
        with self._lock:
            self._now -= 1
        return ""
