"""Keys of the server replaced in the middle of work: what was made before holds, forgeries fail."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from field_api.lib import es256
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry, Receipt
from tests import handset, written
from tests.handset import Handset
from tests.rotating import forget, private, public

pytestmark = pytest.mark.django_db


@pytest.fixture
def rotate(settings: Any) -> Iterator[Callable[..., None]]:
    """Start anew, as far as keys go, with these settings."""

    def turn(**named: str) -> None:
        for name, value in named.items():
            setattr(settings, name, value)
        forget()

    yield turn
    forget()


@pytest.fixture
def phone() -> Handset:
    written.forms()
    return handset.of()


def write(phone: Handset, seal_to: es256.PublicKey | None = None) -> dict[str, Any]:
    item = phone.write(written.NOTE, written.body(written.NOTE), seal_to=seal_to)
    (result,) = phone.push(item)["results"]
    return result  # type: ignore[no-any-return]


def test_receipts_of_both_keys_verify_and_one_of_neither_does_not(
    phone: Handset, rotate: Callable[..., None]
) -> None:
    first, second = notebook.receipt_key(), es256.new_key()
    assert write(phone)["status"] == "accepted"
    rotate(RECEIPT_KEY=private(second), RECEIPT_KEY_OLD=public(first))  # its public half will do
    assert write(phone)["status"] == "accepted"
    held = list(Receipt.objects.order_by("entry__seq"))
    by = [es256.jwk(key.public_key()) for key in (first, second)]
    for receipt, key in zip(held, by, strict=True):
        assert es256.signed_by(key, receipt.body.encode(), bytes(receipt.signature))
        assert notebook.signed_here(receipt.body.encode(), bytes(receipt.signature))
    body = held[0].body.encode()
    assert not notebook.signed_here(body, es256.sign(es256.new_key(), body))
    assert not notebook.signed_here(body + b" ", bytes(held[0].signature))
    rotate(RECEIPT_KEY_OLD="")  # thrown away too soon
    assert not notebook.signed_here(body, bytes(held[0].signature))


def test_what_was_sealed_to_the_old_key_still_opens(
    phone: Handset, rotate: Callable[..., None]
) -> None:
    first, second, third = notebook.seal_key(), es256.new_key(), es256.new_key()
    rotate(SEAL_KEY=private(second), SEAL_KEY_OLD=private(first))
    for key in (first, second):
        assert write(phone, key.public_key())["status"] == "accepted"
    refused = write(phone, third.public_key())
    assert (refused["status"], refused["code"]) == ("refused", "cannot-unseal")
    assert es256.jwk(notebook.seal_key().public_key()) == es256.jwk(second.public_key())
    assert Entry.objects.count() == 2
