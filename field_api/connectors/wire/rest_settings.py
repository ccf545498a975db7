"""The settings of a system spoken to by JSON over HTTP, besides its address and its secrets."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jsonschema_rs

from field_api.connectors import credentials
from field_api.connectors.rules import Capability, ConfigRefused
from field_api.connectors.wire import oauth, tls
from field_api.connectors.wire.addresses import path

ENTRIES, LOOKUP, LISTING, ERASE, SEARCH = (
    "entries_path",
    "lookup_path",
    "listing_path",
    "erase_path",
    "search_path",
)
_PATHS = {
    ENTRIES: ("/api/entries", Capability.ENTRIES),
    LOOKUP: ("/api/entries/by-key/{key}", Capability.LOOKUP),
    LISTING: ("/api/entries", Capability.LISTING),
    ERASE: ("/api/entries/by-key/{key}", Capability.ERASURE),
    SEARCH: ("/api/search", Capability.QUERIES),
}
CAPABILITIES = frozenset({Capability.UPDATES, *(each for _, each in _PATHS.values())})
KNOWN = (
    {"base_url", "networks", "schema", "auth", "updates", "health_path"}
    | {"signing_ref", "event_source"}
    | _PATHS.keys()
    | tls.SETTINGS
    | oauth.SETTINGS
)


@dataclass(frozen=True, slots=True)
class Settings:
    """`own_health`: the system says it is up in words of its own, with any 2xx."""

    paths: dict[str, str | None]
    health: str | None
    own_health: bool
    offered: frozenset[Capability]
    signing_ref: str
    source: str
    validator: jsonschema_rs.Draft202012Validator | None

    def path(self, name: str, key: UUID | None = None) -> str | None:
        """None for what the system has not."""
        found = self.paths[name]
        return found.replace("{key}", str(key)) if found and key else found


def read(config: dict[str, Any]) -> Settings:
    """Raises ConfigRefused."""
    if unknown := set(config) - KNOWN:
        raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
    if config.get("auth", "bearer") not in ("bearer", "oauth2"):
        raise ConfigRefused("auth is bearer or oauth2")
    if config.get("auth") != "oauth2" and config.keys() & oauth.SETTINGS:
        raise ConfigRefused('token_url and client_id go with "auth": "oauth2"')
    paths = {name: path(config, name, usual) for name, (usual, _) in _PATHS.items()}
    return Settings(
        paths=paths,
        health=path(config, "health_path", "/health"),
        own_health="health_path" in config,
        offered=_offered(config, paths),
        signing_ref=_signing_ref(config),
        source=_source(config),
        validator=_validator(config.get("schema")),
    )


def _offered(config: dict[str, Any], paths: dict[str, str | None]) -> frozenset[Capability]:
    updates = config.get("updates", True)
    if not isinstance(updates, bool):
        raise ConfigRefused("updates is true or false")
    offered = {each for name, (_, each) in _PATHS.items() if paths[name] is not None}
    return frozenset(offered | ({Capability.UPDATES} if updates else set()))


def _signing_ref(config: dict[str, Any]) -> str:
    ref = config.get("signing_ref", "")
    if not isinstance(ref, str) or (ref and not credentials.known(ref)):
        raise ConfigRefused("signing_ref is env:NAME or file:/path")
    return ref


def _source(config: dict[str, Any]) -> str:
    source = config.get("event_source", "")
    fits = isinstance(source, str) and source.isascii() and source.isprintable()
    if not fits or " " in source:
        raise ConfigRefused("event_source is an address such as https://fieldbook.example")
    return str(source)


def _validator(schema: Any) -> jsonschema_rs.Draft202012Validator | None:
    """Offline: a schema that fetched its parts from an address would be a way past `networks`."""
    if schema is None:
        return None
    try:
        return jsonschema_rs.Draft202012Validator(schema, offline=True)
    except (ValueError, TypeError) as error:
        raise ConfigRefused(f"schema cannot be used: {str(error).splitlines()[0]}") from error
