"""What a kind says beside its questions, read off a form and put back."""

from dataclasses import replace
from typing import Any

import pytest

from field_api.catalogue import lint, shipped
from field_api.catalogue.rules import policies
from field_api.catalogue.rules.changes import changes


@pytest.mark.parametrize(
    "document", list(shipped.documents()), ids=lambda form: f"{form['kind']}.{form['version']}"
)
def test_every_shipped_policy_is_put_back_as_it_was(document: dict[str, object]) -> None:
    policy = policies.policy_of(document)
    assert policies.with_policy(document, policy) == document
    assert policies.reasons(policies.written(policy.reject)) == policy.reject
    assert policies.reasons(policies.written(policy.send_back)) == policy.send_back


def test_another_policy_changes_nothing_else() -> None:
    document = next(shipped.documents())
    other = policies.Policy(
        mode="none",
        percent=10,
        within_hours=None,
        roles=("inspector",),
        marking="OFFICIAL",
        retention_group="1",
        urgent=False,
        send_back=policies.reasons("unclear: It is not clear: say more"),
        reject=policies.reasons("\ntwice: Written twice\n"),
    )
    made = policies.with_policy(document, other)
    assert lint.faults(made) == []
    assert made["review"]["percent"] == 100
    assert made["send_back"] == [{"code": "unclear", "label": "It is not clear: say more"}]
    assert made["schema"] == document["schema"]
    assert not {one.kind for one in changes(document, made)} & {"breaks", "asks-more", "widens"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "one reason at least"),
        ("unclear", "Line 1 is not"),
        ("a: b\nnot clear: words", "Line 2 is not"),
        ("a:", "Line 1 is not"),
        (f"a: {'x' * 401}", "Line 1 is not"),
        ("a: b\na: c", "Line 2: a stands twice"),
    ],
    ids=["none", "no-colon", "spaces", "no-words", "long", "twice"],
)
def test_what_is_no_reason_is_said_by_its_line(text: str, said: str) -> None:
    with pytest.raises(policies.Unreadable, match=said):
        policies.reasons(text)


CLOSER = {"first": 5, "returned_percent": 20, "returned_days": 90}


def drawn(**closer: int) -> dict[str, Any]:
    """A note under a policy that draws a share, raised or not."""
    document = next(one for one in shipped.documents() if one["kind"] == "note")
    return {**document, "review": {**document["review"], **closer}}


def test_what_raises_a_share_is_put_back_as_it_was() -> None:
    document = drawn(**CLOSER)
    assert lint.faults(document) == []
    assert policies.with_policy(document, policies.policy_of(document)) == document


def test_what_raises_a_share_goes_with_the_share() -> None:
    policy = replace(policies.policy_of(drawn(**CLOSER)), mode="after")
    assert CLOSER.keys().isdisjoint(policies.with_policy(drawn(**CLOSER), policy)["review"])


@pytest.mark.parametrize(
    "closer",
    [{"returned_percent": 20}, {"returned_days": 9}, {"first": 0}, {"returned_percent": 101}],
    ids=["no-days", "no-share", "none", "over-all"],
)
def test_half_a_rule_is_no_rule(closer: dict[str, int]) -> None:
    assert lint.faults(drawn(**closer))


def test_a_change_of_it_is_told() -> None:
    said = {one.what: (one.before, one.after) for one in changes(drawn(), drawn(**CLOSER))}
    assert said["How many of an officer’s first are all read"] == (None, "the first 5")
    assert said["Of whom all is read"] == (None, "20 % sent back in 90 days")
    assert not list(changes(drawn(**CLOSER), drawn(**CLOSER)))
