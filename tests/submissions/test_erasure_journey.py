"""An entry goes out to real systems and is erased by two people: there, here, and for good."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from django.core.management import call_command

from field_api.connectors.models import System
from field_api.delivery import actions as delivery
from field_api.delivery.models import Delivery
from tests import handset, make, written
from tests.queries.sandbox import TOKEN, Sandbox, playing
from tests.submissions import journeys
from tests.submissions.erasing import pair

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Boxes = dict[str, Sandbox]

CODES = ("records", "stop-search")
SECRET = "Sample stood at the north gate"
WHY = {"ground": "right-to-erasure", "text": "Asked for in writing on 20 November 2026."}


def test_two_people_erase_it_everywhere(capsys: pytest.CaptureFixture[str], boxes: Boxes) -> None:
    phone = handset.of()
    item = journeys.write(phone, written.SEARCH, body=written.body(written.SEARCH, grounds=SECRET))
    (pushed,) = phone.push(item)["results"]
    address = f"/api/v1/submissions/{pushed['submission']}"
    drained()
    assert phone.api.get(address).json()["state"] == "delivered"
    keys = dict(Delivery.objects.values_list("system__code", "key"))
    assert all(there(boxes[code], key) == 200 for code, key in keys.items())

    first, second = map(make.signed_in, pair())
    document = phone.api.get(address).json()
    seen = {"revision": document["revision"], "hash": document["hash"]}
    assert post(first, f"{address}/erasure", **seen, **WHY) == (201, "proposed")
    assert post(first, f"{address}/erasure/approve", **seen) == (403, "own-proposal")
    assert post(phone.api, f"{address}/erasure/approve", **seen) == (403, "not-allowed")
    assert post(second, f"{address}/erasure/approve", **seen) == (200, "done")
    drained()

    assert all(there(boxes[code], key) == 404 for code, key in keys.items())
    systems = second.get(f"{address}/erasure").json()["systems"]
    assert {one["system"]: one["standing"] for one in systems} == dict.fromkeys(keys, "erased")
    for reader in (phone.api, first):
        answer = reader.get(address)
        assert (answer.json()["state"], answer.json()["body"]) == ("disposed", {})
        assert SECRET not in answer.content.decode()
    assert SECRET not in str(phone.api.get("/api/v1/sync/pull").json())
    call_command("verify")
    assert "1 entries verified in 1 notebooks, 1 of them erased" in capsys.readouterr().out
    (again,) = phone.push(item)["results"]
    assert (again["status"], again["outcome"]) == ("duplicate", "disposed")
    assert again["receipt"] == pushed["receipt"]
    assert SECRET not in phone.api.get(address).content.decode()


@pytest.fixture
def boxes(db: None, tmp_path: Path) -> Iterator[Boxes]:
    """The two systems that take stops and searches, each a real process."""
    written.forms()
    written.systems()
    with playing(*CODES, data=tmp_path) as running:
        for code, box in running.items():
            written.system(code, box.url, bearer=TOKEN)
        yield running


def drained() -> None:
    for system in System.objects.filter(code__in=CODES):
        delivery.drain(system.pk)


def there(box: Sandbox, key: object) -> int:
    token = {"Authorization": f"Bearer {TOKEN}"}
    return httpx2.get(f"{box.url}/api/entries/by-key/{key}", headers=token).status_code


def post(client: Any, address: str, **said: str) -> tuple[int, str]:
    action = "approve-erasure" if address.endswith("approve") else "propose-erasure"
    said["grant"] = make.granted(client, action, address.split("/")[4], said["hash"])
    answer = client.post(address, said, format="json")
    return answer.status_code, answer.json().get("code") or answer.json()["state"]
