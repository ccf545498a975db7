"""Every write of identity, one verb each."""

from field_api.identity.actions.answering import answers_for
from field_api.identity.actions.attempts import prove
from field_api.identity.actions.devices import (
    rename_device,
    report_lost,
    revoke_device,
    sign_out,
)
from field_api.identity.actions.enrolment import Issued, confirm_device, issue_code
from field_api.identity.actions.forces import add_unit, enrol_officer, found_force, post
from field_api.identity.actions.freshness import check_fresh, verify
from field_api.identity.actions.grants import Leave, give_grant, spend, use_grant
from field_api.identity.actions.homes import home_units
from field_api.identity.actions.proofs import forget_proofs, newest_nonce, proof_of, proves_key
from field_api.identity.actions.sign_in import SignedIn, open_desk, sign_in
from field_api.identity.actions.tokens import check_token, token_of

__all__ = [
    "Issued",
    "Leave",
    "SignedIn",
    "add_unit",
    "answers_for",
    "check_fresh",
    "check_token",
    "confirm_device",
    "enrol_officer",
    "forget_proofs",
    "found_force",
    "give_grant",
    "home_units",
    "issue_code",
    "newest_nonce",
    "open_desk",
    "post",
    "proof_of",
    "prove",
    "proves_key",
    "rename_device",
    "report_lost",
    "revoke_device",
    "sign_in",
    "sign_out",
    "spend",
    "token_of",
    "use_grant",
    "verify",
]
