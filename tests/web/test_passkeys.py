"""A passkey in a real browser, its authenticator played by Chromium (WebAuthn over CDP)."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from tests import handset, make
from tests.submissions.desk import INTEL, sent
from tests.web.conftest import CHROMIUM, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def sergeant(transactional_db: None) -> Officer:
    catalogue.publish_builtin()
    return make.supervisor()


@pytest.fixture
def report(sergeant: Officer) -> UUID:
    return sent(handset.of(), INTEL)


@pytest.fixture
def key(sergeant: Officer) -> bytes:
    return bytes(sergeant.authenticator.bin_key)


@pytest.fixture
def desk(live_server: LiveServer, sergeant: Officer, key: bytes, report: UUID) -> Iterator[Page]:
    cookie = make.at_desk(sergeant).cookies[settings.SESSION_COOKIE_NAME].value
    # Only a name can be a relying party: no browser makes a passkey for 127.0.0.1.
    site = live_server.url.replace("127.0.0.1", "localhost")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(**PHONE, base_url=site)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("WebAuthn.enable")
        line.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        browser.close()


def test_a_passkey_is_added_signs_in_and_confirms(desk: Page, key: bytes, report: UUID) -> None:
    desk.goto("/desk/sign-in/yours")
    desk.get_by_label("Name of the new passkey").fill("This phone")
    desk.get_by_label("Six-figure code to add it").fill(f"{TOTP(key).token():06d}")
    desk.get_by_role("button", name="Add a passkey").click()
    expect(desk.get_by_role("status")).to_contain_text("Passkey added")
    expect(desk.get_by_text("This phone").first).to_be_visible()

    desk.get_by_role("button", name="Sign out").click()
    desk.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.get_by_role("heading", name="Review queue")).to_be_visible()

    desk.goto(f"/desk/{report}/")
    desk.get_by_role("button", name="Use passkey").click()
    expect(desk.get_by_text("It is you: now decide.")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_role("status")).to_contain_text("Approved")
