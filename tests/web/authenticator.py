"""A phone's own lock, played by Chromium (WebAuthn over CDP): every finger is the right one.

It belongs to one page: another page of the same browser has none until it is given one. Only a
name can be a relying party, so pages are opened at http://localhost.
"""

from weakref import WeakKeyDictionary

from playwright.sync_api import CDPSession, Page

_LOCK = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


_fitted: WeakKeyDictionary[Page, "Authenticator"] = WeakKeyDictionary()


class Authenticator:
    """Fitted to a page before it is opened. `finger` says whether the next ones are right."""

    def __init__(self, page: Page) -> None:
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("WebAuthn.enable")
        added = self._line.send("WebAuthn.addVirtualAuthenticator", {"options": _LOCK})
        self._of_it = {"authenticatorId": added["authenticatorId"]}

    def finger(self, *, right: bool) -> None:
        self._line.send("WebAuthn.setUserVerified", {**self._of_it, "isUserVerified": right})


def fit(page: Page) -> Authenticator:
    _fitted[page] = Authenticator(page)
    return _fitted[page]


def of(page: Page) -> Authenticator:
    """The one that a page was fitted with."""
    return _fitted[page]


def named(url: str) -> str:
    """The same address by a name that can be a relying party."""
    return url.replace("127.0.0.1", "localhost", 1)
