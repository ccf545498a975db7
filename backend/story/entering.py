"""How people of a story come to be on a handset: as officers do, by a code given out for it."""

from backend.handset import Handset
from backend.runtime.signins import SignIn
from field_api.identity import actions as identity
from field_api.identity.models import Officer

ASSET_TAG = "PH-0001"


def sign_in(handset: Handset, who: SignIn) -> None:
    """For the first time on this handset. The operator gives the code out, by the database."""
    handset.sign_in(who.login, who.password, who.code(), enrolment=leave(who.login))


def leave(login: str) -> tuple[str, str]:
    """An enrolment code and the asset tag that it is for."""
    officer = Officer.objects.get(login=login)
    return identity.issue_code(officer=officer, asset_tag=ASSET_TAG).code, ASSET_TAG
