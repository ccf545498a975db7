"""The systems the sandbox can play, by the name given to `--play`."""

from field_api.connectors.sandbox.systems import intelligence, records, stop_search

PARTS = {part.name: part for part in (records.PART, intelligence.PART, stop_search.PART)}
