"""The shapes of requests and answers, for the OpenAPI document and to check a sign-in."""

from rest_framework import serializers as s


class PublicKey(s.Serializer[object]):
    """A P-256 public key (RFC 7517)."""

    kty = s.CharField()
    crv = s.CharField()
    x = s.CharField()
    y = s.CharField()


class Handset(s.Serializer[object]):
    id = s.UUIDField(help_text="Minted by the handset when it was installed.")
    name = s.CharField(max_length=100, allow_blank=True, default="")
    public_key = s.DictField(child=s.JSONField(), help_text="JWK of its P-256 signing key.")


class SignIn(s.Serializer[object]):
    login = s.CharField(max_length=40)
    password = s.CharField(max_length=200, trim_whitespace=False)
    otp = s.CharField(max_length=12)
    device = Handset()


class Named(s.Serializer[object]):
    code = s.CharField()
    name = s.CharField()


class UnitNamed(s.Serializer[object]):
    id = s.IntegerField()
    name = s.CharField()


class OfficerShape(s.Serializer[object]):
    login = s.CharField()
    rank = s.CharField()
    collar = s.CharField()
    name = s.CharField()
    force = Named()
    unit = UnitNamed(allow_null=True)
    roles = s.ListField(child=s.CharField())


class DeviceShape(s.Serializer[object]):
    id = s.UUIDField()
    key_id = s.CharField()


class NotebookShape(s.Serializer[object]):
    id = s.UUIDField()
    serial = s.CharField()
    next_seq = s.IntegerField()
    last_hash = s.CharField()


class ServerShape(s.Serializer[object]):
    receipt_key = PublicKey()
    seal_key = PublicKey()
    epoch = s.IntegerField()
    time = s.DateTimeField()
    wake = s.CharField(
        allow_blank=True,
        help_text="Where /api/v1/sync/wait and /stream are; empty: at this address.",
    )


class Me(s.Serializer[object]):
    officer = OfficerShape()
    device = DeviceShape()
    notebook = NotebookShape()
    server = ServerShape()


class SignedIn(Me):
    token = s.CharField()
    expires_at = s.DateTimeField()


class PushDevice(s.Serializer[object]):
    id = s.UUIDField()
    time = s.DateTimeField()
    minted_through = s.IntegerField()
    app = s.CharField()


class PushItem(s.Serializer[object]):
    """Plain (`salt`, `payload`) or sealed to the server's key (`sealed`)."""

    id = s.UUIDField()
    head = s.CharField()
    signature = s.CharField()
    salt = s.CharField(required=False)
    payload = s.CharField(required=False)
    sealed = s.CharField(required=False)


class Push(s.Serializer[object]):
    epoch = s.IntegerField(required=False)
    device = PushDevice()
    items = s.ListField(child=PushItem())


class ReceiptShape(s.Serializer[object]):
    body = s.CharField()
    signature = s.CharField()


class FaultShape(s.Serializer[object]):
    pointer = s.CharField()
    code = s.CharField()
    detail = s.CharField()


class PushResult(s.Serializer[object]):
    id = s.CharField(allow_null=True)
    status = s.ChoiceField(["accepted", "duplicate", "refused", "retry"])
    outcome = s.CharField(required=False)
    submission = s.UUIDField(required=False)
    reference = s.CharField(required=False)
    state = s.CharField(required=False)
    received_at = s.DateTimeField(required=False)
    problems = s.ListField(child=FaultShape(), required=False)
    receipt = ReceiptShape(required=False)
    code = s.CharField(required=False)
    detail = s.CharField(required=False)
    retry_after = s.IntegerField(required=False)


class Pushed(s.Serializer[object]):
    epoch = s.IntegerField()
    server_time = s.DateTimeField()
    results = s.ListField(child=PushResult())
    received_through = s.IntegerField()
    missing_seqs = s.ListField(child=s.IntegerField())
    head = s.CharField()


class Change(s.Serializer[object]):
    kind = s.ChoiceField(["submission", "query"])
    id = s.UUIDField()
    op = s.ChoiceField(["upsert", "delete"])
    doc = s.DictField(required=False)


class Pulled(s.Serializer[object]):
    epoch = s.IntegerField()
    server_time = s.DateTimeField()
    changes = s.ListField(child=Change())
    cursor = s.CharField()
    more = s.BooleanField()
