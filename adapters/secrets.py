"""Everything that is secret, wired: keys, what they seal, tokens, passwords and pseudonyms."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.bodies.sealing import Sealing
from adapters.crypto.notes import Ed25519Cosigner, verifier_of
from adapters.crypto.passwords import Argon2PasswordHasher
from adapters.crypto.pseudonyms import KeyedPseudonyms
from adapters.crypto.statements import Ed25519StatementSigner
from adapters.crypto.tokens import Ed25519AccessTokens, HmacRefreshTokens
from adapters.postgres.forgetting import Forgetful, PostgresKeyDestruction
from adapters.postgres.keyring import PostgresKeyring
from adapters.postgres.rewrapping import KeyRolling
from adapters.settings import Settings
from application.ports import KeyVault
from application.receipts import Controller
from domain.privacy.clocks import Establishment
from domain.proof.note import NoteVerifier

if TYPE_CHECKING:
    from eventsourcing.postgres import PostgresDatastore

ISSUER = "preceptor"


class Secrets:
    """This is the part of the composition root that holds keys; the root brings the database."""

    settings: Settings
    _closing: ExitStack

    @cached_property
    def datastore(self) -> "PostgresDatastore":
        """This is the pool of connections of the event engine; the root opens it."""
        raise NotImplementedError

    @property
    def controller(self) -> Controller:
        """This is who answers for personal data."""
        return Controller(self.settings.controller_name, self.settings.controller_contact)

    @property
    def establishment(self) -> Establishment:
        """This is where the platform is."""
        return self.settings.establishment

    @cached_property
    def vault(self) -> KeyVault:
        """This holds the keys that wrap all others."""
        if self.settings.key_vault == "postgres":
            from adapters.vault.postgres import PostgresKeyVault

            kept = PostgresKeyVault(self.settings.key_vault_url or self.settings.database_url or "")
            kept.prepare()
            return kept
        from adapters.vault.local_file import LocalFileKeyVault

        home = self.settings.preceptor_home
        return LocalFileKeyVault(self.settings.key_vault_file or home / "vault" / "keys.json")

    @cached_property
    def keyring(self) -> PostgresKeyring:
        """This finds and makes the keys of people; it remembers none that was destroyed."""
        keyring = PostgresKeyring(self.datastore, self.vault)
        keyring.remember_nothing()
        watch = Forgetful(self.settings.database_url or "", keyring)
        watch.start()
        self._closing.callback(watch.close)
        return keyring

    @cached_property
    def key_rolling(self) -> KeyRolling:
        """This rolls the key-encryption key when it is time."""
        return KeyRolling(self.datastore, self.vault)

    @cached_property
    def key_destruction(self) -> PostgresKeyDestruction:
        """This makes what is personal of somebody unreadable."""
        return PostgresKeyDestruction(self.datastore)

    @cached_property
    def sealing(self) -> Sealing:
        """This seals and opens what is personal."""
        return Sealing(self.keyring)

    @staticmethod
    def note_verifier(vkey: str) -> NoteVerifier:
        """This checks signatures of the key that the word tells; it needs no settings."""
        return verifier_of(vkey)

    @staticmethod
    def cosigner(name: str, seed: bytes, now: Callable[[], int]) -> Ed25519Cosigner:
        """This cosigns what a witness has seen; it needs no settings."""
        return Ed25519Cosigner(name, seed, now)

    @cached_property
    def passwords(self) -> Argon2PasswordHasher:
        """This checks passwords."""
        return Argon2PasswordHasher()

    @cached_property
    def pseudonyms(self) -> KeyedPseudonyms:
        """This names values without showing them."""
        return KeyedPseudonyms(self.settings.secret())

    @cached_property
    def access_tokens(self) -> Ed25519AccessTokens:
        """This makes and reads access tokens."""
        return Ed25519AccessTokens(self.settings.secret(), issuer=ISSUER, audience=ISSUER)

    @cached_property
    def refresh_tokens(self) -> HmacRefreshTokens:
        """This makes and reads refresh tokens."""
        return HmacRefreshTokens(self.settings.secret())

    def statement_signer(self, kind: str) -> Ed25519StatementSigner:
        """This signs statements of that kind, by the key of all statements."""
        return Ed25519StatementSigner(self.settings.secret(), kind)

    @cached_property
    def receipt_signer(self) -> Ed25519StatementSigner:
        """This signs consent receipts."""
        return Ed25519StatementSigner(self.settings.secret())
