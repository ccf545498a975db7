"""The album of `manage.py screens`: what nobody takes any more goes; a page shows the rest."""

import io
from pathlib import Path

from PIL import Image

from backend.screens import album
from backend.screens.album import Album, Shot


def _taken(made: Album, name: str) -> None:
    plain = io.BytesIO()
    Image.new("RGB", (390, 844), "#12304f").save(plain, "PNG")
    for light in album.LIGHTS:
        album._keep(plain.getvalue(), made.folder / f"{name}-{light}.png")
    made.shots.append(Shot("On the phone", name, f"Title of {name}"))


def test_an_album_keeps_what_was_taken_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "of-last-year.png").write_bytes(b"")
    made = Album(tmp_path)
    _taken(made, "phone-new")
    assert made.close() == ["of-last-year.png"]
    kept = {one.name for one in tmp_path.iterdir()}
    assert kept == {"README.md", "phone-new-light.png", "phone-new-dark.png"}
    page = (tmp_path / "README.md").read_text()
    for name in kept - {"README.md"}:
        assert f"({name})" in page


def test_a_picture_is_of_few_colours(tmp_path: Path) -> None:
    made = Album(tmp_path)
    _taken(made, "phone-new")
    with Image.open(tmp_path / "phone-new-dark.png") as picture:
        assert (picture.mode, picture.size) == ("P", (390, 844))
