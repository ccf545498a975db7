"""A form filled in by hand, whatever its fields: each value by the control that its field has."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

Item = dict[str, Any]

HERE = ZoneInfo("Europe/London")
ASKED = "(id) => Boolean(document.getElementById(id)?.closest('[hidden]') === null)"
OPENED = "() => document.querySelectorAll('details').forEach((box) => (box.open = true))"


def widget_of(spec: Item) -> str:
    """As schema.js tells it."""
    if said := spec.get("x-widget"):
        return str(said)
    if "enum" in spec:
        return "choice" if len(spec["enum"]) > 6 else "radio"
    if spec["type"] == "array":
        return "repeat" if "properties" in spec["items"] else "checks"
    if spec["type"] == "boolean":
        return "boolean"
    return {"date-time": "datetime", "date": "date"}.get(spec.get("format", ""), "text")


class Filling:
    """Fills the form that is open on a phone. Signatures come last: they cover the rest."""

    def __init__(self, phone: Page) -> None:
        self.phone = phone
        self.signatures: list[Callable[[], None]] = []
        self.by_widget = {
            "choice": self._choose, "radio": self._tick, "boolean": self._answer,
            "checks": self._ticks, "date": self._write, "datetime": self._moment,
            "number": self._write, "text": self._write, "textarea": self._write,
            "code": self._code, "place": self._place, "repeat": self._rows,
        }  # fmt: skip

    def all(self, schema: Item, answers: Item) -> None:
        for name, spec in schema["properties"].items():
            if "x-prefill" in spec and name not in answers and widget_of(spec) != "place":
                self._at(f"/{name}").fill("")
        self._each(schema, answers)
        for sign in self.signatures:
            sign()

    def _each(self, schema: Item, answers: Item, at: str = "") -> None:
        """In the order of the form; what is asked only because of a later answer, after that."""
        ordered = sorted(schema["properties"].items(), key=lambda one: one[1]["x-order"])
        waiting = [(name, spec) for name, spec in ordered if name in answers]
        while waiting:
            self.phone.evaluate(OPENED)
            ready = [one for one in waiting if self._asked(f"{at}/{one[0]}")]
            assert ready, f"not asked: {at} {[name for name, _ in waiting]}"
            for name, spec in ready:
                self._put(spec, f"{at}/{name}", answers[name])
            waiting = [one for one in waiting if one not in ready]

    def _put(self, spec: Item, pointer: str, value: Any) -> None:
        widget = widget_of(spec)
        if widget == "signature":
            self.signatures.append(lambda: self._sign(pointer, value))
        else:
            self.by_widget[widget](spec, pointer, value)

    def _asked(self, pointer: str) -> bool:
        return bool(self.phone.evaluate(ASKED, _id(pointer)))

    def _at(self, pointer: str) -> Locator:
        return self.phone.locator(f'[id="{_id(pointer)}"]')

    def _group(self, pointer: str) -> Locator:
        return self.phone.locator("fieldset").filter(has=self._at(pointer)).last

    def _write(self, _: Item, pointer: str, value: Any) -> None:
        self._at(pointer).fill(str(value))

    def _moment(self, _: Item, pointer: str, value: str) -> None:
        local = datetime.fromisoformat(value).astimezone(HERE).strftime("%Y-%m-%dT%H:%M:%S")
        self._at(pointer).fill(local.removesuffix(":00"))

    def _choose(self, _: Item, pointer: str, value: str) -> None:
        self._at(pointer).select_option(value)

    def _tick(self, _: Item, pointer: str, value: str) -> None:
        self._group(pointer).locator(f'input[value="{value}"]').check()

    def _answer(self, _: Item, pointer: str, value: bool) -> None:
        self._group(pointer).get_by_label("Yes" if value else "No", exact=True).check()

    def _ticks(self, spec: Item, pointer: str, value: list[str]) -> None:
        for one in value:
            self._tick(spec, pointer, one)

    def _code(self, _: Item, pointer: str, value: str) -> None:
        self._at(pointer).fill(value)
        code = self.phone.locator(".finder__code").get_by_text(value, exact=True)
        self.phone.get_by_role("option").filter(has=code).click()
        expect(self._at(pointer)).to_have_value(value)

    def _place(self, _: Item, pointer: str, value: Item) -> None:
        if "latitude" in value:
            self._locate(pointer, value)
        self._at(pointer).fill(value.get("text", ""))

    def _locate(self, pointer: str, value: Item) -> None:
        where = {"latitude": value["latitude"], "longitude": value["longitude"]}
        context, group = self.phone.context, self._group(pointer)
        context.grant_permissions(["geolocation"])
        context.set_geolocation({**where, "accuracy": value.get("accuracy_m", 0)})
        group.get_by_role("button", name="Here").click()
        expect(group.get_by_role("status")).to_contain_text("Remove position")
        context.clear_permissions()

    def _rows(self, spec: Item, pointer: str, value: list[Item]) -> None:
        for index, row in enumerate(value):
            self._at(pointer).click()
            self._each(spec["items"], row, f"{pointer}/{index}")

    def _sign(self, pointer: str, value: Item) -> None:
        self._at(pointer).click()
        dialog = self.phone.get_by_role("dialog")
        dialog.get_by_role("textbox").fill(value["name"])
        draw(self.phone)
        dialog.get_by_role("button", name="Sign", exact=True).click()
        expect(dialog).to_have_count(0)


def _id(pointer: str) -> str:
    """As fields.js names the control of a field."""
    return f"field{pointer.replace('/', '-')}"


def draw(phone: Page) -> None:
    """A line on the pad that is open."""
    pad = phone.locator(".signature__pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    phone.mouse.move(box["x"] + 20, box["y"] + 40)
    phone.mouse.down()
    for step in range(1, 12):
        phone.mouse.move(box["x"] + 20 + 15 * step, box["y"] + 40 + 8 * (step % 3))
    phone.mouse.up()
