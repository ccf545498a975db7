"""A WSDL kept on our disk: what a system's operations take and answer, and the check of both.

Nothing is fetched: what a WSDL imports must lie in its own folder or below it.
"""

import re
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from lxml import etree
from zeep import Settings
from zeep.exceptions import Error as ZeepError
from zeep.wsdl import Document
from zeep.wsdl.bindings import Soap11Binding, Soap12Binding

from field_api.connectors.rules import ConfigRefused, FieldFault
from field_api.connectors.wire import envelope_xml
from field_api.connectors.wire.envelope_xml import SOAP_11, SOAP_12

_XSD = "http://www.w3.org/2001/XMLSchema"
_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_INLINE = "inline:"
_FAULTS_KEPT = 50
_STEP = re.compile(r"(?:[^:\[\]]*:)?([^:\[\]]+)(?:\[([0-9]{1,6})\])?")

# libxml2's messages may quote the value; what an officer reads is ours.
_SAID = {
    "SCHEMAV_CVC_MINLENGTH_VALID": "is too short",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "is too long",
    "SCHEMAV_CVC_LENGTH_VALID": "is not of the right length",
    "SCHEMAV_CVC_ENUMERATION_VALID": "is not one of the values the system knows",
    "SCHEMAV_CVC_PATTERN_VALID": "is not of the form the system asks for",
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": "is not of the right type",
    "SCHEMAV_CVC_MININCLUSIVE_VALID": "is too small",
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": "is too large",
    "SCHEMAV_ELEMENT_CONTENT": "is not expected here, or something before it is missing",
}


class Operation:
    """One operation of a port, document/literal."""

    def __init__(self, found: Any) -> None:
        self.action: str = found.soapaction or ""
        self.takes: Any = found.input.body
        self.answers: str = found.output.body.qname.text

    def element(self, document: dict[str, Any]) -> bytes:
        """What goes into the body, in canonical XML. Raises ValueError."""
        holder = etree.Element("holder")
        try:
            self.takes.render(holder, self.takes(**_exact(document)))
        except (ZeepError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"does not fit {self.takes.name}: {_without_values(error)}") from error
        return envelope_xml.canonical(holder[0])

    def pointer(self, path: str) -> str:
        """The JSON pointer into the document for a path into the element: XPath, as schema checks
        say it (`/n:Case/n:Person[2]/n:Name`), or a pointer already (`/Person/1/Name`).
        """
        steps = [found for step in path.strip().split("/") if (found := _STEP.fullmatch(step))]
        if steps and steps[0][1] == self.takes.name:
            steps = steps[1:]
        told, of = "", self.takes
        for n, step in enumerate(steps):
            name, index = step[1], step[2]
            of = _member(of, name) or of
            told += f"/{name}"
            numbered = n + 1 < len(steps) and steps[n + 1][1].isdigit()
            if index:
                told += f"/{int(index) - 1}"
            elif of is not None and not name.isdigit() and _repeats(of, name) and not numbered:
                told += "/0"
        return told


class Wsdl:
    """Safe for many threads at once. Raises ConfigRefused for what could never be used."""

    def __init__(self, path: Any, *, service: str | None = None, port: str | None = None) -> None:
        self._file = _local(path)
        try:
            settings = Settings(forbid_dtd=True, forbid_entities=True, forbid_external=True)
            shelf: Any = _Shelf(self._file.parent)
            document = Document(str(self._file), shelf, settings=settings)
            self._schema = _schema(self._file)
        except (ZeepError, OSError, etree.LxmlError, envelope_xml.NotSoap) as error:
            raise ConfigRefused(f"wsdl cannot be used: {type(error).__name__}") from error
        binding = _binding(document, service, port)
        self.soap = SOAP_12 if isinstance(binding, Soap12Binding) else SOAP_11
        self._binding = binding
        self._checking = threading.Lock()

    def operation(self, name: Any) -> Operation:
        found = self._binding.all().get(name) if isinstance(name, str) else None
        if found is None:
            raise ConfigRefused(f"the wsdl has no operation {name!r}")
        if found.style != "document" or getattr(found.input, "body", None) is None:
            raise ConfigRefused(f"{name} is not document/literal")
        if getattr(found.output, "body", None) is None:
            raise ConfigRefused(f"{name} answers nothing")
        return Operation(found)

    def errors(self, element: etree._Element) -> list[tuple[str, str]]:
        """(path, sentence) for each thing the schema finds wrong. The log of a schema is shared by
        all who use it, hence the lock; a check takes microseconds.
        """
        with self._checking:
            if self._schema.validate(element):
                return []
            log: Any = self._schema.error_log
            return [
                (entry.path or "", _SAID.get(entry.type_name, "is not as the schema says"))
                for entry in log
            ][:_FAULTS_KEPT]

    def faults(self, element: etree._Element, operation: Operation) -> list[FieldFault]:
        """Field by field; a value that breaks a facet is told of once, not again as a whole."""
        found: dict[str, str] = {}
        for path, text in self.errors(element):
            found.setdefault(operation.pointer(path), text)
        return [FieldFault(pointer, text) for pointer, text in found.items()]


class _Shelf:
    """What zeep reads a WSDL's parts by: our disk, one folder. It can post nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, url: str) -> bytes:
        path = Path(url).resolve()
        if not path.is_relative_to(self._folder):
            raise OSError("outside the folder of the WSDL")
        return path.read_bytes()


class _Resolver(etree.Resolver):
    def __init__(self, shelf: _Shelf, inline: dict[str, bytes], parent: Path) -> None:
        self._shelf, self._inline, self._parent = shelf, inline, parent

    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:
        if system_url in self._inline:
            content, place = self._inline[system_url], str(self._parent)
        else:
            content, place = self._shelf.load(system_url), system_url
        envelope_xml.parsed(content)
        return self.resolve_string(content, context, base_url=place)


def _schema(file: Path) -> etree.XMLSchema:
    """One schema of everything the WSDL and the WSDLs it imports declare."""
    shelf = _Shelf(file.parent)
    inline, imports = {}, []
    for n, (place, schema) in enumerate(_inline(file, shelf, set())):
        name = f"{_INLINE}{n}"
        for each in schema.iter(f"{{{_XSD}}}import", f"{{{_XSD}}}include"):
            if location := each.get("schemaLocation"):
                each.set("schemaLocation", str(place.parent / location))
        inline[name] = etree.tostring(schema)
        namespace = schema.get("targetNamespace")
        target = f' namespace="{namespace}"' if namespace else ""
        imports.append(f'<x:import{target} schemaLocation="{name}"/>')
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    parser.resolvers.add(_Resolver(shelf, inline, file))
    top = f'<x:schema xmlns:x="{_XSD}">{"".join(imports)}</x:schema>'
    return etree.XMLSchema(etree.fromstring(top.encode(), parser))


def _inline(file: Path, shelf: _Shelf, seen: set[Path]) -> Iterator[tuple[Path, etree._Element]]:
    if file in seen:
        return
    seen.add(file)
    root = envelope_xml.parsed(shelf.load(str(file)))
    for each in root.findall(f"{{{_WSDL}}}import"):
        yield from _inline((file.parent / each.get("location", "")).resolve(), shelf, seen)
    for schema in root.iterfind(f"{{{_WSDL}}}types/{{{_XSD}}}schema"):
        yield file, schema


def _local(path: Any) -> Path:
    if not isinstance(path, str) or "://" in path or not Path(path).is_file():
        raise ConfigRefused("wsdl is the path of a file on this machine")
    return Path(path).resolve()


def _binding(document: Any, service: str | None, port: str | None) -> Any:
    """The one SOAP port that was named, or the first there is."""
    found = [
        each.binding
        for of in document.services.values()
        if service in (None, of.name)
        for each in of.ports.values()
        if port in (None, each.name) and isinstance(each.binding, Soap11Binding | Soap12Binding)
    ]
    if not found:
        raise ConfigRefused("the wsdl has no such SOAP service and port")
    return found[0]


def _member(of: Any, name: str) -> Any:
    """The element of this name in the type of another, None if there is none."""
    members = getattr(of.type, "elements", ())
    return next((each for known, each in members if known == name), None)


def _repeats(of: Any, name: str) -> bool:
    return cast(bool, of.name == name and of.accepts_multiple)


def _exact(value: Any) -> Any:
    """Numbers with all their places: zeep writes six of a float's."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list):
        return [_exact(each) for each in value]
    if isinstance(value, dict):
        return {name: _exact(each) for name, each in value.items()}
    return value


def _without_values(error: Exception) -> str:
    """A TypeError of zeep's names members; in the words of others, what is quoted is a value."""
    said = re.sub(r"\{[^}]*\}", "", str(error).partition(" Signature:")[0])
    if not isinstance(error, TypeError):
        said = re.sub(r"(['\"]).*?\1", "…", said)
    return said[:120]
