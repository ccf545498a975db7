"""What tests of the desk share: entries sent from a handset, and a form filled in by a browser."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client

from field_api.identity.models import Officer
from field_api.submissions.models import Submission
from tests import make
from tests.handset import Handset

INTEL, SEARCH = "intelligence-report", "stop-search"

_EXAMPLES = Path(settings.BASE_DIR) / "field_api/catalogue/examples"


def example(kind: str, **other: Any) -> dict[str, Any]:
    """The form's worked example, with some answers replaced."""
    body = json.loads((_EXAMPLES / f"{kind}.valid.json").read_text())["body"]
    return {**body, **other}


def page(submission: UUID) -> str:
    return f"/desk/{submission}/"


def state(submission: UUID) -> str:
    return Submission.objects.get(pk=submission).state


def sent(phone: Handset, kind: str, **other: Any) -> UUID:
    """Write the example with these answers, and push it. Gives the id of its submission."""
    (result,) = phone.push(phone.write(kind, example(kind, **other)))["results"]
    return UUID(result["submission"])


def revised(phone: Handset, submission: UUID, kind: str, **other: Any) -> None:
    """Push a revision of what was written last."""
    last = phone.minted[-1]["id"]
    item = phone.write(kind, example(kind, **other), submission=submission, parents=(last,))
    assert phone.push(item)["results"][0]["status"] == "accepted"


def text(answer: Any) -> str:
    """What a page says, without its markup, spaces run together."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def hidden(answer: Any) -> dict[str, str]:
    """The hidden inputs of the decision form: what the browser would send back."""
    form = answer.content.decode().partition("data-sheet")[2]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return dict(found)


def decide(browser: Client, page: str, decision: str, **typed: str) -> Any:
    """Open the page, fill in the form, press the button of that decision."""
    asked = {**hidden(browser.get(page)), "otp": code(browser), "decision": decision}
    return browser.post(page, {**asked, **typed})


def code(browser: Client) -> str:
    """A fresh one-time code of whoever is signed in there."""
    return make.code(Officer.objects.get(pk=browser.session["_auth_user_id"]))
