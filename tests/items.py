"""What a connector is handed, made for a test."""

from uuid import UUID, uuid4

from field_api.connectors.rules import Intent, Item
from field_api.connectors.rules.asking import Asking

ASKING = Asking("Stopped in Mock Street", "1")


def item(
    payload: bytes = b"{}",
    *,
    key: UUID | None = None,
    subject: UUID | None = None,
    version: int = 1,
    content_type: str = "application/json",
    intent: Intent = Intent.WRITE,
) -> Item:
    return Item(
        key=key or uuid4(),
        subject=subject or uuid4(),
        version=version,
        payload=payload,
        content_type=content_type,
        kind="note",
        intent=intent,
    )
