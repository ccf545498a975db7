"""The handset's page where a phone is not enrolled yet, or waits for a second person."""

from playwright.sync_api import Page, expect

from tests.web.server import Server, problem


def fill(phone: Page, otp: str) -> None:
    phone.get_by_label("Officer number").fill("34-1001")
    phone.get_by_label("Password").fill("secret")
    phone.get_by_label("Six-figure code").fill(otp)


def sign_in(phone: Page) -> None:
    phone.get_by_role("button", name="Sign in").click()


def test_a_phone_that_is_not_enrolled_asks_for_code_and_asset_tag(
    phone: Page, server: Server
) -> None:
    server.trouble["sign-in"] = [problem(403, "enrolment-needed")]
    phone.goto("/")
    fill(phone, "123456")
    expect(phone.get_by_label("Enrolment code")).to_be_hidden()
    sign_in(phone)
    expect(phone.get_by_text("wait for the next six-figure code")).to_be_visible()
    phone.get_by_label("Enrolment code").fill("7k3qw-9mxtr")
    phone.get_by_label("Asset tag").fill("PH-0001")
    fill(phone, "654321")
    with phone.expect_request("**/api/v1/sign-in") as asked:
        sign_in(phone)
    expect(phone.get_by_role("button", name="Note")).to_be_visible()
    body = asked.value.post_data_json
    assert body["enrolment"] == {"code": "7k3qw-9mxtr", "asset_tag": "PH-0001"}


def test_who_has_a_code_gives_it_at_once(phone: Page, server: Server) -> None:
    phone.goto("/")
    phone.get_by_text("First time on this phone?").click()
    fill(phone, "123456")
    phone.get_by_label("Enrolment code").fill("7K3QW-9MXTR")
    phone.get_by_label("Asset tag").fill("PH-0001")
    with phone.expect_request("**/api/v1/sign-in") as asked:
        sign_in(phone)
    assert asked.value.post_data_json["enrolment"]["asset_tag"] == "PH-0001"
    expect(phone.get_by_role("button", name="Note")).to_be_visible()


def test_a_phone_that_waits_for_a_second_person_says_so_sends_and_goes_on_by_itself(
    phone: Page, server: Server
) -> None:
    server.trouble["sync/pull"] = [problem(403, "device-unconfirmed")]
    phone.goto("/")
    fill(phone, "123456")
    sign_in(phone)
    expect(phone.get_by_text("This phone waits for a second person")).to_be_visible()
    expect(phone.get_by_role("link", name="Waits for a supervisor")).to_be_visible()
    phone.get_by_role("link", name="This phone", exact=True).click()
    phone.get_by_role("button", name="Send now").click()
    expect(phone.get_by_text("This phone waits for a second person")).to_have_count(0)
    expect(phone.get_by_role("link", name="All sent")).to_be_visible()


def test_who_was_given_a_password_is_led_to_choose_one_and_goes_on_writing(
    phone: Page, server: Server
) -> None:
    server.trouble["sync/pull"] = [problem(403, "first-password")]
    phone.goto("/")
    fill(phone, "123456")
    sign_in(phone)
    expect(phone.get_by_text("Choose a password of your own")).to_be_visible()
    assert "/desk/sign-in/yours" in str(
        phone.get_by_role("link", name="Choose it").get_attribute("href")
    )
    expect(phone.get_by_role("button", name="Note")).to_be_visible()


def test_the_phone_tells_what_changed_in_its_officer_s_sign_in(
    officer: Page, server: Server
) -> None:
    moment = "2026-11-20T10:00:00Z"
    said = {"at": moment, "what": "passkey_added", "said": "A passkey was added", "about": "Phone"}
    server.notices = [said]
    officer.goto("/#/phone")
    expect(officer.get_by_text("A passkey was added: Phone")).to_be_visible()
