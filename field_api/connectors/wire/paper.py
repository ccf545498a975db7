"""An entry as a paper: a PDF for people, the same bytes for the same document, for any reader.

Typst sets it, within this process: no other program, no font of the machine, no network. The PDF
is PDF/A-2a and PDF/UA-1, so it can be archived, and read aloud by a screen reader.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import typst

_TEMPLATE = Path(__file__).with_name("paper.typ").read_bytes()
_FONTS = typst.Fonts(include_system_fonts=False)
_STANDARDS: list[Any] = ["a-2a", "ua-1"]
_LOCAL = ZoneInfo("Europe/London")
LONGEST = 1 << 18
"""Of what it says, in bytes: some hundred pages, and a second to set them."""

_DEEPEST = 3
_TRIES = 8

_OWN = {"title", "reference", "marking", "version", "dated", "sections"}
# Marks of direction can make a text read otherwise than it is written, and what has no meaning to
# anyone else (private use) cannot be archived: both are shown.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)
# A word that does not fit a column would run off the page: it may be broken here.
_UNBROKEN = re.compile(r"(\S{24})(?=\S{4})")
_UNPRINTABLE = re.compile(r'the (?:text|codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")

Document = dict[str, Any]


def pdf(document: Document) -> bytes:
    """A document as a mapping makes it: `title`, `marking`, `reference`, `version`, `dated` (ISO
    8601 with offset), and what it says, either as `sections`,
    [{"heading", "rows": [{"label", "value"}], "groups": [{"heading", "rows"}]}], or as whatever
    other members it has: these are laid out under their own names.

    A character no font here has is printed as its number, ‹U+1F600›, and a note says so; a paper
    that silently left something out would be no evidence. Raises ValueError.
    """
    said = _said(document)
    if len(orjson.dumps(said)) > LONGEST:
        raise ValueError(f"is too long for a paper: more than {LONGEST} bytes")
    for _ in range(_TRIES):
        try:
            return typst.compile(
                _TEMPLATE,
                font_paths=_FONTS,
                ignore_system_fonts=True,
                sys_inputs={"data": orjson.dumps(said).decode()},
                pdf_standards=_STANDARDS,
                timestamp=int(dated(document).timestamp()),
            )
        except typst.TypstError as error:
            lacking = _lacking(error)
            if not lacking:
                raise ValueError("cannot be set as a paper") from error
            said = _numbered(said, lacking)
            said["notes"] = [_NOTE]
    raise ValueError("has too many characters that cannot be printed")


_NOTE = "A character that could not be printed is given by its number in Unicode, as in ‹U+1F600›."


def dated(document: Document) -> datetime:
    """When the entry was written: the date of paper and letter. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(document["dated"])
    except (KeyError, TypeError, ValueError):
        raise ValueError("dated is a date and time") from None
    if moment.tzinfo is None:
        raise ValueError("dated needs its offset")
    return moment


def _said(document: Document) -> Document:
    if not (marking := _text(document.get("marking"))):
        raise ValueError("a paper without a marking is none")
    reference, number = _text(document.get("reference")), _text(document.get("version"))
    about = [
        reference,
        f"version {number}" if number else "",
        f"{dated(document).astimezone(_LOCAL):%-d %B %Y, %H:%M %Z}",
    ]
    return {
        "title": _text(document.get("title")) or "Entry",
        "reference": reference,
        "marking": marking,
        "about": " · ".join(filter(None, about)),
        "blocks": list(_blocks(document)),
        "notes": [],
    }


def _blocks(document: Document) -> Iterator[Document]:
    sections = document.get("sections")
    if sections is None:
        rest = {name: value for name, value in document.items() if name not in _OWN}
        yield from _laid_out(rest, 1)
        return
    try:
        for section in sections:
            if section.get("rows") or section.get("groups"):
                yield from _section(section, 1)
    except (KeyError, TypeError, AttributeError):
        raise ValueError("sections are not as a paper needs them") from None


def _section(section: Document, level: int) -> Iterator[Document]:
    yield {"heading": _text(section["heading"]), "level": level}
    rows = [
        {"label": _text(row["label"]), "value": _text(row.get("value"))}
        for row in section.get("rows", [])
    ]
    if rows:
        yield {"rows": rows}
    for group in section.get("groups", []):
        yield from _section(group, min(level + 1, _DEEPEST))


def _laid_out(members: Document, level: int) -> Iterator[Document]:
    """Plain members as rows, then each part of it under a heading of its own."""
    plain = {name: value for name, value in members.items() if not isinstance(value, dict | list)}
    lists = {name: value for name, value in members.items() if _is_plain_list(value)}
    rows = {**plain, **{name: ", ".join(map(_text, value)) for name, value in lists.items()}}
    if rows:
        yield {"rows": [{"label": _label(n), "value": _text(v)} for n, v in rows.items()]}
    for name, value in members.items():
        if name in rows:
            continue
        parts = value if isinstance(value, list) else [value]
        for n, part in enumerate(parts, 1):
            of = f" ({n} of {len(parts)})" if len(parts) > 1 else ""
            yield {"heading": _label(name) + of, "level": level}
            inside = part if isinstance(part, dict) else {"value": part}
            yield from _laid_out(inside, min(level + 1, _DEEPEST))


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(each, dict | list) for each in value)


def _label(name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").strip()
    return _text(words[:1].upper() + words[1:])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    shown = _UNSEEN.sub(lambda found: _number(found[0]), lines).strip()
    return _UNBROKEN.sub("\\1\u200b", shown)


def _lacking(error: typst.TypstError) -> set[str]:
    """The characters no font has, by the compiler's own report."""
    told = f"{error} {error.diagnostic}"
    found: set[str] = set()
    for text in _UNPRINTABLE.findall(told):
        found |= set(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text))
    return {character for character in found if not character.isascii()}


def _numbered(value: Any, lacking: set[str]) -> Any:
    if isinstance(value, str):
        return "".join(_number(c) if c in lacking else c for c in value)
    if isinstance(value, list):
        return [_numbered(each, lacking) for each in value]
    if isinstance(value, dict):
        return {name: _numbered(each, lacking) for name, each in value.items()}
    return value


def _number(character: str) -> str:
    return f"‹U+{ord(character):04X}›"
