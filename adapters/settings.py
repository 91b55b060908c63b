"""Everything that can be set from outside: environment variables, or lines of `.env`.

A server whose address is absent is started by us, embedded; one code path, two sizes.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters import setting_lines
from application.fields import TimeZone
from domain.privacy.clocks import Establishment
from domain.tutor.fees import FeeLadder

VERSION = "0.1.0"

SECRET_BYTES = 32
SECRET_PATTERN = f"^[0-9a-f]{{{2 * SECRET_BYTES}}}$"
STRIPE_KEY_PATTERN = r"^(sk|rk)_(test|live)_[A-Za-z0-9_]+$"

Say = Callable[[str], None]
Port = Annotated[int, Field(ge=1, le=65_535)]


class CannotStart(Exception):
    """This is why nothing can start: one sentence for whoever typed the command, no trace."""


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


class Settings(BaseSettings):
    """This is what can be set from outside; each field is a variable of the same name.

    Attributes:
        database_url: PostgreSQL with pgvector; absent means the embedded one.
        database_owner_url: the same database for who migrates and redacts; absent means that one
            user does everything.
        database_pool_size: most connections one process keeps open.
        kafka_bootstrap_servers: `host:port,…`; absent means the embedded broker.
        kafka_partitions: partitions of a topic when it is made.
        kafka_replication: copies of a topic when it is made.
        kafka_retention_days: for how long facts stay in the topics; the log keeps them.
        kafka_fetch_wait_ms: for how long a broker keeps a question for news that it has none for.
        redis_url: Redis or Valkey; absent means the embedded one.
        relay_refill_facts: how far back a wiped broker is filled again.
        preceptor_home: the data folder: embedded servers, logs and secrets.
        preceptor_host: where the API listens.
        preceptor_port: the API's port.
        key_vault: where key-encryption keys lie: a `file` under the data folder, or `postgres`.
        key_vault_file: that file, where it is to lie elsewhere.
        key_vault_url: the vault's PostgreSQL; absent means the database of the log.
        fee_ladder: the platform's fee, by the hours a tutor has taught: `0:2500,20:2000,50:1500`
            is 25 % of a price, 20 % after 20 hours and 15 % after 50.
        stripe_api_key: Stripe's secret key; absent means a sandbox with invented money.
        stripe_api_base: where Stripe is; another address only for tests.
        stripe_webhook_secrets: what Stripe signs its news with, `whsec_…`; two while one is
            replaced by the other.
        controller_name: who answers for the processing of personal data; stands on receipts.
        controller_contact: where people turn to about it.
        establishment_zone: the time zone whose days legal deadlines are counted in.
        holidays: days on which nobody works there, `2026-12-25,2026-12-26,…`; one left out
            makes a deadline earlier, never later.
        preceptor_secret: 32 bytes in hexadecimal that tokens and pseudonyms derive from;
            processes that do not share a data folder must be given the same one.
        log_origin: what the log is called in its checkpoints; a name without spaces and plus.
        checkpoint_key_generation: the newest key that signs checkpoints; the one before it signs
            as well.
        checkpoint_every_facts: after so many facts a checkpoint is signed.
        checkpoint_every_seconds: or after so many seconds, when the log has grown.
        digest_every_seconds: digests of the read models are published this often at most.
        witness_urls: where witnesses are brought each checkpoint, `https://…,https://…`.
        witness_vkeys: the key of each of them, as it tells it when it starts.
        moderation_url: a service that scores words by the harm they may do, which is then told
            the words that wait for a reviewer, and profiles; absent means that nobody is.
        moderation_key: what it knows us by.
        moderation_model: which of its models is asked; absent means the one it chooses.
        training_hour: at this hour, UTC, models are looked at and trained each night.
        training_memory_mb: so much memory that takes at most; else it ends, and tells so.
        log_level: the least serious line written.
        log_format: `json` for machines, `console` for people.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    database_url: str | None = Field(default=None, repr=False)
    database_owner_url: str | None = Field(default=None, repr=False)
    database_pool_size: int = Field(default=8, ge=1, le=100)
    kafka_bootstrap_servers: str | None = None
    kafka_partitions: int = Field(default=4, ge=1, le=1_000)
    kafka_replication: int = Field(default=1, ge=1, le=10)
    kafka_retention_days: int = Field(default=30, ge=1, le=3_650)
    kafka_fetch_wait_ms: int = Field(default=100, ge=1, le=4_000)
    redis_url: str | None = Field(default=None, repr=False)
    relay_refill_facts: int = Field(default=10_000, ge=0)
    preceptor_home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path(".preceptor"), validate_default=True
    )
    preceptor_host: str = "127.0.0.1"
    preceptor_port: Port = 8080
    preceptor_secret: str | None = Field(default=None, pattern=SECRET_PATTERN, repr=False)
    controller_name: str = Field(default="Preceptor", min_length=1, max_length=200)
    controller_contact: str = Field(
        default="privacy@preceptor.example", min_length=1, max_length=200
    )
    key_vault: Literal["file", "postgres"] = "file"
    key_vault_file: Annotated[Path, AfterValidator(_absolute)] | None = None
    key_vault_url: str | None = Field(default=None, repr=False)
    fee_ladder: Annotated[str, AfterValidator(setting_lines.ladder)] = "0:2000"
    stripe_api_key: str | None = Field(default=None, pattern=STRIPE_KEY_PATTERN, repr=False)
    stripe_api_base: Annotated[str, AfterValidator(setting_lines.urls)] = "https://api.stripe.com"
    stripe_webhook_secrets: Annotated[str, AfterValidator(setting_lines.webhook_secrets)] = Field(
        default="", repr=False
    )
    establishment_zone: TimeZone = "Europe/Berlin"
    holidays: Annotated[str, AfterValidator(setting_lines.days)] = ""
    log_origin: Annotated[str, AfterValidator(setting_lines.key_name)] = "preceptor.invalid/log"
    checkpoint_key_generation: int = Field(default=1, ge=1, le=1_000)
    checkpoint_every_facts: int = Field(default=1_000, ge=1, le=1_000_000)
    checkpoint_every_seconds: float = Field(default=2.0, gt=0, le=86_400)
    digest_every_seconds: float = Field(default=600.0, gt=0, le=86_400)
    witness_urls: Annotated[str, AfterValidator(setting_lines.urls)] = ""
    witness_vkeys: Annotated[str, AfterValidator(setting_lines.cosigners)] = ""
    moderation_url: Annotated[str, AfterValidator(setting_lines.url)] = ""
    moderation_key: str = Field(default="", max_length=400, pattern=r"^[!-~]*$", repr=False)
    moderation_model: str = Field(default="", max_length=100)
    training_hour: int = Field(default=3, ge=0, le=23)
    training_memory_mb: int = Field(default=4_000, ge=500, le=1_000_000)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"

    @model_validator(mode="after")
    def _every_witness_has_a_key(self) -> Self:
        if len(setting_lines.parts(self.witness_urls)) != len(
            setting_lines.parts(self.witness_vkeys)
        ):
            raise ValueError("WITNESS_URLS and WITNESS_VKEYS name as many witnesses, in one order")
        return self

    @model_validator(mode="after")
    def _an_owner_owns_something(self) -> Self:
        if self.database_owner_url is not None and self.database_url is None:
            raise ValueError("DATABASE_OWNER_URL needs a DATABASE_URL beside it")
        return self

    @property
    def witnesses(self) -> tuple[tuple[str, str], ...]:
        """This is address and key of each witness."""
        return tuple(
            zip(
                setting_lines.parts(self.witness_urls),
                setting_lines.parts(self.witness_vkeys),
                strict=True,
            )
        )

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """This is what Stripe may have signed its news with."""
        return tuple(setting_lines.parts(self.stripe_webhook_secrets))

    @property
    def payments_go(self) -> str:
        """This is where payments go, for people."""
        if self.stripe_api_key is None:
            return "a SANDBOX in this stack: real answers, invented money"
        is_live = "_live_" in self.stripe_api_key
        return "Stripe: real money moves" if is_live else "Stripe, in test mode"

    @classmethod
    def from_environment(cls) -> Self:
        """This reads the environment and `.env`.

        Raises:
            CannotStart: a variable says something that cannot be.
        """
        try:
            return cls()
        except ValidationError as invalid:
            first = invalid.errors(include_input=False)[0]
            name = ".".join(str(part) for part in first["loc"]).upper()
            told = f"The setting {name} cannot" if name else "The settings cannot"
            raise CannotStart(f"{told} be used: {first['msg']}.") from invalid

    def environment(self) -> dict[str, str]:
        """This is the same settings as variables, for a process of ours to read again."""
        return {name.upper(): str(value) for name, value in self if value is not None}

    @property
    def fees(self) -> FeeLadder:
        """This is the platform's fee."""
        return setting_lines.ladder_in(self.fee_ladder)

    @property
    def establishment(self) -> Establishment:
        """This is where we are established: whose days and holidays legal deadlines count."""
        return Establishment(self.establishment_zone, setting_lines.days_in(self.holidays))

    def secret(self) -> bytes:
        """This is the installation's secret: the one set, else one made once and kept."""
        kept = self.preceptor_secret or kept_secret(self.preceptor_home / "secret")
        return bytes.fromhex(kept)


def kept_secret(path: Path) -> str:
    """This is 32 random bytes in hexadecimal, made once and readable by their owner alone.

    Of several processes that ask at once, all get the same: the file appears complete.

    Raises:
        CannotStart: the file holds something else.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{token_hex(SECRET_BYTES)}\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(fresh, path)
        finally:
            Path(fresh).unlink()
    kept = path.read_text(encoding="ascii", errors="replace").strip()
    if len(kept) != 2 * SECRET_BYTES or set(kept) - set("0123456789abcdef"):
        raise CannotStart(f"The file {path} should hold a secret of 64 hexadecimal digits.")
    return kept
