"""The API changes on purpose: its description is kept, and a change to it is a change in review.

To renew: python manage.py spectacular --format openapi-json --file docs/api/openapi.json
"""

import json
from io import StringIO

from django.core.management import call_command

from tests.house import tree

KEPT = tree.ROOT / "docs" / "api" / "openapi.json"


def test_the_api_is_what_its_description_says() -> None:
    described = StringIO()
    call_command(
        "spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn", stdout=described
    )
    assert json.loads(described.getvalue()) == json.loads(KEPT.read_text()), __doc__
