"""Reports of fraud that name what the fraudster used, pushed and read."""

from typing import Any

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.intelligence.actions import Asked
from field_api.intelligence.models import Mention
from field_api.policy import actions as policy
from field_api.policy.rules import Purpose
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.policy import sharing
from tests.submissions import journeys
from tests.submissions.desk import example

KIND = "fraud-report"
WALLET = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
OTHER = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def phone(force: str = "34", unit: str = "Response") -> Handset:
    """Of an officer of that force."""
    written.forms()
    return handset.of(make.officer(posted=make.unit(unit, of=make.force(force))))


def reported(by: Handset, /, wallet: str = WALLET, **said: Any) -> Submission:
    body = {
        "narrative": "She paid for a machine that never came.",
        "victim_type": "person",
        "crypto_payments": [{"currency": "BTC", "address": wallet}],
        "amount_lost": 1000,
        **said,
    }
    found = journeys.send(by, KIND, body=body)
    intelligence.read()
    return found


def whole(by: Handset, /, **said: Any) -> Submission:
    found = journeys.send(by, KIND, body=example(KIND, **said))
    intelligence.read()
    return found


def wallet_of(of: Submission) -> Mention:
    return Mention.objects.get(record=of.pk, type="wallet")


def told(officer: Officer, wallet: str = WALLET) -> list[dict[str, Any]]:
    """What an officer who types it is told."""
    asked = [Asked("money", "wallet", {"address": wallet})]
    (found,) = intelligence.recognise(officer=officer, asked=asked)
    known: list[dict[str, Any]] = found["indicators"]
    return known


def agree(giver: str, **different: Any) -> None:
    """That a force's reports of fraud may be read by the intelligence units of force 34."""
    there = make.officer(posted=make.unit("Town", of=make.force(giver)), role=Role.INSPECTOR)
    here = make.officer(posted=make.unit("Town", of=make.force("34")), role=Role.INSPECTOR)
    stated = {"kinds": (KIND,), "purpose": Purpose.INTELLIGENCE, **different}
    made = policy.propose(terms=sharing.terms(here.force, **stated), by=there, leave=None)
    policy.accept(agreement=made.pk, by=here, leave=None)
