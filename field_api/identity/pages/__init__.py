"""What an officer does in a browser to be known: signing in at the desk, and out."""

from field_api.identity.pages.desk import sign_in, sign_out
from field_api.identity.pages.proving import challenge

__all__ = ["challenge", "sign_in", "sign_out"]
