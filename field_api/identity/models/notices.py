"""What an officer is told of their own sign-in."""

from django.db import models
from django.db.models import Q

from field_api.identity.models.officers import Officer
from field_api.identity.rules.notices import WORDS, Changed
from field_api.lib import choices


class SignInNoticeQuerySet(models.QuerySet["SignInNotice"]):
    def visible_to(self, officer: Officer) -> "SignInNoticeQuerySet":
        """The officer's own; nobody else is told."""
        return self.filter(officer=officer)

    def owed(self) -> "SignInNoticeQuerySet":
        """Those that are to go out by mail, and have not."""
        return self.filter(mail_due_at__isnull=False, mailed_at=None)


class SignInNotice(models.Model):
    """One change of how an officer proves who they are, written in its transaction.

    `about` is the name of the passkey or handset. `address` is where the mail goes: the officer's
    at that time, so that a changed address is told to the old one. Without one there is no mail.
    `mail_due_at` is when it may be tried; whoever tries moves it on first.
    """

    personal_data = "when and how an officer's sign-in changed; the address it was mailed to"
    retention = "400 days"

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="sign_in_notices")
    what = models.CharField(max_length=20, choices=choices.of(Changed))
    about = models.CharField(max_length=100, blank=True, default="")
    made_at = models.DateTimeField()
    address = models.EmailField(blank=True, default="")
    mail_due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)

    objects = SignInNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mail_due_at=None) | ~Q(address=""),
                name="a_mail_about_a_sign_in_has_an_address",
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "-made_at"], name="sign_in_notices_of_officer"),
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mail_due_at__isnull=False, mailed_at=None),
                name="sign_in_mails_owed",
            ),
        ]

    @property
    def words(self) -> str:
        """What happened, in a sentence without its full stop."""
        return WORDS[Changed(self.what)]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.what}"
