"""Joined, modules are what they were: same names, same order, same values."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from field_api.web import joining, rules
from field_api.web.joining import Unjoinable

NODE = shutil.which("node")
CLOCK = """// Time.
import { zone as place } from "fieldbook/zone";
import * as all from "fieldbook/zone";

/** A comment with `ticks` and an
 *  import { nothing } from "fieldbook/nowhere";
 */
export const at = place + all.zone;
const LIST = `
// no comment
/* nor this */
two`;
export function list() {
  return LIST; // a remark
}
export async function later() {
  const { late } = await import("fieldbook/late");
  return late;
}
export class Watch {}
"""
SOURCES = {
    "app": 'import { at, list, later } from "fieldbook/clock";\n'
    "later().then((late) => console.log(JSON.stringify({ at, list: list(), late })));\n",
    "clock": CLOCK,
    "zone": 'export const zone = await Promise.resolve("Z");\n',
    "late": 'import { at } from "fieldbook/clock";\nimport { own } from "fieldbook/own";\n'
    "export const late = [at, own];\n",
    "own": 'export const own = "mine";\n',
}


def shell() -> dict[str, str]:
    return {name: (rules.FILES / f"{name}.js").read_text() for name in rules.MODULES}


def test_a_file_holds_what_is_needed_at_once_and_another_what_is_asked_for_later() -> None:
    files = joining.joined(SOURCES)
    assert files.keys() == {"app", "late"}
    assert [name in files["app"] for name in ('"zone"', '"own"')] == [True, False]
    assert files["late"].startswith('import { __modules } from "fieldbook/app";\n')


@pytest.mark.skipif(not NODE, reason="no node here to run what was joined")
def test_joined_modules_do_what_they_did(tmp_path: Path) -> None:
    for name, text in joining.joined(SOURCES).items():
        (tmp_path / f"{name}.mjs").write_text(text.replace('"fieldbook/', '"#'))
    names = {f"#{name}": f"./{name}.mjs" for name in ("app", "late")}
    (tmp_path / "package.json").write_text(json.dumps({"imports": names}))
    run = [str(NODE), "app.mjs"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == {
        "at": "ZZ",
        "list": "\n// no comment\n/* nor this */\ntwo",
        "late": ["ZZ", "mine"],
    }


def test_a_line_keeps_its_distance_from_the_name_of_its_module() -> None:
    lines = joining.joined(SOURCES)["app"].splitlines()
    begin = lines.index("// fieldbook/clock")
    assert "const LIST" in lines[begin + CLOCK.splitlines().index("const LIST = `") + 1]


@pytest.mark.parametrize(
    "text",
    [
        "export let count = 0;\n",
        "export default 1;\n",
        'export * from "fieldbook/zone";\n',
        'import zone from "fieldbook/zone";\n',
        'import { zone } from "./zone.js";\n',
        'import { gone } from "fieldbook/gone";\n',
        "const url = import.meta.url;\n",
        "const any = (name) => import(name);\n",
        "const text = `\nexport const no = 1;\n`;\n",
        'const late = await import("fieldbook/zone");\n',
        "const __modules = 1;\n",
        "const open = `\n",
        "/* said */ const done = 1;\n",
    ],
)
def test_what_cannot_be_joined_exactly_is_refused(text: str) -> None:
    with pytest.raises(Unjoinable):
        joining.joined({"app": text, "zone": "export const zone = 1;\n"})


def test_modules_that_import_each_other_are_refused() -> None:
    ring = {
        "app": 'import { b } from "fieldbook/b";\nexport const a = 1;\n',
        "b": 'import { a } from "fieldbook/app";\nexport const b = 1;\n',
    }
    with pytest.raises(Unjoinable, match="app imports b imports app"):
        joining.joined(ring)


def test_the_shell_can_be_joined_and_nothing_in_its_folder_is_idle() -> None:
    assert set(joining.joined(shell())) == {"app", "later"}
    assert set(rules.MODULES) - joining.reached(shell()) == set()
