"""A store of evidence that speaks S3. It takes whatever bytes it is given, as stores do."""

from typing import Any

from field_api.connectors.sandbox.validity import Part


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    return []


PART = Part(
    name="evidence-store",
    title="Evidence store",
    about="Plays an object store that speaks S3: it checks every signature and every checksum, and "
    "finds fault with nothing else.",
    prefix="EVI",
    honours_keys=True,
    searches=frozenset(),
    check=check,
    door="s3",
)
