"""Every version of every form and of every list of codes ever published."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


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
