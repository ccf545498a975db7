from django.urls import path

from field_api.sync import api

api_urlpatterns = [
    path("sign-in", api.SignIn.as_view(), name="sign-in"),
    path("sign-out", api.SignOut.as_view(), name="sign-out"),
    path("me", api.Me.as_view(), name="me"),
    path("sync/push", api.Push.as_view(), name="push"),
    path("sync/pull", api.Pull.as_view(), name="pull"),
]
