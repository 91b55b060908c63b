"""`preceptor catalogue`, with nothing running."""

from pathlib import Path

from tests.support.shell import type_in


def test_a_catalogue_is_written_anywhere_and_checked(tmp_path: Path) -> None:
    written = type_in("catalogue", "--to", tmp_path / "mine")
    assert written.exit_code == 0, written.output
    page = tmp_path / "mine" / "booking.html"
    assert "booking.confirmed.v1" in page.read_text("utf-8")
    checked = type_in("catalogue", "--to", tmp_path / "mine", "--check")
    assert (checked.exit_code, "say what the code says" in checked.output) == (0, True)
    page.write_text("other")
    differing = type_in("catalogue", "--to", tmp_path / "mine", "--check")
    assert differing.exit_code == 1
    assert "booking.html" in differing.output


def test_it_says_where_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = type_in("catalogue", "--to", tmp_path / "file")
    assert told.exit_code == 1
    assert "cannot be written" in told.output
