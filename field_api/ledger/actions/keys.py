"""The keys that checkpoints are signed with, and were."""

from functools import cache

from django.conf import settings

from field_api.lib import es256


@cache
def signing() -> tuple[es256.PrivateKey, ...]:
    """The key in use; and the one before it, whole, until every handset knows the new one."""
    return tuple(es256.each(_all()))


@cache
def known() -> tuple[es256.Jwk, ...]:
    """Every key that a checkpoint of ours may bear, the newest first."""
    return tuple(es256.load_public(_all()))


def _all() -> str:
    return f"{settings.CHECKPOINT_KEY}\n{settings.CHECKPOINT_KEY_OLD}"
