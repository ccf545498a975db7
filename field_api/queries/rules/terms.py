"""What is asked for in a question of each kind. No pattern is demanded, nothing is guessed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from field_api.queries.rules.page import Page

SURNAME_LENGTH = 54  # what LEDS accepts as a check name
VRM_LENGTH = 11
NUMBER_LENGTH = (3, 20)  # of a telephone, in figures: E.164 takes fifteen, and a prefix before it
# Great Britain's have sixteen and two of the licence's issue after them, Northern Ireland's eight.
DRIVER_NUMBER_LEAST, DRIVER_NUMBER_LENGTH = 5, 20
POSTCODE_LENGTH = 10
ADDRESS_LENGTH = 200
MARK_LENGTH = 60  # a serial or frame number, as makers stamp them
OLDEST_BIRTH = date(1890, 1, 1)


class Kind(StrEnum):
    PERSON = "person"
    VEHICLE = "vehicle"
    DRIVER = "driver"
    PLACE = "place"
    PHONE = "phone"
    ONLINE = "online"
    PROPERTY = "property"


def vrm(text: str) -> str:
    """A registration mark as it is compared: letters (of any alphabet) and digits, upper case.

    Its pattern is not checked: an unrecognised plate is the one an officer most needs to ask about.
    """
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _person(page: Page, today: date) -> dict[str, str]:
    terms = {"surname": page.text("surname", least=1, most=SURNAME_LENGTH)}
    if page.given("given_names"):
        terms["given_names"] = page.text("given_names", least=1, most=SURNAME_LENGTH)
    if page.given("dob"):
        terms["dob"] = _birth(page, today)
    page.nothing_else({"surname", "given_names", "dob"})
    return terms


def _birth(page: Page, today: date) -> str:
    text = page.text("dob", least=1, most=10)
    try:
        born = date.fromisoformat(text)
    except ValueError:
        page.fault("dob", "not-a-date", "Send a date as YYYY-MM-DD.")
        return ""
    # A day's margin: it is already tomorrow somewhere a handset's clock may be set to.
    if not OLDEST_BIRTH <= born <= today + timedelta(days=1):
        page.fault("dob", "range", "A date of birth in the past.")
    return born.isoformat()


def _vehicle(page: Page, today: date) -> dict[str, str]:
    seen = page.text("vrm", least=1, most=VRM_LENGTH * 2)
    mark = vrm(seen)
    if seen and not 1 <= len(mark) <= VRM_LENGTH:
        page.fault("vrm", "length", f"Between 1 and {VRM_LENGTH} letters and digits.")
    page.nothing_else({"vrm"})
    return {"vrm": mark}


def _driver(page: Page, today: date) -> dict[str, str]:
    """A driver number, or who it would be: a name with the date of birth it is made from."""
    if page.given("number"):
        number = vrm(page.text("number", least=1, most=DRIVER_NUMBER_LENGTH * 2))
        if not DRIVER_NUMBER_LEAST <= len(number) <= DRIVER_NUMBER_LENGTH:
            said = f"Between {DRIVER_NUMBER_LEAST} and {DRIVER_NUMBER_LENGTH} letters and digits."
            page.fault("number", "length", said)
        page.nothing_else({"number"})
        return {"number": number}
    names = ("surname", "given_names")
    terms = {name: page.text(name, least=1, most=SURNAME_LENGTH) for name in names}
    terms["dob"] = _birth(page, today)
    if page.given("postcode"):
        terms["postcode"] = page.text("postcode", least=1, most=POSTCODE_LENGTH)
    page.nothing_else({"number", *names, "dob", "postcode"})
    return terms


def _property(page: Page, today: date) -> dict[str, str]:
    """A thing by a number that is on it; what it is, as it is said."""
    terms = _some_of(page, ("serial", "imei", "frame"), most=MARK_LENGTH, beside=("description",))
    for name in terms:
        if not any(letter.isalnum() for letter in terms[name]):
            page.fault(name, "length", "At least one letter or digit.")
    if page.given("description"):
        terms["description"] = page.text("description", least=1, most=ADDRESS_LENGTH)
    return terms


def _place(page: Page, today: date) -> dict[str, str]:
    """An address as it is said, a postcode, or both."""
    return _some_of(page, ("address", "postcode"), most=ADDRESS_LENGTH)


def _phone(page: Page, today: date) -> dict[str, str]:
    """As it was typed: a system knows numbers in its own spelling."""
    number = page.text("number", least=1, most=NUMBER_LENGTH[1] * 2)
    figures = sum(letter.isdigit() for letter in number)
    if number and not NUMBER_LENGTH[0] <= figures <= NUMBER_LENGTH[1]:
        page.fault("number", "length", f"Between {NUMBER_LENGTH[0]} and {NUMBER_LENGTH[1]} digits.")
    page.nothing_else({"number"})
    return {"number": number}


def _online(page: Page, today: date) -> dict[str, str]:
    """Whom somebody is online: an address to write to, a name on a platform, a page."""
    terms = _some_of(page, ("email", "handle", "url"), most=ADDRESS_LENGTH, beside=("platform",))
    if page.given("platform"):
        terms["platform"] = page.text("platform", least=1, most=SURNAME_LENGTH)
    return terms


def _some_of(
    page: Page, names: Sequence[str], *, most: int, beside: Sequence[str] = ()
) -> dict[str, str]:
    """Those that were given of some terms, of which one is needed."""
    given = [name for name in names if page.given(name)]
    if not given:
        page.fault(names[0], "required", f"Send one of {', '.join(names)}.")
    page.nothing_else({*names, *beside})
    return {name: page.text(name, least=1, most=most) for name in given}


TERMS: Mapping[Kind, Callable[[Page, date], dict[str, str]]] = {
    Kind.PERSON: _person,
    Kind.VEHICLE: _vehicle,
    Kind.DRIVER: _driver,
    Kind.PLACE: _place,
    Kind.PHONE: _phone,
    Kind.ONLINE: _online,
    Kind.PROPERTY: _property,
}
