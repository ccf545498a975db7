from django.urls import path

from field_api.sync import pages
from field_api.sync.api import (
    devices,
    letters,
    offering,
    pulling,
    pushing,
    rxdb,
    signing_in,
    stepping_up,
)

api_urlpatterns = [
    path("sign-in", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out", signing_in.SignOut.as_view(), name="sign-out"),
    path("me", signing_in.Me.as_view(), name="me"),
    path("me/notices", signing_in.Notices.as_view(), name="sign-in-notices"),
    path("me/recovery-codes", signing_in.RecoveryCodes.as_view(), name="recovery-codes"),
    path("verify", stepping_up.Verify.as_view(), name="verify"),
    path("grants", stepping_up.Grants.as_view(), name="grants"),
    path("grants/challenge", stepping_up.PasskeyChallenge.as_view(), name="grants-challenge"),
    path("sync/push", pushing.Push.as_view(), name="push"),
    path("sync/pull", pulling.Pull.as_view(), name="pull"),
    path("sync/missing", offering.Missing.as_view(), name="missing"),
    path("sync/deadletter", offering.HandIn.as_view(), name="deadletter"),
    path("sync/config", offering.Config.as_view(), name="sync-config"),
    path("sync/digest", offering.Digest.as_view(), name="sync-digest"),
    path("sync/deadletters", letters.Letters.as_view(), name="deadletters"),
    path("sync/deadletters/<str:name>", letters.OneLetter.as_view(), name="one-deadletter"),
    path("sync/deadletters/<str:name>/dealt", letters.Dealt.as_view(), name="deadletter-dealt"),
    path("sync/rx/feed/pull", rxdb.FeedPull.as_view(), name="rx-feed-pull"),
    path("sync/rx/outbox/push", rxdb.OutboxPush.as_view(), name="rx-outbox-push"),
    path("sync/rx/outbox/pull", rxdb.OutboxPull.as_view(), name="rx-outbox-pull"),
    path("devices", devices.Devices.as_view(), name="devices"),
    path("devices/codes", devices.Codes.as_view(), name="device-codes"),
    path("devices/<uuid:key>/rename", devices.Renamed.as_view(), name="device-rename"),
    path("devices/<uuid:key>/confirm", devices.Confirmed.as_view(), name="device-confirm"),
    path("devices/<uuid:key>/revoke", devices.Revoked.as_view(), name="device-revoke"),
    path("devices/<uuid:key>/lost", devices.Lost.as_view(), name="device-lost"),
    path("devices/gaps", letters.Gaps.as_view(), name="device-gaps"),
]

page_urlpatterns = [
    path("console/handsets/", pages.handsets, name="console-handsets"),
    path("console/handsets/enrolled/", pages.enrolled, name="console-enrolled"),
    path("console/handsets/enrol/", pages.enrol, name="console-enrol"),
    path("console/handsets/<uuid:key>/", pages.handset, name="console-handset"),
    path("console/handsets/letters/<str:name>/", pages.letter, name="console-handset-letter"),
]
