from django.urls import path

from field_api.sync.api import pulling, pushing, signing_in

api_urlpatterns = [
    path("sign-in", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out", signing_in.SignOut.as_view(), name="sign-out"),
    path("me", signing_in.Me.as_view(), name="me"),
    path("sync/push", pushing.Push.as_view(), name="push"),
    path("sync/pull", pulling.Pull.as_view(), name="pull"),
]
