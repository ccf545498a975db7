"""What is written into a file for a system that takes files: JSON, CSV or XML."""

from typing import Any, Protocol

import orjson

from field_api.connectors.rules import ConfigRefused, FieldFault
from field_api.connectors.wire.markup import Xml
from field_api.connectors.wire.tabular import Csv

FILE_BYTES = 1 << 20
SETTINGS = frozenset(
    {
        "format",
        "columns",
        "records",
        "exact_cells",
        "root",
        "record",
        "namespace",
        "schema_xsd",
    }
)


class Format(Protocol):
    extension: str
    content_type: str

    def written(self, document: dict[str, Any]) -> bytes:
        """The same document gives the same bytes. Raises ValueError if it cannot be written."""

    def faults(self, payload: bytes) -> list[FieldFault]: ...


class Json:
    extension = ".json"
    content_type = "application/json"

    def __init__(self, config: dict[str, Any]) -> None:
        pass

    def written(self, document: dict[str, Any]) -> bytes:
        return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)

    def faults(self, payload: bytes) -> list[FieldFault]:
        try:
            orjson.loads(payload)
        except orjson.JSONDecodeError:
            return [FieldFault("", "is not JSON")]
        return []


_FORMATS: dict[str, type[Json] | type[Csv] | type[Xml]] = {"json": Json, "csv": Csv, "xml": Xml}


def file_format(config: dict[str, Any]) -> Format:
    """`format`: json (the default), csv or xml. Raises ConfigRefused."""
    name = config.get("format", "json")
    if not isinstance(name, str) or name not in _FORMATS:
        raise ConfigRefused(f"format is one of {', '.join(_FORMATS)}")
    return _FORMATS[name](config)


def faults(form: Format, payload: bytes) -> list[FieldFault]:
    if len(payload) > FILE_BYTES:
        return [FieldFault("", f"is longer than {FILE_BYTES} bytes")]
    return form.faults(payload)
