"""Dates of reviews follow from the form, from what belongs together, and from the last contact."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from field_api.lib import clock
from field_api.retention import actions as retention
from field_api.retention.models import Key, Review
from field_api.retention.rules.groups import Group, years_on
from field_api.submissions.models import Submission
from tests import written
from tests.handset import Handset
from tests.retention.reviewing import KEEP, SAMPLE, concluded, dated, sent
from tests.submissions.erasing import erased, pair

pytestmark = pytest.mark.django_db


def happened(submission: Submission) -> object:
    return timezone.localdate(submission.revisions.get().occurred_at)


def test_a_date_is_one_clear_period_after_the_last_contact(mine: Handset) -> None:
    entry = sent(mine, years=3)
    row = dated(entry)
    assert row.group == Group.MISCELLANEOUS
    assert row.clear_from == happened(entry)
    assert row.due_on == years_on(row.clear_from, 6)
    assert row.linked == 0


def test_new_contact_with_the_same_person_moves_the_old_date(mine: Handset) -> None:
    old = sent(mine, years=5, kind=written.SEARCH, **SAMPLE)
    before = dated(old).due_on
    new = sent(mine, kind=written.INTEL, persons=[{"role": "subject", **SAMPLE}])
    assert dated(new).linked == 1
    now = Review.objects.get(pk=old.pk)
    assert now.due_on > before
    assert now.clear_from == happened(new)
    assert now.linked == 1


def test_strangers_of_one_name_are_not_tied(mine: Handset) -> None:
    one = sent(mine, kind=written.SEARCH, **SAMPLE)
    other = sent(mine, kind=written.SEARCH, **{**SAMPLE, "dob": "1970-01-01"})
    assert dated(one).linked == dated(other).linked == 0


def test_a_graver_group_is_for_all_that_belongs_together(mine: Handset) -> None:
    one = sent(mine, years=8, kind=written.SEARCH, **SAMPLE)
    other = sent(mine, years=7, kind=written.SEARCH, **SAMPLE)
    dated(one)
    inspector, _ = pair()
    concluded(one, inspector, replace(KEEP, group="1"))
    row = Review.objects.get(pk=other.pk)
    assert row.group == Group.PROTECTION
    assert row.due_on == years_on(row.clear_from, 10)


def test_what_a_reviewer_kept_comes_back_on_their_date(mine: Handset) -> None:
    entry = sent(mine, years=7)
    assert dated(entry).due_on < timezone.localdate()
    inspector, _ = pair()
    soon = timezone.localdate(clock.now()) + timedelta(days=200)
    concluded(entry, inspector, replace(KEEP, next_on=soon))
    assert Review.objects.get(pk=entry.pk).due_on == soon


def test_only_what_changed_is_computed_again(mine: Handset) -> None:
    sent(mine)
    sent(mine)
    assert retention.sweep() == 2
    assert retention.sweep() == 0


def test_what_was_erased_has_no_date_and_no_keys(mine: Handset) -> None:
    entry = sent(mine, kind=written.SEARCH, **SAMPLE)
    dated(entry)
    assert Key.objects.filter(submission=entry).exists()
    erased(entry)
    retention.sweep()
    assert not Review.objects.filter(pk=entry.pk).exists()
    assert not Key.objects.filter(submission=entry).exists()


def test_no_name_is_kept_in_plain(mine: Handset) -> None:
    entry = sent(mine, kind=written.SEARCH, **SAMPLE)
    dated(entry)
    for key in Key.objects.filter(submission=entry):
        assert b"sample" not in bytes(key.digest).lower()
        assert len(bytes(key.digest)) == 32
