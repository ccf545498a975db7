"""Who is told of a hole in Fieldbook (RFC 9116)."""

from backend import env

ADDRESS = env.text(
    "SECURITY_CONTACT",
    "",
    "Where a hole is reported, as mailto:… or https://…: told in /.well-known/security.txt, which "
    "isn't there without it.",
)
