"""What the newest valid example of each kind speaks of, as kept in spoken/<kind>.json.

`python -m tests.catalogue.spoken` writes the files again from what is read now. Whoever does so
reads the difference: the files are checked by hand, and are worth nothing otherwise.
"""

import json
from pathlib import Path
from typing import Any

from field_api.catalogue import rules, shipped
from tests.catalogue import bodies

HERE = Path(__file__).with_name("spoken")


def kept(kind: str) -> Any:
    return json.loads((HERE / f"{kind}.json").read_text("utf-8"))


def read(kind: str) -> dict[str, Any]:
    """{entities: {key: [type, role, category, basis, attributes]}, links: [[source, target,
    role, category, basis]]}."""
    form, body = rules.compiled(bodies.newest(kind)), shipped.example(kind, "valid")
    return {
        "entities": {
            one.key: [one.type, one.role, one.category, one.basis, dict(one.attributes)]
            for one in rules.entities(form, body)
        },
        "links": [
            [one.source, one.target, one.role, one.category, one.basis]
            for one in rules.links(form, body)
        ],
    }


def text(found: dict[str, Any]) -> str:
    """A line for each entity and each link, for eyes to go down."""
    entities = ",\n".join(f"  {_line(key)}: {_line(one)}" for key, one in found["entities"].items())
    links = ",\n".join(f"  {_line(one)}" for one in found["links"])
    return f'{{"entities": {{\n{entities}\n}},\n"links": [\n{links}\n]}}\n'


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for kind in bodies.KINDS:
        (HERE / f"{kind}.json").write_text(text(read(kind)), "utf-8")
