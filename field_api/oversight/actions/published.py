"""How much is published: kinds of entry that may be written, and lists of codes."""

from field_api.catalogue.models import CodeList, Form


def kinds() -> int:
    """Of which a version is not retired."""
    return Form.objects.filter(retired_at=None).values("kind").distinct().count()


def lists() -> int:
    return CodeList.objects.values("name").distinct().count()
