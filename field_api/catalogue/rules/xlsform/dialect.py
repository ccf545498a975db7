"""The words of XLSForm, as pyxform reads them, and those that Fieldbook adds."""

import re

OURS = "fieldbook::"

# Head of a column of ours: the member of a field it holds, as it stands.
MEMBERS = {
    "marking": "x-marking",
    "required-by": "x-required-by",
    "structural": "x-structural",
    "asked": "x-asked",
    "identifier": "x-identifier",
    "list": "x-list",
    "unit": "x-unit",
    "source": "x-source",
    "prefill": "x-prefill",
}
SHAPED = (
    "section", "name", "widget", "entity", "unverified", "order", "at-least", "at-most", "filled",
    "json",
)  # fmt: skip
COLUMNS = tuple(OURS + name for name in (*MEMBERS, *SHAPED))

_ALIASES = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "readonly": "read_only",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "list_name": "list_name",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "set_form_title": "form_title",
    "title": "form_title",
    "bind::required": "required",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
}
KNOWN = frozenset(
    "type name label hint guidance_hint required required_message relevant constraint "
    "constraint_message appearance default calculation choice_filter read_only parameters "
    "repeat_count".split()
)
# Of no meaning here, and nothing is lost without them.
IDLE = frozenset(
    {"required_message", "constraint_message", "appearance", "style", "autoplay", "body::accuracy"}
)


def column(head: str) -> str:
    """The one name of a column, from any of its spellings; ours are left as they are."""
    text = head.strip()
    if text.lower().startswith(OURS):
        return text.lower()
    base, mark, rest = text.partition("::")
    name = re.sub(r"[\s]+", "_", base.strip().lower())
    named = f"{name}::{rest.strip()}" if mark else name
    return _ALIASES.get(named.lower(), named)


_TEXT = (
    "text",
    "string",
    "barcode",
    "add text prompt",
    "add barcode prompt",
    "q string",
    "q barcode",
)
_FILES = "image", "photo", "audio", "video", "file", "background-audio"
_KNOWN_ANYWAY = (
    "start", "end", "today", "deviceid", "device id", "imei", "subscriberid", "subscriber id",
    "simserial", "sim id", "phonenumber", "phone number", "username", "email", "audit",
    "start-geopoint", "background-geopoint", "start time", "end time", "get start time",
    "get end time", "get today", "get device id", "get subscriber id", "get sim id",
    "get phone number",
)  # fmt: skip

# Type of a question: how it is asked. What is no question at all is in UNASKED, with the reason.
ASKED = {
    **dict.fromkeys(_TEXT, "text"),
    "time": "text",
    **dict.fromkeys(("integer", "int", "add integer prompt", "q int"), "integer"),
    **dict.fromkeys(("decimal", "add decimal prompt", "q decimal", "percentage"), "decimal"),
    "range": "range",
    **dict.fromkeys(("date", "add date prompt", "q date"), "date"),
    **dict.fromkeys(
        ("datetime", "date time", "add datetime prompt", "add date time prompt", "q datetime"),
        "datetime",
    ),
    **dict.fromkeys(
        ("geopoint", "location", "gps", "add location prompt", "q geopoint", "q location"), "place"
    ),
    **dict.fromkeys(
        ("acknowledge", "trigger", "add acknowledge prompt", "q acknowledge"), "boolean"
    ),
}
_NO_FILE = "photos and files are added to any entry: no question of its own is needed, left out"
_NO_META = "Fieldbook keeps who wrote an entry, when and on which device by itself: left out"
_NO_SUM = "Fieldbook asks and calculates nothing: left out; let the receiving system work it out"
UNASKED = {
    **dict.fromkeys(_FILES, _NO_FILE),
    **{f"add {one} prompt": _NO_FILE for one in _FILES},
    **{f"q {one}": _NO_FILE for one in (*_FILES, "picture")},
    **dict.fromkeys(_KNOWN_ANYWAY, _NO_META),
    **dict.fromkeys(("calculate", "q calculate", "add calculate prompt", "hidden"), _NO_SUM),
}
NOTES = ("note", "q note", "add note prompt")

SELECTS = {
    "select_one": "one",
    "select one": "one",
    "select1": "one",
    "select one from": "one",
    "add select one prompt using": "one",
    "select_multiple": "many",
    "select all that apply": "many",
    "select all that apply from": "many",
    "add select multiple prompt using": "many",
    "rank": "rank",
}
_SELECT = re.compile(
    rf"({'|'.join(sorted(map(re.escape, SELECTS), key=len, reverse=True))})\s+(\S+)"
    r"(\s+(?:or[ _]specify[ _]other|or_other))?",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(begin|end)[\s_]+(group|repeat|lgroup|looped group|loop)(?:\s+.*)?", re.I)


def group(kind: str) -> tuple[str, str]:
    """("begin" or "end", "group" or "repeat"), or two empty texts for any other type."""
    found = _GROUP.fullmatch(kind.strip())
    if not found:
        return "", ""
    return found[1].lower(), "group" if found[2].lower() == "group" else "repeat"


def select(kind: str) -> tuple[str, str, bool]:
    """(one|many|rank, the list of choices, whether Other is added), or empty for another type."""
    found = _SELECT.fullmatch(kind.strip())
    if not found:
        return "", "", False
    return SELECTS[re.sub(r"\s+", " ", found[1].lower())], found[2], bool(found[3])


def yes(cell: str) -> bool:
    return cell.strip().lower() in ("yes", "true", "true()", "1")


def no(cell: str) -> bool:
    return cell.strip().lower() in ("", "no", "false", "false()", "0")


def name(text: str, gap: str = "_") -> str:
    """A text as a name of the language of forms: lower case, letters first, at most 40."""
    plain = re.sub(r"[^a-z0-9]+", gap, text.strip().lower()).strip(gap)
    return plain.lstrip("0123456789" + gap)[:40].rstrip(gap)
