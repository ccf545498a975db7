"""Texts in Python: what gettext is called with, what is refused, and tables of words.

Rules know nothing of languages: they have tables such as STEP_LABELS, and templates put what they
read from one into words.
"""

import ast
import re
from collections.abc import Iterator

from backend.words.messages import Message

_ONE = {"_", "_lazy", "gettext", "gettext_lazy"}
_TABLE = re.compile(r"_?([A-Z]+_)*(LABELS|WORDS|GROUNDS|DONE)")
_MANY = {"ngettext", "ngettext_lazy"}


def read(source: str, file: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _said(node, file)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            if _TABLE.fullmatch(_name(node)):
                texts = filter(None, map(_text, node.value.values))
                yield from (Message(text, files={file}) for text in texts)


def _said(call: ast.Call, file: str) -> Iterator[Message]:
    name = ast.unparse(call.func).rpartition(".")[2]
    texts = [_text(one) for one in call.args]
    if name in _ONE and texts[:1] and texts[0]:
        yield Message(texts[0], files={file})
    elif name in _MANY and all(texts[:2]):
        yield Message(str(texts[0]), str(texts[1]), {file})
    elif name == "Problem":
        # Its title and detail: lib/problems.py puts them into words as it answers.
        yield from (Message(text, files={file}) for text in texts[2:4] if text)


def _name(node: ast.Assign | ast.AnnAssign) -> str:
    return ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
