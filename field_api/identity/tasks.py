"""Rounds that any worker may make at any time."""

from celery import shared_task

from field_api.identity import actions as identity
from field_api.identity.actions import forgetting


@shared_task(name="identity.forget_proofs")
def forget_proofs() -> int:
    return identity.forget_proofs()


@shared_task(name="identity.forget")
def forget() -> int:
    forgetting.encipher_anew()
    return forgetting.forget()
