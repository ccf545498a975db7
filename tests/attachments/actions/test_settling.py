"""What workers make of a file that has come whole."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import pytest
from PIL import Image

from field_api.attachments import actions
from field_api.attachments.actions import finishing, keeping, removing, settling, staging
from field_api.attachments.actions.keeping import Shelf
from field_api.attachments.models import Attachment
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock
from tests.attachments.conftest import in_folder
from tests.attachments.phone import Phone, noise, photo, sha256

GPS = 0x8825


@pytest.fixture
def phone(officer: Officer) -> Phone:
    return Phone(officer)


def holds(shelf: Shelf, row: Attachment) -> bytes | None:
    if not keeping.store().exists(keeping.name(shelf, row.pk)):
        return None
    with keeping.open_file(shelf, row.pk) as file:
        return file.read()


def stored(phone: Phone, data: bytes) -> Attachment:
    return Attachment.objects.get(pk=phone.store(data))


def taken(**exif: Any) -> bytes:
    """A photo that says where it was taken and that the camera lay on its side."""
    about = Image.Exif()
    about[0x0112] = 6  # orientation: turn a quarter to the right
    about[0x010F] = "Sample camera"
    about.get_ifd(GPS).update({1: "N", 2: (52.0, 14.0, 0.0)})
    return photo(400, 200, exif=about, **exif)


def test_the_original_is_kept_byte_for_byte(phone: Phone) -> None:
    data = taken()
    row = stored(phone, data)
    assert (row.state, row.verdict, row.sniffed_type) == ("stored", "unscanned", "image/jpeg")
    assert holds(Shelf.ORIGINALS, row) == data
    assert not staging.path(row.pk).exists()
    events = Event.objects.filter(subject=f"attachment:{row.pk}").order_by("id")
    assert [event.details["did"] for event in events] == ["take-in-file", "store-file"]
    assert {event.details["sha256"] for event in events} == {sha256(data)}


def test_a_screen_is_shown_nothing_that_the_camera_wrote(phone: Phone) -> None:
    row = stored(phone, taken())
    drawn = holds(Shelf.SCREENS, row)
    assert drawn is not None
    assert sha256(drawn) == row.derivative_sha256
    assert b"Sample camera" not in drawn
    with Image.open(io.BytesIO(drawn)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (200, 400))
        assert not shown.getexif()
        assert "icc_profile" not in shown.info
        # The dark corner, top left in the camera, is top right for who holds it upright.
        assert max(shown.getpixel((190, 10))) < 60  # type: ignore[type-var]
        assert min(shown.getpixel((10, 10))) > 150  # type: ignore[type-var]


def test_a_large_photo_is_made_smaller(phone: Phone) -> None:
    drawn = holds(Shelf.SCREENS, stored(phone, photo(3000, 1000)))
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as shown:
        assert shown.size == (1600, 533)


def test_what_is_see_through_stays_so(phone: Phone) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 30), (255, 0, 0, 0)).save(out, "PNG")
    row = stored(phone, out.getvalue())
    assert (row.sniffed_type, row.derivative_type) == ("image/png", "image/webp")


BROKEN = {
    "torn": (photo(400, 300)[:500], "the picture can't be read"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', None),
}


@pytest.mark.parametrize(("data", "why"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_drawn_is_kept_and_says_why(
    phone: Phone, data: bytes, why: str | None
) -> None:
    row = stored(phone, data)
    assert (row.state, row.derivative_type) == ("stored", "")
    assert holds(Shelf.ORIGINALS, row) == data
    if why:
        assert row.underived == why


@pytest.mark.slow
def test_a_picture_that_would_swell_is_not_opened(phone: Phone) -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")  # 81 million pixels in 10 KB
    row = stored(phone, out.getvalue())
    assert (row.state, row.underived) == ("stored", "it has too many pixels")


def test_other_files_have_no_picture_and_are_what_they_are(phone: Phone) -> None:
    row = stored(phone, b"%PDF-1.7\n" + noise(500))
    assert (row.sniffed_type, row.derivative_type, row.underived) == ("application/pdf", "", "")
    # Declared as a photo by its name, and found to be nothing known.
    assert stored(phone, noise(500)).sniffed_type == "application/octet-stream"


def finds(file: IO[bytes]) -> str:
    return "Sample.Worm" if b"worm" in file.read() else ""


def away(file: IO[bytes]) -> str:
    raise ConnectionRefusedError


def with_scanner(told: Any, folder: Path, name: str) -> None:
    in_folder(told, folder)
    told.ATTACHMENTS = settling_with(told.ATTACHMENTS, name)


def settling_with(files: Any, name: str) -> Any:
    return replace(files, scanner=f"{__name__}.{name}")


def test_what_is_infected_is_kept_apart(phone: Phone, settings: Any, tmp_path: Path) -> None:
    with_scanner(settings, tmp_path, "finds")
    row = stored(phone, b"a worm")
    assert (row.state, row.verdict, row.reason) == ("infected", "infected", "Sample.Worm")
    assert holds(Shelf.APART, row) == b"a worm"
    assert holds(Shelf.ORIGINALS, row) is None
    assert not staging.path(row.pk).exists()
    assert Event.objects.filter(details__did="set-file-apart").exists()
    clean = stored(phone, b"an apple")
    assert (clean.state, clean.verdict) == ("stored", "clean")


def test_while_the_scanner_is_away_nothing_is_shown_and_nothing_lost(
    phone: Phone, settings: Any, tmp_path: Path
) -> None:
    with_scanner(settings, tmp_path, "away")
    row = stored(phone, b"an apple")
    assert (row.state, row.tries) == ("checking", 1)
    assert row.due_at is not None
    assert row.due_at > clock.now()
    assert settling.settle() == 0
    with_scanner(settings, tmp_path, "finds")
    Attachment.objects.update(due_at=clock.now())
    assert settling.settle() == 1
    row.refresh_from_db()
    assert (row.state, row.verdict, row.reason) == ("stored", "clean", "")


def test_a_worker_that_died_half_way_is_followed_by_another(phone: Phone) -> None:
    data = photo()
    key = phone.upload(data)
    row = settling._claim()
    assert row is not None
    assert settling._claim() is None
    # It had put away half of the file.
    half = io.BytesIO(data[:100])
    keeping.keep(Shelf.ORIGINALS, key, half, sha256(data[:100]))
    Attachment.objects.update(due_at=clock.now() - timedelta(seconds=1))
    assert settling.settle() == 1
    row.refresh_from_db()
    assert row.state == "stored"
    assert holds(Shelf.ORIGINALS, row) == data


def test_equal_bytes_may_be_two_attachments(phone: Phone) -> None:
    data = photo()
    one, other = stored(phone, data), stored(phone, data)
    assert one.pk != other.pk
    assert holds(Shelf.ORIGINALS, one) == holds(Shelf.ORIGINALS, other) == data


def test_the_sweeper_finds_what_hints_missed(phone: Phone, settings: Any) -> None:
    data = noise(100)
    key = phone.upload(data)
    # The process died between the last byte and the look at the hash.
    long_ago = clock.now() - timedelta(minutes=5)
    Attachment.objects.update(state="uploading", received_at=None, due_at=None, touched_at=long_ago)
    assert finishing.finish_stranded(older_than=timedelta(minutes=2)) == 1
    assert Attachment.objects.get(pk=key).state == "checking"
    left = uuid4()
    phone.create(noise(100, 2), left, body=noise(100, 2)[:50])
    Attachment.objects.filter(pk=left).update(touched_at=clock.now() - timedelta(days=15))
    assert (removing.expire(), removing.sweep()) == (1, 1)
    assert not staging.path(left).exists()
    assert phone.head(left).status_code == 410
    assert actions.settle() == 1


def test_what_our_disk_lost_is_said_and_asked_for_again(phone: Phone) -> None:
    data = photo()
    key = phone.upload(data)
    staging.remove(key)
    actions.settle()
    row = Attachment.objects.get(pk=key)
    assert (row.state, row.reason) == ("corrupt", "our disk lost it")
    assert phone.head(key)["Upload-Offset"] == "0"
    phone.patch(key, data, 0)
    actions.settle()
    row.refresh_from_db()
    assert (row.state, row.reason) == ("stored", "there is no scanner")


def test_an_empty_file_is_a_file(phone: Phone) -> None:
    key = uuid4()
    phone.create(b"", key)
    actions.settle()
    row = Attachment.objects.get(pk=key)
    assert (row.state, holds(Shelf.ORIGINALS, row)) == ("stored", b"")
