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


class Enrolment(s.Serializer[object]):
    """Once, at the first sign-in of an officer on a handset."""

    code = s.CharField(max_length=40, allow_blank=True, default="")
    asset_tag = s.CharField(max_length=80, allow_blank=True, default="")


class SignIn(s.Serializer[object]):
    login = s.CharField(max_length=40)
    password = s.CharField(max_length=200, trim_whitespace=False)
    otp = s.CharField(max_length=20, help_text="Six figures; a recovery code where they are lost.")
    device = Handset()
    enrolment = Enrolment(default={"code": "", "asset_tag": ""})


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
    confirmed = s.BooleanField(help_text="False: a second person has yet to; nothing can be read.")


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
    lock_after = s.IntegerField(
        help_text="Seconds hidden or untouched, after which a handset locks itself."
    )


class Me(s.Serializer[object]):
    officer = OfficerShape()
    device = DeviceShape()
    notebook = NotebookShape()
    server = ServerShape()


class SignedIn(Me):
    token = s.CharField()
    carrier = s.CharField(help_text="Good for handing in alone; shown as the token is.")
    token_type = s.ChoiceField(["DPoP", "Bearer"], help_text="How to show it (RFC 9449 §5).")
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
    head = s.CharField(allow_blank=True, help_text="Empty to a carrier.")
    lost = s.BooleanField(
        help_text="The handset was reported lost: send what is sealed, then empty it."
    )


class Change(s.Serializer[object]):
    kind = s.ChoiceField(["submission", "query", "alert", "tasking"])
    id = s.UUIDField()
    seq = s.IntegerField(help_text="Place in this reader's feed; part of the digest.")
    op = s.ChoiceField(["upsert", "delete"])
    doc = s.DictField(required=False)


class Pulled(s.Serializer[object]):
    epoch = s.IntegerField()
    server_time = s.DateTimeField()
    changes = s.ListField(child=Change())
    cursor = s.CharField()
    more = s.BooleanField()


class RxEntry(PushItem):
    _deleted = s.BooleanField(required=False)


class RxRow(s.Serializer[object]):
    newDocumentState = RxEntry()
    assumedMasterState = s.DictField(required=False, allow_null=True)


class RxDocument(s.Serializer[object]):
    id = s.CharField(help_text="Kind and id, as submission:0199….")
    kind = s.ChoiceField(["submission", "query", "alert", "tasking"])
    doc = s.DictField(required=False)
    _deleted = s.BooleanField()


class RxCheckpoint(s.Serializer[object]):
    lwt = s.IntegerField(help_text="The cursor, as a number: it is below 2^53.")
    id = s.CharField(allow_blank=True, help_text="Always empty.")


class RxPage(s.Serializer[object]):
    documents = s.ListField(child=RxDocument())
    checkpoint = RxCheckpoint()


class MissingAsked(s.Serializer[object]):
    ids = s.ListField(child=s.UUIDField(), help_text="At most 1,000.")


class MissingTold(s.Serializer[object]):
    missing = s.ListField(child=s.UUIDField())


class LetterNamed(s.Serializer[object]):
    id = s.CharField(help_text="SHA-256 over handset and body: the same again, sent again.")


class LetterShape(LetterNamed):
    officer = s.CharField()
    device = s.UUIDField()
    code = s.CharField()
    media_type = s.CharField(allow_blank=True)
    size = s.IntegerField()
    arrived_at = s.DateTimeField()


class LetterList(s.Serializer[object]):
    count = s.IntegerField(help_text="Of all; the list holds the first 100.")
    letters = s.ListField(child=LetterShape())


class LetterWhole(LetterShape):
    body = s.CharField(help_text="Base64 of the bytes as they came.")
    dealt_at = s.DateTimeField(allow_null=True)
    dealt_by = s.CharField(allow_null=True)
    note = s.CharField(allow_blank=True)


class LetterNote(s.Serializer[object]):
    note = s.CharField(max_length=2000, allow_blank=True)


class PushLimits(s.Serializer[object]):
    max_items = s.IntegerField()
    max_bytes = s.IntegerField()
    max_item_bytes = s.IntegerField()
    encodings = s.ListField(child=s.CharField())


class PullLimits(s.Serializer[object]):
    page = s.IntegerField()
    first_page = s.IntegerField()
    max_page = s.IntegerField()
    kinds = s.ListField(child=s.CharField())
    tombstones_days = s.IntegerField()


class MissingLimits(s.Serializer[object]):
    max_ids = s.IntegerField()


class LetterLimits(s.Serializer[object]):
    max_bytes = s.IntegerField()


class FileLimits(s.Serializer[object]):
    max_bytes = s.IntegerField()
    quota_bytes = s.IntegerField()


class Config(s.Serializer[object]):
    epoch = s.IntegerField()
    server_time = s.DateTimeField()
    forms_etag = s.CharField()
    minimum_app = s.CharField(allow_blank=True)
    retain_days = s.IntegerField()
    push = PushLimits()
    pull = PullLimits()
    missing = MissingLimits()
    deadletter = LetterLimits()
    attachments = FileLimits()


class Digest(s.Serializer[object]):
    epoch = s.IntegerField()
    count = s.IntegerField()
    digest = s.CharField()
    head = s.CharField()
