"""Settings of signing in at the desk with an account of the force's identity provider."""

from backend.env import Misconfigured, choice, names, secret, text
from field_api.identity.rules.providers import Provider, is_safe


def read() -> Provider | None:
    """None where OIDC_ISSUER is empty: then the desk offers no such sign-in."""
    provider = Provider(
        issuer=text(
            "OIDC_ISSUER",
            "",
            "OpenID provider that officers may sign in with at the desk, as its discovery document "
            "names itself: https://login.microsoftonline.com/<tenant>/v2.0.",
        ),
        client_id=text("OIDC_CLIENT_ID", "", "With OIDC_ISSUER: what this site is called there."),
        client_secret=secret("OIDC_CLIENT_SECRET", "With OIDC_ISSUER: what this site shows there."),
        tenant=text(
            "OIDC_TENANT",
            "",
            "With OIDC_ISSUER: the one tenant (`tid`) whose accounts are taken; officers are then "
            "known by `oid`. Entra needs it. Empty: officers are known by `sub`.",
        ),
        counts=choice(
            "OIDC_MFA",
            ("never", "fresh"),
            "never",
            "Whether a second factor shown to the provider counts here. `fresh`: it does, if the "
            "provider says so (`amr` has `mfa`) and that it was minutes ago; else, and with "
            "`never`, the six-figure code is asked as well.",
        )
        == "fresh",
        hosts=frozenset(
            host.lower()
            for host in names(
                "OIDC_HOSTS",
                "",
                "With OIDC_ISSUER: hosts that its discovery document may name besides its own, "
                "such as oauth2.googleapis.com. Any other is not asked.",
            )
        ),
    )
    if not provider.issuer:
        return None
    if not is_safe(provider.issuer):
        raise Misconfigured("OIDC_ISSUER must be an https:// address.")
    if not (provider.client_id and provider.client_secret):
        raise Misconfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    return provider
