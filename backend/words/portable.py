"""Reading and writing .po files, the form translators' tools know (GNU gettext manual, PO Files).

Only what is needed here: no contexts, no previous texts. Files are named without lines, so that one
added above a text changes nothing.
"""

import json
import re
from collections.abc import Iterable, Iterator

from backend.words.messages import Catalogue, Message

_LINE = re.compile(r'(msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")$')
_WIDTH = 96


def read(text: str) -> tuple[str, Catalogue]:
    """The comment and header as they stand, and the messages; those out of use have no files."""
    head, _, rest = text.partition("\n\n")
    found = (_message(block) for block in rest.split("\n\n") if "msgid" in block)
    return head, {one.text: one for one in found}


def _message(block: str) -> Message:
    parts: dict[str, str] = {}
    message = Message("")
    name = ""
    for line in (line.removeprefix("#~ ") for line in block.splitlines()):
        if line.startswith("#: "):
            message.files.update(line[3:].split())
        elif line.startswith("#,"):
            message.doubtful = "fuzzy" in line
        elif found := _LINE.match(line):
            name, parts[found[1]] = found[1], json.loads(found[2])
        elif line.startswith('"'):
            parts[name] += json.loads(line)
    message.text, message.plural = parts["msgid"], parts.get("msgid_plural", "")
    message.said = tuple(said for name, said in parts.items() if name.startswith("msgstr"))
    return message


def written(head: str, messages: Iterable[Message], forms: int) -> str:
    """In the order of the English; what is out of use stands last, for it may come back."""
    ordered = sorted(messages, key=lambda one: (not one.files, one.text.casefold(), one.text))
    return "\n\n".join([head, *("\n".join(_lines(one, forms)) for one in ordered)]) + "\n"


def _lines(one: Message, forms: int) -> Iterator[str]:
    if one.files:
        yield from _places(sorted(one.files))
    if one.doubtful:
        yield "#, fuzzy"
    said = one.said or ("",) * (forms if one.plural else 1)
    named = [("msgid", one.text)]
    if one.plural:
        named.append(("msgid_plural", one.plural))
        named += [(f"msgstr[{at}]", text) for at, text in enumerate(said)]
    else:
        named.append(("msgstr", said[0]))
    before = "" if one.files else "#~ "
    yield from (f"{before}{name} {_quoted(text)}" for name, text in named)


def _places(files: list[str]) -> Iterator[str]:
    line = "#:"
    for file in files:
        if len(line) + len(file) > _WIDTH and line != "#:":
            yield line
            line = "#:"
        line += f" {file}"
    yield line


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
