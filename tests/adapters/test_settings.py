"""Settings: read from outside, refused with a sentence, passed on unchanged."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from adapters.settings import CannotStart, Settings, kept_secret
from domain.privacy.clocks import Establishment
from domain.tutor.fees import FeeLadder, Step, level

WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
URL = "postgresql://anna@localhost/preceptor"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


class TestReading:
    def test_needs_nothing(self, tmp_path: Path) -> None:
        settings = Settings.from_environment()
        assert settings.database_url is None
        assert settings.preceptor_home == tmp_path / ".preceptor"

    def test_takes_variables(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", URL)
        monkeypatch.setenv("PRECEPTOR_PORT", "9000")
        settings = Settings.from_environment()
        assert (settings.database_url, settings.preceptor_port) == (URL, 9000)

    def test_takes_a_file(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("KAFKA_PARTITIONS=7\nPOSTGRES_PASSWORD=not-ours\n")
        assert Settings.from_environment().kafka_partitions == 7

    def test_takes_witnesses_with_their_keys_in_order(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert Settings.from_environment().witnesses == ()
        monkeypatch.setenv("WITNESS_URLS", "https://one.example/w, http://127.0.0.1:8090")
        with pytest.raises(CannotStart, match="name as many witnesses, in one order"):
            Settings.from_environment()
        monkeypatch.setenv("WITNESS_VKEYS", f"{WITNESS},{WITNESS}")
        assert Settings.from_environment().witnesses == (
            ("https://one.example/w", WITNESS),
            ("http://127.0.0.1:8090", WITNESS),
        )

    def test_takes_an_owner_only_of_a_database_that_is_named(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_OWNER_URL", URL)
        with pytest.raises(CannotStart, match="needs a DATABASE_URL beside it"):
            Settings.from_environment()
        monkeypatch.setenv("DATABASE_URL", URL)
        assert Settings.from_environment().database_owner_url == URL

    def test_takes_a_ladder_of_fees(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert Settings.from_environment().fees == level(2000)
        monkeypatch.setenv("FEE_LADDER", "0:2500, 20:2000")
        assert Settings.from_environment().fees == FeeLadder((Step(0, 2500), Step(20, 2000)))

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("2000", "write hours and basis points like 0:2500,20:2000,50:1500"),
            ("0:a", "write hours and basis points like"),
            ("5:2000", "the first step begins at 0 hours"),
            ("0:2000,20:2500", "each step takes more hours, and costs no more"),
            ("0:20000", "a fee lies between 0 and 10000 basis points"),
        ],
    )
    def test_takes_no_ladder_that_nobody_could_climb(
        self, monkeypatch: pytest.MonkeyPatch, text: str, said: str
    ) -> None:
        monkeypatch.setenv("FEE_LADDER", text)
        with pytest.raises(CannotStart, match=said):
            Settings.from_environment()

    def test_takes_an_empty_variable_for_an_absent_one(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REDIS_URL", "")
        assert Settings.from_environment().redis_url is None

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("PRECEPTOR_PORT", "eighty"),
            ("PRECEPTOR_PORT", "70000"),
            ("KAFKA_PARTITIONS", "0"),
            ("PRECEPTOR_SECRET", "too-short"),
            ("LOG_FORMAT", "xml"),
            ("ESTABLISHMENT_ZONE", "Nowhere"),
            ("HOLIDAYS", "2026-02-30"),
            ("HOLIDAYS", "Christmas"),
            ("LOG_ORIGIN", "example.org log"),
            ("LOG_ORIGIN", "example.org+log"),
            ("LOG_ORIGIN", "example\x01log"),
            ("CHECKPOINT_KEY_GENERATION", "0"),
            ("CHECKPOINT_EVERY_SECONDS", "-7"),
            ("WITNESS_URLS", "ftp://witness.example"),
            ("WITNESS_URLS", "witness.example"),
            ("WITNESS_VKEYS", "nonsense"),
            ("STRIPE_API_KEY", "pk_test_published"),
            ("STRIPE_API_KEY", "hunter2"),
            ("STRIPE_API_BASE", "api.stripe.com"),
            ("STRIPE_WEBHOOK_SECRETS", "hunter2"),
            ("STRIPE_WEBHOOK_SECRETS", "whsec_1,whsec_2,whsec_3"),
        ],
    )
    def test_says_which_setting_cannot_be_used(
        self, name: str, text: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(name, text)
        with pytest.raises(CannotStart, match=f"^The setting {name} cannot be used: ") as refused:
            Settings.from_environment()
        assert text not in str(refused.value)


class TestTheEstablishment:
    def test_is_in_berlin_and_knows_no_holidays(self) -> None:
        assert Settings.from_environment().establishment == Establishment()

    def test_is_where_one_says(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ESTABLISHMENT_ZONE", "Europe/Lisbon")
        monkeypatch.setenv("HOLIDAYS", "2026-12-25, 2027-01-01,")
        days = frozenset({date(2026, 12, 25), date(2027, 1, 1)})
        assert Settings.from_environment().establishment == Establishment("Europe/Lisbon", days)


class TestPayments:
    def test_go_to_the_sandbox_unless_there_is_a_key(self) -> None:
        settings = Settings.from_environment()
        assert (settings.stripe_api_key, settings.webhook_secrets) == (None, ())
        assert "SANDBOX" in settings.payments_go
        for key, words in (("sk_live_x", "real money"), ("rk_test_x", "test mode")):
            assert words in Settings(stripe_api_key=key).payments_go

    def test_may_be_told_of_under_two_secrets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("STRIPE_WEBHOOK_SECRETS", "whsec_new, whsec_old")
        assert Settings.from_environment().webhook_secrets == ("whsec_new", "whsec_old")


class TestPassingOn:
    def test_gives_a_process_the_same_settings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = Settings(
            database_url=URL,
            kafka_partitions=2,
            preceptor_secret="ab" * 32,
            holidays="2026-12-25",
        )
        for name, text in settings.environment().items():
            monkeypatch.setenv(name, text)
        assert Settings.from_environment() == settings

    def test_shows_no_secret(self) -> None:
        settings = Settings(
            database_url=URL,
            redis_url="redis://:pw@h/0",
            preceptor_secret="a" * 64,
            stripe_api_key="sk_live_hidden",
            stripe_webhook_secrets="whsec_hidden",
        )
        assert "hidden" not in repr(settings)
        assert "anna" not in repr(settings)
        assert "pw" not in repr(settings)
        assert "aaaa" not in repr(settings)


class TestSecrets:
    def test_are_the_one_that_was_set(self) -> None:
        assert Settings(preceptor_secret="0f" * 32).secret() == b"\x0f" * 32

    def test_are_made_once_and_kept(self, tmp_path: Path) -> None:
        settings = Settings(preceptor_home=tmp_path / "new" / "home")
        assert settings.secret() == settings.secret()
        assert len(settings.secret()) == 32

    def test_are_for_their_owner_alone(self, tmp_path: Path) -> None:
        kept_secret(tmp_path / "home" / "secret")
        assert stat.S_IMODE((tmp_path / "home" / "secret").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700

    def test_are_the_same_for_all_that_ask_at_once(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(kept_secret, [tmp_path / "secret"] * 50))) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["secret"]

    def test_are_refused_when_damaged(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("half of i")
        with pytest.raises(CannotStart, match="should hold a secret"):
            kept_secret(tmp_path / "secret")
