"""The shapes of what is asked and told about handsets and recovery codes."""

from rest_framework import serializers as s

from field_api.identity.rules.notices import Changed
from field_api.sync.actions.handsets import State


class DeviceOne(s.Serializer[object]):
    id = s.UUIDField(help_text="One officer on one handset; not the id the handset gave itself.")
    officer = s.CharField(help_text="Login.")
    own = s.BooleanField()
    name = s.CharField()
    asset_tag = s.CharField()
    state = s.ChoiceField([one.value for one in State])
    enrolled_at = s.DateTimeField()
    confirmed_at = s.DateTimeField(allow_null=True)
    revoked_at = s.DateTimeField(allow_null=True)
    lost_at = s.DateTimeField(allow_null=True)
    heard_at = s.DateTimeField(allow_null=True, help_text="Last push, to within an hour.")
    minted_through = s.IntegerField(
        allow_null=True, help_text="The highest place it said it gave an entry, where some miss."
    )
    missing_seqs = s.ListField(
        child=s.IntegerField(), help_text="Expected, not received: the first 100 places."
    )


class DeviceList(s.Serializer[object]):
    count = s.IntegerField(help_text="How many there are; at most 500 are listed.")
    devices = DeviceOne(many=True)


class CodeAsked(s.Serializer[object]):
    login = s.CharField(max_length=40)
    asset_tag = s.CharField(max_length=80)


class CodeGiven(s.Serializer[object]):
    code = s.CharField()
    asset_tag = s.CharField()
    expires_at = s.DateTimeField()


class DeviceName(s.Serializer[object]):
    name = s.CharField(max_length=100)


class DeviceReason(s.Serializer[object]):
    reason = s.CharField(max_length=500)


class RecoveryLeft(s.Serializer[object]):
    left = s.IntegerField()


class RecoveryAsked(s.Serializer[object]):
    grant = s.CharField(max_length=100, help_text="For `change-sign-in`; see /grants.")


class SignInNotice(s.Serializer[object]):
    at = s.DateTimeField()
    what = s.ChoiceField([one.value for one in Changed])
    said = s.CharField(help_text="The same in words.")
    about = s.CharField(help_text="Name of the passkey or handset, where there is one.")


class SignInNotices(s.Serializer[object]):
    notices = SignInNotice(many=True, help_text="Of the last ninety days, newest first; fifty.")


class RecoveryGiven(s.Serializer[object]):
    codes = s.ListField(child=s.CharField(), help_text="Shown in this answer, and kept nowhere.")


class GapShape(s.Serializer[object]):
    device = s.UUIDField()
    name = s.CharField()
    officer = s.CharField()
    notebook = s.CharField()
    minted_through = s.IntegerField()
    held = s.IntegerField()
    missing_seqs = s.ListField(child=s.IntegerField(), help_text="The first 100.")
    said_at = s.DateTimeField()
    app = s.CharField(allow_blank=True)
    skew_ms = s.IntegerField(allow_null=True)
    revoked = s.BooleanField()


class GapList(s.Serializer[object]):
    gaps = s.ListField(child=GapShape())
