"""Routes of the browser session. Handsets sign in at the API, with their notebook."""

from django.urls import path

from field_api.identity import pages

page_urlpatterns = [
    path("desk/sign-in", pages.sign_in, name="desk-sign-in"),
    path("desk/sign-in/oidc", pages.leave, name="desk-oidc"),
    path("desk/sign-in/oidc/back", pages.back, name="desk-oidc-back"),
    path("desk/sign-in/oidc/code", pages.code, name="desk-oidc-code"),
    path("desk/sign-in/passkey", pages.entered, name="desk-passkey"),
    path("desk/sign-in/passkey/challenge", pages.asked, name="desk-passkey-challenge"),
    path("desk/sign-in/yours", pages.yours, name="desk-yours"),
    path("desk/sign-in/yours/passkey", pages.offered, name="desk-yours-passkey"),
    path("desk/sign-in/recovery", pages.recovery_codes, name="desk-recovery"),
    path("desk/sign-in/challenge", pages.challenge, name="desk-sign-in-challenge"),
    path("desk/sign-out", pages.sign_out, name="desk-sign-out"),
]
