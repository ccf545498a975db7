"""Many script modules as a few files, exactly: each is what it was but for imports and exports.

Ninety requests cost seconds on a phone's network; nobody should read or debug ninety modules as
one, though. So they are joined when the static files are collected, and in no other place.

A module becomes an asynchronous function: what it exports is what that gives, and what it imports
was given before. It keeps its order (ES modules run what they import first, in the order of their
import lines), its strictness, its own names and its `await` at the top. Comments leave, but their
lines stay empty, so that line 12 of a module is line 12 below its name. What can't be carried over
exactly is refused, not attempted. One thing is not seen: a module may not wait at its top for what
comes later, which would wait for it.
"""

import re
from collections.abc import Iterator, Mapping

ROOT = "app"

_TABLE = "__modules"
_NAMED = r'"fieldbook/([\w-]+)"'
_IMPORT = re.compile(rf"^import (?:\* as (\w+)|\{{([^}}]*)\}}) from {_NAMED};$", re.M)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (\w+))", re.M)
_LATER = re.compile(rf"\bimport\({_NAMED}\)")
_RENAMED, _KEYED = r"(\w+) as (\w+)", r"\1: \2"
_STATEMENT = re.compile(r"(?:import|export)\b")
_UNKNOWN = re.compile(r"^(?:import|export)\b.*|^.*\bimport\s*[.(].*", re.M)
_WAITS = re.compile(r"^\S.*\bawait import\(.*", re.M)
_COMMENT_ENDS = "*/"


class Unjoinable(ValueError):
    """This module says something that can't be said from within another file."""


def joined(sources: Mapping[str, str]) -> dict[str, str]:
    """The text of each file by the name of the module it begins with: `app`, and every module that
    another asks for by `import("fieldbook/…")`.

    A file holds all that its module needs and no other file has; what two of them need is in the
    first, which the others stand upon. Raises Unjoinable, also for modules that import each other.
    """
    bare = {name: _bare(name, text) for name, text in sources.items()}
    whole = {ROOT: _order(ROOT, bare)}
    for root in _roots(bare):
        whole.setdefault(root, _order(root, bare))
    first = [name for name in _all(whole) if name in whole[ROOT] or _count(name, whole) > 1]
    parts = {root: [name for name in names if name not in first] for root, names in whole.items()}
    parts[ROOT] = _ordered(first, bare)
    return {root: _file(root, names, bare) for root, names in parts.items()}


def reached(sources: Mapping[str, str]) -> set[str]:
    """Every module that is needed, now or later."""
    bare = {name: _bare(name, text) for name, text in sources.items()}
    return {name for root in (ROOT, *_roots(bare)) for name in _order(root, bare)}


def _bare(name: str, text: str) -> str:
    """Without comments. Raises Unjoinable where an import or export can't be told for sure."""
    if _TABLE in text:
        raise Unjoinable(f"{name} uses {_TABLE}")
    bare = "".join(f"{line}\n" for line in _code(name, text.splitlines()))
    rest = _LATER.sub("", _EXPORT.sub("", _IMPORT.sub("", bare)))
    if found := _UNKNOWN.search(rest) or _WAITS.search(bare):
        raise Unjoinable(f"{name}: {found[0]}")
    return bare


def _code(name: str, lines: list[str]) -> Iterator[str]:
    """Lines that are comment and nothing else become empty; those within a text never."""
    within = ""  # what ends the text or comment the line begins in
    for line in lines:
        bare = line.strip()
        if within == _COMMENT_ENDS or (not within and bare.startswith(("//", "/*"))):
            ends = bare.startswith("//") or _COMMENT_ENDS in bare
            if ends and not bare.startswith("//") and not bare.endswith(_COMMENT_ENDS):
                raise Unjoinable(f"{name}: code behind a comment: {line}")
            within = "" if ends else _COMMENT_ENDS
            yield ""
            continue
        if within and _STATEMENT.match(line):
            raise Unjoinable(f"{name}: a text reads like a statement: {line}")
        if line.count("`") % 2:
            within = "" if within else "`"
        yield line
    if within:
        raise Unjoinable(f"{name} ends within a text or a comment")


def _roots(bare: Mapping[str, str]) -> list[str]:
    return sorted({root for text in bare.values() for root in _LATER.findall(text)} - {ROOT})


def _ordered(names: list[str], bare: Mapping[str, str]) -> list[str]:
    """These and nothing else: whatever one of them imports is among them."""
    done: list[str] = []
    for name in names:
        done += [one for one in _order(name, bare) if one not in done]
    return done


def _order(root: str, bare: Mapping[str, str]) -> list[str]:
    """What `root` needs, itself last, in the order in which a browser runs it."""
    done: list[str] = []
    _visit(root, bare, done, ())
    return done


def _visit(name: str, bare: Mapping[str, str], done: list[str], above: tuple[str, ...]) -> None:
    if name in done:
        return
    if name in above:
        raise Unjoinable(f"{' imports '.join((*above, name))}")
    if name not in bare:
        raise Unjoinable(f"{above[-1]} imports {name}, which is not there")
    for source in (found[3] for found in _IMPORT.finditer(bare[name])):
        _visit(source, bare, done, (*above, name))
    done.append(name)


def _all(whole: Mapping[str, list[str]]) -> list[str]:
    return list(dict.fromkeys(name for names in whole.values() for name in names))


def _count(name: str, whole: Mapping[str, list[str]]) -> int:
    return sum(name in names for names in whole.values())


def _file(root: str, names: list[str], bare: Mapping[str, str]) -> str:
    begin = f'import {{ {_TABLE} }} from "fieldbook/{ROOT}";'
    if root == ROOT:
        begin = f"export const {_TABLE} = Object.create(null);"
    end = [] if root == ROOT else list(_exported(root, bare[root]))
    return "\n".join([begin, *(_wrapped(name, bare[name]) for name in names), *end, ""])


def _exported(root: str, text: str) -> Iterator[str]:
    """What whoever asks for the module itself gets."""
    for name in _EXPORT.findall(text):
        yield f'export const {name} = {_TABLE}["{root}"].{name};'


def _wrapped(name: str, text: str) -> str:
    given = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(_taken, text))
    return (
        f'// fieldbook/{name}\n{_TABLE}["{name}"] = await (async () => {{ {body}'
        f"return Object.freeze({{ {given} }});\n}})();"
    )


def _taken(found: re.Match[str]) -> str:
    every, names, source = found.groups()
    what = every or f"{{{re.sub(_RENAMED, _KEYED, names)}}}"
    return f'const {what} = {_TABLE}["{source}"];'
