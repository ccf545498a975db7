"""The shapes of requests and answers."""

from rest_framework import serializers as s

from field_api.drafts import rules

_SEALED = rules.MOST_BYTES * 4 // 3 + 4


class DraftGiven(s.Serializer[object]):
    kind = s.CharField(max_length=60)
    started_at = s.DateTimeField()
    sealed = s.RegexField(
        r"^[A-Za-z0-9_-]+$",
        max_length=_SEALED,
        help_text="base64url of lib.envelope's wire form: sealed to the server's seal_key, with "
        "\"fieldbook-draft/1\", the draft's id and the officer's login, by newlines, as associated "
        "data. At most 256 KiB.",
    )


class DraftKept(s.Serializer[object]):
    version = s.IntegerField()
    conflict = s.BooleanField(help_text="Another device's version was set aside, and is kept.")


class DraftDevice(s.Serializer[object]):
    id = s.UUIDField(help_text="The installation.")
    name = s.CharField()


class DraftTold(s.Serializer[object]):
    by = s.CharField()
    to = s.CharField()
    reason = s.CharField()
    at = s.DateTimeField()
    expires_at = s.DateTimeField()
    taken_at = s.DateTimeField(allow_null=True)


class DraftListed(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.CharField()
    version = s.IntegerField()
    started_at = s.DateTimeField()
    saved_at = s.DateTimeField()
    size = s.IntegerField(help_text="Bytes, sealed.")
    conflicts = s.IntegerField(help_text="Versions set aside.")
    device = DraftDevice()
    here = s.BooleanField(help_text="Saved from the device that asks.")
    going = s.BooleanField(help_text="It is removed soon.")
    gone_at = s.DateTimeField()
    handed = DraftTold(allow_null=True, help_text="The last hand-over of it.")


class DraftOffer(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.CharField()
    author = s.DictField(child=s.CharField())
    by = s.CharField()
    reason = s.CharField()
    expires_at = s.DateTimeField()


class DraftLists(s.Serializer[object]):
    drafts = s.ListField(child=DraftListed())
    handed_to_you = s.ListField(child=DraftOffer())


class DraftOpened(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.CharField()
    version = s.IntegerField()
    author = s.CharField(help_text="Login.")
    handed_by = s.CharField(allow_null=True)
    text = s.CharField(help_text="What the handset sealed.")
    copies = s.ListField(child=s.CharField(), help_text="Versions set aside, the newest first.")


class DraftTo(s.Serializer[object]):
    officer = s.CharField(required=False, help_text="A colleague's login.")
    device = s.UUIDField(required=False, help_text="Another installation of the author's.")


class DraftsHanded(s.Serializer[object]):
    officer = s.CharField(help_text="The author's login.")
    drafts = s.ListField(
        child=s.UUIDField(), max_length=rules.MOST_DRAFTS, required=False, allow_empty=False
    )
    device = s.UUIDField(required=False, help_text="Instead of `drafts`: all of this device.")
    to = DraftTo()
    reason = s.CharField(max_length=500)


class DraftHandedOne(s.Serializer[object]):
    draft = s.UUIDField()
    to = s.CharField()
    expires_at = s.DateTimeField()


class DraftsHandedOver(s.Serializer[object]):
    handed = s.ListField(child=DraftHandedOne())
