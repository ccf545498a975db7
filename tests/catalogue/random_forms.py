"""Forms at random, each fit to publish, with whatever the language of forms has in them."""

from typing import Any

from hypothesis import strategies as st

from field_api.catalogue.rules.xlsform import shapes

Spec = dict[str, Any]
_NASTY = ["=1+1", "_x0041_", " both ends ", "two\nlines", "return\r\n", "a\tb", "é😀", "yes"]

words = st.sampled_from(_NASTY) | st.text(
    st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20
).filter(lambda text: any(not one.isspace() for one in text) and _has_ink(text))
names = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,6}", fullmatch=True)
markings = st.sampled_from(["OFFICIAL", "OFFICIAL-SENSITIVE"])


def _has_ink(text: str) -> bool:
    """What \\S means to JSON Schema (ECMA-262) and to Python alike."""
    return any(not one.isspace() and one not in "\ufeff\x1c\x1d\x1e\x1f\x85" for one in text)


def optional(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Spec]:
    return st.fixed_dictionaries({}, optional=members)


@st.composite
def listed(draw: st.DrawFn) -> Spec:
    chosen = draw(st.lists(codes, min_size=1, max_size=4, unique=True))
    labels = {code: draw(words) for code in chosen}
    return {"type": "string", "enum": chosen, "x-labels": labels}


@st.composite
def texts(draw: st.DrawFn) -> Spec:
    widget = draw(st.sampled_from(["text", "textarea", "code"]))
    spec: Spec = {"type": "string", "pattern": "\\S", "maxLength": 40, "x-widget": widget}
    if widget == "code":
        return {**spec, "x-list": draw(codes)}
    spec["maxLength"] = draw(st.integers(1, 9999))
    phrase = st.text(min_size=3, max_size=8)
    prompt = st.fixed_dictionaries(
        {"say": words},
        optional={
            "shorter_than": st.integers(0, 99),
            "contains": st.lists(phrase, min_size=1, max_size=2),
        },
    )
    more = optional(minLength=st.integers(0, 5), **{"x-prompts": st.lists(prompt, max_size=2)})
    return {**spec, **draw(more)}


@st.composite
def numbers(draw: st.DrawFn) -> Spec:
    sort = draw(st.sampled_from(["integer", "number"]))
    number = st.integers(-(10**6), 10**6)
    if sort == "number":
        number |= st.floats(-1e20, 1e20, allow_nan=False)
    least, most = sorted([draw(number), draw(number)])
    spec = {"type": sort, "minimum": least, "maximum": most, "x-widget": "number"}
    return {**spec, **draw(optional(**{"x-unit": words}))}


@st.composite
def choices(draw: st.DrawFn) -> Spec:
    held = draw(listed())
    if draw(st.booleans()):
        spec = {**held, "x-widget": draw(st.sampled_from(["choice", "radio"]))}
    else:
        spec = {"type": "array", "items": held, "uniqueItems": True, "x-widget": "checks"}
    seeds = st.lists(st.sampled_from(held["enum"]), min_size=1, max_size=2, unique=True)
    return {**spec, **draw(optional(**{"x-seed-values": seeds}))}


plain = st.sampled_from(
    [
        {"type": "boolean", "x-widget": "boolean"},
        {"type": "string", "format": "date", "x-widget": "date"},
        {"type": "string", "format": "date-time", "x-widget": "datetime"},
        {**shapes.place(), "x-widget": "place"},
        {**shapes.signature(), "x-widget": "signature"},
    ]
)
entities = st.fixed_dictionaries(
    {"type": st.sampled_from(["person", "vehicle", "place"])},
    optional={"group": names, "attribute": names, "role": codes},
)
extras = st.fixed_dictionaries(
    {"title": words, "x-marking": markings},
    optional={
        "description": words,
        "x-source": words,
        "x-asked": words,
        "x-seed": st.just("unverified"),
        "x-entity": entities,
        "x-prefill": st.sampled_from(["now", "here", "me", "unit", "reference"]),
    },
)


@st.composite
def level(draw: st.DrawFn, sections: list[str], deep: bool = False) -> Spec:
    """The fields side by side, with conditions among them."""
    chosen = draw(st.lists(names, min_size=max(1, len(sections)), max_size=5, unique=True))
    orders = draw(st.lists(st.integers(0, 999), min_size=9, max_size=9, unique=True))
    fields: dict[str, Spec] = {}
    for at, name in enumerate(chosen):
        kinds = [texts(), numbers(), choices(), plain, *([] if deep else [repeats()])]
        spec = {**draw(st.one_of(kinds)), **draw(extras), "x-order": orders[at]}
        if sections:
            spec["x-section"] = (
                sections[at] if at < len(sections) else draw(st.sampled_from(sections))
            )
        fields[name] = spec
    schema: Spec = {"type": "object", "properties": fields, "additionalProperties": False}
    return {**schema, **draw(demands(fields, bool(sections)))}


@st.composite
def demands(draw: st.DrawFn, fields: dict[str, Spec], top: bool) -> Spec:
    """Which fields are hidden, which required, and when; reasons are set on the way."""
    asked = draw(condition(fields))
    required, then = [], []
    for name, spec in fields.items():
        what = draw(st.sampled_from(["", "", "always", "shown", "then"]))
        what = "always" if top and not required and name == list(fields)[-1] else what
        if what == "always":
            required.append(name)
        elif what and asked:
            (then if what == "then" else []).append(name)
            if what == "shown" or draw(st.booleans()):
                spec["x-show-when"] = asked
        if name in required + then:
            spec[draw(st.sampled_from(["x-required-by", "x-structural"]))] = draw(words)
    found: Spec = {"required": draw(st.permutations(required))} if required else {}
    if then:
        test = {name: {"enum": values} for name, values in asked.items()}
        rule = {"if": {"properties": test, "required": list(asked)}, "then": {"required": then}}
        found["allOf"] = [rule]
    return found


@st.composite
def condition(draw: st.DrawFn, fields: dict[str, Spec]) -> dict[str, Any]:
    offered = {name: _values(spec) for name, spec in fields.items() if _values(spec)}
    if not offered:
        return {}
    chosen = draw(st.lists(st.sampled_from(sorted(offered)), min_size=1, max_size=2, unique=True))
    return {
        name: draw(st.lists(st.sampled_from(offered[name]), min_size=1, max_size=3, unique=True))
        for name in chosen
    }


def _values(spec: Spec) -> list[Any]:
    return spec.get("enum") or ([True, False] if spec["type"] == "boolean" else [])


@st.composite
def repeats(draw: st.DrawFn) -> Spec:
    inner = draw(level([], deep=True))
    inner |= draw(optional(minProperties=st.integers(0, 2)))
    spec = {"type": "array", "items": inner, "maxItems": draw(st.integers(1, 50))}
    return {**spec, "x-widget": "repeat", **draw(optional(minItems=st.integers(0, 2)))}


reasons = st.lists(codes, min_size=1, max_size=2, unique=True).flatmap(
    lambda chosen: st.tuples(*(words for _ in chosen)).map(
        lambda labels: [{"code": c, "label": t} for c, t in zip(chosen, labels, strict=True)]
    )
)


@st.composite
def documents(draw: st.DrawFn) -> Spec:
    """A form, fit to publish."""
    ids = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    schema = draw(level(ids))
    shown = draw(condition(schema["properties"]))
    found = {
        "kind": draw(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True)),
        "version": draw(st.integers(1, 1_000_000)),
        "title": draw(words),
        "summary": draw(words),
        "marking": draw(markings),
        "review": {
            "mode": draw(st.sampled_from(["before", "after", "sample", "none"])),
            "percent": draw(st.integers(0, 100)),
            "within_hours": draw(st.none() | st.integers(1, 999)),
            "roles": draw(st.lists(names, max_size=2, unique=True)),
            "by_author": False,
        },
        "retention_group": draw(st.sampled_from("1234")),
        "urgent": draw(st.booleans()),
        "send_back": draw(reasons),
        "reject": draw(reasons),
        "sections": [{"id": one, "title": draw(words), **draw(section)} for one in ids],
        "schema": {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema},
    }
    if shown:
        copied = {"there": next(iter(schema["properties"]))}
        found["opens"] = [{"kind": "note", "when": shown, "say": draw(words), "copy": copied}]
    return {**found, **draw(beside)}


section = optional(help=words, warn=words)
beside = st.fixed_dictionaries(
    {},
    optional={
        "group": codes,
        "files": words.map(lambda text: {"accept": False, "instead": text}),
        "routes_only": st.lists(codes, max_size=2, unique=True),
    },
)
