"""One officer with two handsets, and a photo over a bad link: real browsers, the real house."""

import hashlib
import io
import random
import shutil
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.journeys.conftest import House
from tests.web.authenticator import fit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENT = 60_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH to drive the pages with"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def two(browser: Browser, house: House) -> Iterator[tuple[Page, Page]]:
    """Two handsets with the same officer signed in."""
    contexts = [_handset(browser) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        _sign_in(page, house, 1)
    yield pages[0], pages[1]
    for context in contexts:
        context.close()


def _handset(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(PATIENT)
    return context


def _sign_in(page: Page, house: House, person: int) -> None:
    who = house.people[person]
    fit(page)
    page.goto(house.base)
    page.get_by_label("Officer number").fill(who.login)
    page.get_by_label("Password").fill(who.password)
    page.get_by_label("Six-figure code").fill(house.fresh_code(person))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Note").first).to_be_visible(timeout=PATIENT)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # it opens without a signal


def _begin(page: Page, words: str) -> None:
    page.get_by_role("link", name="New", exact=True).last.click()
    page.get_by_role("button", name="Note").first.click()
    page.get_by_role("textbox", name="Note", exact=True).fill(words)


def _sign(page: Page) -> None:
    page.get_by_role("button", name="Sign and save").click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible(timeout=PATIENT)


def _open(page: Page, submission: object) -> None:
    page.goto(f"{page.url.partition('#')[0]}#/entry/{submission}")
    heading = page.get_by_role("heading", name="Note", level=1)
    expect(heading).to_be_visible(timeout=PATIENT)


def _correct(page: Page, words: str) -> None:
    page.get_by_role("button", name="Add a correction").click()
    page.get_by_role("textbox", name="Note", exact=True).fill(words)
    _sign(page)


def _all_sent(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("banner")).to_contain_text("All sent", timeout=PATIENT)


def test_two_handsets_write_offline_from_one_version_and_the_officer_says_which_stands(
    house: House, two: tuple[Page, Page]
) -> None:
    first, second = two
    _begin(first, "A man ran off.")
    _sign(first)
    _all_sent(first)
    submission = _submission(house, "A man ran off.")
    for page in two:
        _open(page, submission)
        expect(page.get_by_role("button", name="Add a correction")).to_be_visible(timeout=PATIENT)
    for page in two:
        page.context.set_offline(True)
    _correct(first, "A man in a red coat ran off.")
    _correct(second, "A man in a blue coat ran off.")
    for page in two:
        page.context.set_offline(False)
        _all_sent(page)

    _open(first, submission)
    first.get_by_role("link", name="Look at them and choose").click()
    blue = first.get_by_role("radio", name="blue")
    expect(blue).to_be_visible(timeout=PATIENT)
    first.context.set_offline(True)  # both versions are on the phone by now
    blue.check()
    first.get_by_role("button", name="Sign what stands").click()
    expect(first.get_by_role("heading", name="Saved")).to_be_visible(timeout=PATIENT)
    assert len(_heads(house, submission)) == 2
    first.context.set_offline(False)
    _all_sent(first)

    for page in two:
        _open(page, submission)
        expect(page.get_by_text("versions of this stand")).to_have_count(0, timeout=PATIENT)
        expect(page.get_by_text("A man in a blue coat ran off.")).to_be_visible(timeout=PATIENT)
    heads = _heads(house, submission)
    assert len(heads) == 1
    found = house.sql(
        "SELECT body->>'text', cardinality(parents) FROM submissions_revision"
        " WHERE submission_id = %s",
        submission,
    )
    assert sorted(found, key=str) == [
        ("A man in a blue coat ran off.", 1),
        ("A man in a blue coat ran off.", 2),
        ("A man in a red coat ran off.", 1),
        ("A man ran off.", 0),
    ]


def test_a_photo_follows_its_text_over_a_link_that_is_cut(house: House, browser: Browser) -> None:
    context = _handset(browser)
    page = context.new_page()
    _sign_in(page, house, 1)
    context.set_offline(True)
    _begin(page, "The broken window.")
    photo = _photo()
    page.get_by_label("Photo or file").set_input_files(
        {"name": "window.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    expect(page.get_by_role("button", name="Remove window.jpg")).to_be_visible(timeout=PATIENT)
    _sign(page)

    sent: list[str] = []

    def cut(route: Route) -> None:
        """The second piece never leaves, and then the signal is gone."""
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) == 2:
                return route.abort()
        return route.continue_()

    context.route("**/api/v1/files/**", cut)
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    _until(house, page, len(photo), off=1024 * 1024)
    submission = _submission(house, "The broken window.")  # the text did not wait
    context.set_offline(True)
    page.reload()
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    _until(house, page, len(photo), off=len(photo))

    _open(page, submission)
    row = page.get_by_role("listitem").filter(has_text="window.jpg")
    expect(row).to_contain_text("Stored", timeout=PATIENT)
    kept = house.sql(
        "SELECT sha256, state FROM attachments_attachment WHERE length = %s", len(photo)
    )
    assert kept == [(hashlib.sha256(photo).hexdigest(), "stored")]
    assert sent.count("0") == 1  # what was there was not sent again
    _all_sent(page)
    context.close()


def _photo() -> bytes:
    """About 3 MB that no camera took."""
    noise = random.Random(7).randbytes(1600 * 1200 * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (1600, 1200), noise).save(file, "JPEG", quality=90)
    return file.getvalue()


def _until(house: House, page: Page, length: int, *, off: int) -> None:
    """Waits until the server has so many bytes of the file."""
    for _ in range(240):
        rows = house.sql("SELECT off FROM attachments_attachment WHERE length = %s", length)
        if rows and int(str(rows[0][0])) >= off:
            return
        page.wait_for_timeout(500)
    raise AssertionError("the photo did not come")


def _submission(house: House, words: str) -> object:
    rows = "SELECT submission_id FROM submissions_revision WHERE body->>'text' = %s"
    ((found,),) = house.sql(rows, words)
    return found


def _heads(house: House, submission: object) -> list[object]:
    """Revisions of it that no other follows."""
    rows = house.sql(
        "SELECT r.entry_id FROM submissions_revision r WHERE r.submission_id = %s AND NOT EXISTS"
        " (SELECT 1 FROM submissions_revision n WHERE r.entry_id = ANY (n.parents))",
        submission,
    )
    return [row[0] for row in rows]
