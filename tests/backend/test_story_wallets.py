"""The demonstration's fraud: one wallet in seven reports of three forces, told as it may be."""

import pytest

from backend.story import wallets
from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.submissions.models import Submission
from tests import make, written
from tests.intelligence import frauds

pytestmark = pytest.mark.django_db


def test_one_wallet_appears_in_seven_reports_of_three_forces() -> None:
    written.forms()
    writer, inspector = make.officer(), make.officer(role=Role.INSPECTOR)
    wallets.reported(writer, inspector)
    wallets.reported(writer, inspector)  # at the next start
    assert Submission.objects.count() == 7
    (told,) = frauds.told(make.officer(), wallets.WALLET)
    assert (told["reports"], told["forces"], told["seen"]) == (7, 3, 1)
    rows = intelligence.listing(officer=inspector, order="forces")["rows"]
    wallet = next(row for row in rows if row["kind"] == "wallet")
    assert (wallet["reports"], wallet["seen"], wallet["loss"]) == (7, 7, 16_500)
    assert {row["kind"] for row in rows} == {"wallet", "url", "domain"}
