"""Every version of every form and of every list of codes ever published."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from field_api.lib import ids


class Form(models.Model):
    """One version of a kind. Publishing is final; the only later change is to retire it, once.

    `digest` is the SHA-256, in hex, of the document as canonical JSON: it names the content.
    `published_by` and `retired_by` are words, not keys: a login, or `fieldbook` for what is
    shipped. A retired version is offered to nobody and still read for ever.
    """

    personal_data = "the login of the officer who published or retired it"
    retention = "as long as any entry written in it"

    kind = models.TextField()
    version = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.TextField()
    retired_at = models.DateTimeField(null=True)
    retired_by = models.TextField(null=True)  # null together with retired_at

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"], name="a_form_version_is_published_once"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="a_form_version_counts_from_one"
            ),
            models.CheckConstraint(
                condition=~Q(published_by=""), name="a_form_names_its_publisher"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_by__isnull=True)
                | Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_by=""),
                name="a_retired_form_names_who_retired_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.version}"


class CodeList(models.Model):
    """One version of a list of codes. It never changes; a code left out of the next is still read.

    `document` is {list, title, source, licence, unverified, codes}; `size` counts its codes and
    `digest` is the SHA-256, in hex, of the document as canonical JSON.
    """

    personal_data = "the login of the officer who published it"
    retention = "as long as any entry with a code of it"

    name = models.TextField()
    version = models.PositiveIntegerField()
    document = models.JSONField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"], name="a_list_version_is_published_once"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1, size__gte=1), name="a_list_version_has_codes"
            ),
            models.CheckConstraint(
                condition=~Q(published_by=""), name="a_list_names_its_publisher"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}/{self.version}"


class ListDraft(models.Model):
    """A list of codes that somebody brought in, to be looked at beside the one that stands. Its
    content never changes: a proposal names it by its digest. Publishing makes a `CodeList` of it.

    `document` is as in `CodeList`; `made_by` a login.
    """

    personal_data = "the login of the officer who brought it in"
    retention = "a month, or as long as a proposal about it waits"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.TextField()
    document = models.JSONField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="a_list_draft_has_codes"),
            models.CheckConstraint(
                condition=~Q(made_by=""), name="a_list_draft_names_who_brought_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, a draft"


class FormDraftQuerySet(models.QuerySet["FormDraft"]):
    def visible_to(self, officer: Any) -> Self:
        """Administrators, of any force: a form is of all of them."""
        return self.all() if officer.may_administer else self.none()


class FormDraft(models.Model):
    """A form that somebody brought in, to be looked at before it is published. Its content never
    changes: a proposal names it by its digest. Publishing makes a `Form` of it.

    `document` is as in `Form`, with the version it would be; `notices` are sentences on what
    was assumed where its spreadsheet said nothing; `made_by` a login.
    """

    personal_data = "the login of the officer who brought it in"
    retention = "a month, or as long as a proposal about it waits"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.TextField()
    version = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    notices = models.JSONField(default=list)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.TextField()

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(version__gte=1), name="a_form_draft_counts_from_one"
            ),
            models.CheckConstraint(
                condition=~Q(made_by=""), name="a_form_draft_names_who_brought_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.version}, a draft"
