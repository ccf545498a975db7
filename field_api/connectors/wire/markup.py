"""Documents as XML, and XML that came from elsewhere: never a DTD, an entity or the network."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from field_api.connectors.rules import ConfigRefused, FieldFault
from field_api.connectors.wire.tabular import records_of, rows

_FAULTS_KEPT = 50
_XSD = "{http://www.w3.org/2001/XMLSchema}"
_ELSEWHERE = {f"{_XSD}{name}" for name in ("include", "import", "redefine", "override")}


class NotXml(ValueError):
    """Not well formed, or it brings a DTD."""


def parsed(payload: bytes) -> etree._Element:
    """The root of a document that stands for itself alone. Raises NotXml.

    A DTD is refused whatever it says: with it come entities that grow a thousandfold or name files.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(payload, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotXml("is not well-formed XML") from None
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise NotXml("brings a document type, which is not accepted")
    return root


class Xml:
    """`root` is the name of the outermost element, `namespace` the one all elements are in;
    `record` is the element of one record (without it the root is), `records` as for CSV. `columns`,
    if given, is the order of a record's members, for schemas that insist on one.

    A member becomes an element, a list an element for each of its values, null nothing at all; a
    name that begins with @ becomes an attribute.
    """

    extension = ".xml"
    content_type = "application/xml"

    def __init__(self, config: dict[str, Any]) -> None:
        self._root = _text(config, "root") or _wanted("root")
        self._record = _text(config, "record")
        self._records = records_of(config)
        if self._records and not self._record:
            raise ConfigRefused("record is the name of the element of each of the records")
        namespace = _text(config, "namespace")
        self._within = f"{{{namespace}}}" if namespace else ""
        self._nsmap: Any = {None: namespace} if namespace else None
        self._order: list[str] = config.get("columns") or []
        if not isinstance(self._order, list):
            raise ConfigRefused("columns is a list of names")
        self._schema = Schema(_text(config, "schema_xsd")) if config.get("schema_xsd") else None
        try:
            self.written({self._records: [{}]} if self._records else {})
        except ValueError as error:
            raise ConfigRefused(f"root, record or namespace cannot be used: {error}") from None

    def written(self, document: dict[str, Any]) -> bytes:
        """Raises ValueError for a name XML cannot have, or text it cannot hold."""
        root = etree.Element(f"{self._within}{self._root}", nsmap=self._nsmap)
        for pointer, row in rows(document, self._records):
            into = self._element(root, self._record, "") if self._record else root
            self._members(into, row, pointer, self._order)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)

    def faults(self, payload: bytes) -> list[FieldFault]:
        try:
            root = parsed(payload)
        except NotXml as error:
            return [FieldFault("", str(error))]
        if root.tag != f"{self._within}{self._root}":
            return [FieldFault("", f"is not a {self._root}")]
        return self._schema.faults(root) if self._schema else []

    def _members(
        self, into: etree._Element, row: dict[str, Any], pointer: str, order: list[str] | None
    ) -> None:
        first = [name for name in order or () if name in row]
        for name in [*first, *(name for name in row if name not in first)]:
            value, at = row[name], f"{pointer}/{name}"
            if name.startswith("@"):
                _kept(at, into.set, name[1:], _written(value, at))
                continue
            for one in value if isinstance(value, list) else [value]:
                self._member(into, name, one, at)

    def _member(self, into: etree._Element, name: str, value: Any, pointer: str) -> None:
        if value is None:
            return
        element = self._element(into, name, pointer)
        if isinstance(value, dict):
            self._members(element, value, pointer, None)
        else:
            _kept(pointer, setattr, element, "text", _written(value, pointer))

    def _element(self, into: etree._Element, name: str, pointer: str) -> etree._Element:
        tag = f"{self._within}{name}"
        element: etree._Element = _kept(pointer, etree.SubElement, into, tag)
        return element


class Schema:
    """An XML Schema from a local file, and from files beside it. Raises ConfigRefused."""

    def __init__(self, path: str) -> None:
        try:
            _stands_alone(Path(path), set())
            self._schema = etree.XMLSchema(etree.parse(path, _local()))
        except (OSError, etree.LxmlError, ValueError) as error:
            raise ConfigRefused(f"schema_xsd cannot be used: {error}") from error
        self._lock = threading.Lock()

    def faults(self, root: etree._Element) -> list[FieldFault]:
        """The list of faults hangs on the schema, hence one document at a time."""
        with self._lock:
            if self._schema.validate(root):
                return []
            errors: list[Any] = list(self._schema.error_log)[:_FAULTS_KEPT]  # type: ignore[call-overload]  # the stubs miss that it can be walked
        return [FieldFault(*_told(root, error)) for error in errors]


def _told(root: etree._Element, error: Any) -> tuple[str, str]:
    """Pointer and sentence, the sentence without the value at fault: it may be anybody's name."""
    found = root.getroottree().xpath(error.path) if error.path else None
    element = found[0] if isinstance(found, list) and found else None
    text = error.message.replace("{" + (etree.QName(root).namespace or "") + "}", "")
    if not isinstance(element, etree._Element):
        return "", text[:200]
    if element.text:
        text = text.replace(f"'{element.text}'", "this")
    return "".join(_steps(root, element)), text[:200]


def _steps(root: etree._Element, element: etree._Element) -> Iterator[str]:
    for each in [*reversed(list(element.iterancestors())), element][1:]:
        name = etree.QName(each).localname
        before = sum(1 for _ in each.itersiblings(each.tag, preceding=True))
        after = next(each.itersiblings(each.tag), None) is not None
        yield f"/{name}/{before}" if before or after else f"/{name}"


def _stands_alone(path: Path, seen: set[Path]) -> None:
    """Refuses a schema that would be fetched from somewhere: lxml's parser forbids the network to
    the first file only, not to what it includes.
    """
    if path.resolve() in seen:
        return
    seen.add(path.resolve())
    for node in parsed(path.read_bytes()).iter(*_ELSEWHERE):
        location = node.get("schemaLocation")
        if location and "://" in location:
            raise ValueError(f"it includes {location}; keep a copy beside it")
        if location:
            _stands_alone(path.parent / location, seen)


def _local() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _kept(pointer: str, act: Any, *words: Any) -> Any:
    try:
        return act(*words)
    except (ValueError, TypeError):
        raise ValueError(f"{pointer or 'a name'} cannot be written in XML") from None


def _written(value: Any, pointer: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError(f"{pointer} is not one value")


def _text(config: dict[str, Any], name: str) -> str:
    value = config.get(name, "")
    if not isinstance(value, str):
        raise ConfigRefused(f"{name} is text")
    return value


def _wanted(name: str) -> str:
    raise ConfigRefused(f"{name} is needed for XML")
