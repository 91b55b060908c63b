"""The keys that sign the log: derived, one a generation, and published for ever."""

from pathlib import Path

import pytest

from adapters.bootstrap import Container
from adapters.crypto.notes import Ed25519NoteVerifier
from adapters.settings import Settings
from domain.proof.note import open_note, sign_note

SECRET = "ab" * 32


def container(generation: int, origin: str = "example.org/log", secret: str = SECRET) -> Container:
    return Container(
        Settings(
            database_url=None,
            preceptor_home=Path("unused"),
            preceptor_secret=secret,
            log_origin=origin,
            checkpoint_key_generation=generation,
        )
    )


class TestTheKeysOfTheLog:
    def test_go_by_the_name_of_the_log(self) -> None:
        (signer,) = container(1).checkpoint_signers
        assert signer.name == "example.org/log"
        assert container(1).log_vkeys == (signer.vkey,)

    def test_are_published_whichever_ever_signed(self) -> None:
        vkeys = container(3).log_vkeys
        assert len(set(vkeys)) == 3
        assert container(2).log_vkeys == vkeys[1:]

    def test_sign_two_at_a_time(self) -> None:
        for generation, signing in ((1, 1), (2, 2), (3, 2)):
            assert len(container(generation).checkpoint_signers) == signing

    def test_let_who_has_one_key_check_through_a_rotation(self) -> None:
        known = Ed25519NoteVerifier(container(2).log_vkeys[0])
        for generation in (2, 3):
            note = sign_note("text\n", container(generation).checkpoint_signers)
            assert open_note(note, [known]).verified

    @pytest.mark.parametrize(
        ("origin", "secret"), [("example.org/other", SECRET), ("example.org/log", "cd" * 32)]
    )
    def test_are_others_for_another_log_or_installation(self, origin: str, secret: str) -> None:
        raw = {key.rpartition("+")[2] for key in container(2, origin, secret).log_vkeys}
        assert raw.isdisjoint(key.rpartition("+")[2] for key in container(2).log_vkeys)
