"""What each answer of a store proves to S3, when its words are chosen one by one."""

from typing import Any
from uuid import uuid4

import pytest

from field_api.connectors.kinds.s3 import S3
from field_api.connectors.rules import Found, Outcome
from tests.contracts.ending import ends
from tests.contracts.kind import AMPLE
from tests.contracts.raw import Caller, serving
from tests.items import item


def said(*answers: tuple[int, str, tuple[str, ...]]) -> Any:
    """A store that gives these answers, one for each request."""

    def script(caller: Caller) -> None:
        for status, body, headers in answers:
            caller.read_request()
            caller.answer(status, body, "Content-Type: application/xml", *headers)

    return script


def error(code: str) -> str:
    return f"<Error><Code>{code}</Code><Message>no</Message></Error>"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "", Outcome.UNCERTAIN),  # no ETag: not a store's yes
        (503, error("SlowDown"), Outcome.BUSY),
        (503, "<html>", Outcome.BUSY),
        (429, "", Outcome.BUSY),
        (409, error("ConditionalRequestConflict"), Outcome.BUSY),
        (400, error("RequestTimeout"), Outcome.NOT_SENT),
        (400, error("BadDigest"), Outcome.NOT_SENT),
        (400, error("EntityTooLarge"), Outcome.REJECTED),
        (413, "", Outcome.REJECTED),
        (400, error("ExpiredToken"), Outcome.CREDENTIALS),
        (403, error("SignatureDoesNotMatch"), Outcome.CREDENTIALS),
        (403, error("RequestTimeTooSkewed"), Outcome.CREDENTIALS),
        (403, "<html>go away", Outcome.CREDENTIALS),
        (404, error("NoSuchBucket"), Outcome.CREDENTIALS),
        (301, error("PermanentRedirect"), Outcome.CREDENTIALS),
        (307, "", Outcome.CREDENTIALS),
        (501, error("NotImplemented"), Outcome.CREDENTIALS),
        (500, error("InternalError"), Outcome.UNCERTAIN),
        (502, "", Outcome.UNCERTAIN),
        (504, "", Outcome.UNCERTAIN),
        (
            403,
            '<!DOCTYPE e [<!ENTITY a "SlowDown">]><Error><Code>&a;</Code></Error>',
            "credentials",
        ),
    ],
)
def test_an_answer_says_what_is_known(status: int, body: str, outcome: Outcome) -> None:
    with serving(said((status, body, ()))) as raw:
        sent = ends(lambda: to_raw(raw.url).send(item(b"{}"), deadline=AMPLE))
    assert (sent.outcome, sent.status) == (outcome, status)
    assert len(sent.reason) <= 200


def to_raw(url: str) -> S3:
    return S3({"base_url": url, "bucket": "evidence", "access_key_id": "fieldbook"}, "secret")


LIST = "<ListBucketResult><Name>evidence</Name><Prefix>{}</Prefix></ListBucketResult>"


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ((200, LIST, ()), Found.ABSENT),
        ((200, LIST.replace("evidence", "another"), ()), Found.UNKNOWN),
        ((200, LIST.replace("{}", "other"), ()), Found.UNKNOWN),
        ((200, "<html>Nothing here</html>", ()), Found.UNKNOWN),
        ((200, "", ()), Found.UNKNOWN),
        ((403, error("AccessDenied"), ()), Found.UNKNOWN),
        ((404, error("NoSuchBucket"), ()), Found.UNKNOWN),
    ],
)
def test_only_the_bucket_s_own_list_says_no(
    page: tuple[int, str, tuple[str, ...]], answer: Found
) -> None:
    """A HEAD has no body, so anything on the way could have said 404."""
    key = uuid4()
    status, body, headers = page
    missing = (404, "", ())
    script = said(missing, missing, (status, body.replace("{}", str(key)), headers))
    with serving(script) as raw:
        assert ends(lambda: to_raw(raw.url).lookup(key, deadline=AMPLE)).answer is answer


def test_a_yes_to_other_bytes_is_none() -> None:
    spoiled = ('ETag: "1"', "x-amz-checksum-sha256: " + "A" * 43 + "=")
    with serving(said((200, "", spoiled))) as raw:
        sent = ends(lambda: to_raw(raw.url).send(item(b"{}"), deadline=AMPLE))
    assert sent.outcome is Outcome.UNCERTAIN


def test_an_object_somebody_else_put_there_is_not_ours() -> None:
    with serving(said((200, "", ('ETag: "1"',)))) as raw:
        assert ends(lambda: to_raw(raw.url).lookup(uuid4(), deadline=AMPLE)).answer is Found.UNKNOWN
