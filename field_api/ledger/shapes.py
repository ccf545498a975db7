"""What goes over the wire about the tree. Hashes are base64url without padding."""

from rest_framework import serializers

from field_api.ledger.rules.notes import LONGEST


class Key(serializers.Serializer[object]):
    kty = serializers.CharField()
    crv = serializers.CharField()
    x = serializers.CharField()
    y = serializers.CharField()


class Checkpoint(serializers.Serializer[object]):
    """`checkpoint` is a signed note, null before the first; `keys` may have signed it, the newest
    first."""

    checkpoint = serializers.CharField(allow_null=True)
    keys = Key(many=True)


class Grown(serializers.Serializer[object]):
    proof = serializers.ListField(child=serializers.CharField())


class Included(serializers.Serializer[object]):
    """`text` is the event as it was sealed: the leaf is SHA-256 of a zero byte and its UTF-8."""

    event = serializers.IntegerField()
    text = serializers.CharField()
    position = serializers.IntegerField()
    size = serializers.IntegerField()
    proof = serializers.ListField(child=serializers.CharField())
    checkpoint = serializers.CharField()


class Contradiction(serializers.Serializer[object]):
    """Two signed notes, and the epochs of the feed under which each was heard."""

    kept = serializers.CharField(max_length=LONGEST, trim_whitespace=False)
    told = serializers.CharField(max_length=LONGEST, trim_whitespace=False, allow_blank=True)
    kept_epoch = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    told_epoch = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class Heard(serializers.Serializer[object]):
    what = serializers.CharField()
