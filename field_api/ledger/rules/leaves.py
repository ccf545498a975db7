"""The exact bytes of an event that its leaf in the tree is made of."""

import json
from datetime import datetime
from typing import NamedTuple

from field_api.lib import clock, merkle

MAGIC = "fieldbook-event/1"


class Sealable(NamedTuple):
    """An event, column by column. `details` is the text PostgreSQL gives for the jsonb: to read
    and write it anew would round numbers."""

    id: int
    at: datetime
    act: str
    actor: str
    on_behalf_of: str
    subject: str
    purpose: str
    recipient: str
    trace: str
    details: str

    def text(self) -> str:
        """Eleven lines. Words stand as JSON strings, for they may hold line breaks."""
        words = self[2:9]
        quoted = [json.dumps(word, ensure_ascii=False) for word in words]
        return "\n".join((MAGIC, str(self.id), clock.iso(self.at), *quoted, self.details))

    def leaf(self) -> bytes:
        return merkle.leaf_hash(self.text().encode())
