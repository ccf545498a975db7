"""What an officer does in a browser to be known: signing in at the desk, and out."""

from field_api.identity.pages.desk import sign_in, sign_out
from field_api.identity.pages.oidc import back, code, leave
from field_api.identity.pages.proving import challenge

__all__ = ["back", "challenge", "code", "leave", "sign_in", "sign_out"]
