"""Officers, and the postings that say what each may do, where and from when to when."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from field_api.identity import rules
from field_api.identity.models.forces import Force, Unit
from field_api.identity.rules import COVERING, ERASING, Rights, Role
from field_api.lib import choices, clock

_ROLES = [role.value for role in Role]


def today() -> date:
    """The calendar day where the force is, which is what a posting is dated by."""
    return timezone.localdate(clock.now())


class OfficerQuerySet(models.QuerySet["Officer"]):
    def visible_to(self, officer: "Officer") -> "OfficerQuerySet":
        """Colleagues of the same force."""
        return self.filter(force=officer.force_id)

    def administered_by(self, officer: "Officer") -> "OfficerQuerySet":
        """For an administrator, their force's own and others' who were ever posted to its units."""
        if not officer.may_administer:
            return self.none()
        posted = Posting.objects.visible_to(officer)
        return self.filter(Q(force=officer.force_id) | Q(pk__in=posted.values("officer")))


OfficerManager = BaseUserManager.from_queryset(OfficerQuerySet)


class Officer(AbstractBaseUser):
    """A person who writes, asks or reviews. Rights come from postings, never from this row.

    `first_password_until`: until when a password that somebody else gave them opens anything; empty
    once they chose their own. `sessions_ended` counts how often all but one were ended. `email` is
    where they are told of changes of their sign-in.
    """

    personal_data = "name, rank, collar number, login and address of an officer; a password hash"
    retention = "7 years after the officer leaves, and never shorter than a record they made"

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    # Django's own column, dropped: the ledger says who signed in, when and from which handset.
    last_login = None

    login = models.CharField(max_length=20, unique=True)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="officers")
    collar_number = models.CharField(max_length=12)
    rank = models.CharField(max_length=40)
    given_name = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    email = models.EmailField(blank=True, default="")
    first_password_until = models.DateTimeField(null=True, blank=True)
    sessions_ended = models.PositiveIntegerField(default=0)

    objects = OfficerManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "collar_number"], name="a_collar_number_is_one_officer_of_a_force"
            ),
            models.CheckConstraint(
                condition=Q(login__regex=rf"^{rules.LOGIN.pattern}$"),
                name="a_login_is_force_and_collar_in_upper_case",
            ),
        ]

    def __str__(self) -> str:
        return self.login

    @property
    def display_name(self) -> str:
        """`PC 1001 Sample`, as officers name each other."""
        return f"{self.rank} {self.collar_number} {self.surname}"

    @property
    def actor(self) -> str:
        """How the ledger names this officer: `officer:34-1001`."""
        return f"officer:{self.login}"

    def roles(self, on: date | None = None) -> frozenset[Role]:
        """Every role held on a day (today when none is given), wherever held."""
        held = Posting.objects.current(self, on).values_list("role", flat=True)
        return frozenset(Role(role) for role in held)

    @property
    def rights(self) -> Rights:
        """What they may do now, by one statement: for a page that asks for several."""
        rows = Posting.objects.current(self).values_list("role", "unit__force_id")
        held = [(Role(role), force) for role, force in rows]
        return Rights(
            frozenset(role for role, _ in held),
            (Role.FORCE_ADMIN, self.force_id) in held,
            frozenset(force for role, force in held if role is Role.AUDITOR),
        )

    @property
    def may_review(self) -> bool:
        return rules.may_review(self.roles())

    @property
    def may_steer(self) -> bool:
        return rules.may_steer(self.roles())

    @property
    def may_oversee(self) -> bool:
        return rules.may_oversee(self.roles())

    @property
    def may_configure(self) -> bool:
        return rules.may_configure(self.roles())

    @property
    def may_erase(self) -> bool:
        return rules.may_erase(self.roles())

    @property
    def may_administer(self) -> bool:
        """Whether they look after the people of their own force: a role in another gives no say."""
        held = Posting.objects.current(self).filter(role=Role.FORCE_ADMIN.value)
        return held.filter(unit__force=self.force_id).exists()

    @property
    def authenticator(self) -> Any:
        """What makes their codes: an Authenticator, or None."""
        # Not by its model, which stands on this one.
        rows = apps.get_model("identity", "Authenticator").objects
        return rows.filter(user=self, confirmed=True).order_by("-pk").first()

    @property
    def has_first_password(self) -> bool:
        """Whether somebody else gave them the password, and they have not chosen their own."""
        return self.first_password_until is not None

    @property
    def must_choose_password(self) -> bool:
        """Whether pages lead to choosing one. One that is over can't be changed any more."""
        return self.first_password_until is not None and self.first_password_until > clock.now()

    def get_session_auth_hash(self) -> str:
        """What a browser session keeps of its officer, and ends by when it changes."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by the keys before: replacing SECRET_KEY ends no session."""
        return (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | None) -> str:
        said = f"{self.password} {self.sessions_ended}"
        made = salted_hmac("fieldbook sessions", said, secret=secret, algorithm="sha256")
        return made.hexdigest()

    @property
    def has_passkey(self) -> bool:
        return self.passkeys.filter(removed_at=None).exists()

    def holds_passkey(self, key: str) -> bool:
        """Whether the passkey with this id is theirs and counts."""
        return bool(key) and self.passkeys.filter(pk=key, removed_at=None).exists()

    @property
    def may_audit(self) -> bool:
        """Whether they look into who looked, and why."""
        return Role.AUDITOR in self.roles()

    def forces_audited(self) -> set[int]:
        """Ids of the forces in which this officer looks into who looked."""
        held = Posting.objects.current(self).filter(role=Role.AUDITOR.value)
        return set(held.values_list("unit__force_id", flat=True))

    def units_covered(self, on: date | None = None) -> set[int]:
        """Ids of the units whose work this officer answers for: those posted to, and all below."""
        return self._units(COVERING, on)

    def units_erased_in(self) -> set[int]:
        """Ids of the units where this officer may be one of two who erase."""
        return self._units(ERASING, None)

    def _units(self, roles: frozenset[Role], on: date | None) -> set[int]:
        posted = Posting.objects.current(self, on).filter(role__in=[role.value for role in roles])
        units = Unit.objects.below(posted.values_list("unit_id", flat=True))
        return set(units.values_list("pk", flat=True))

    def covers(self, unit: Unit | int, on: date | None = None) -> bool:
        return (unit.pk if isinstance(unit, Unit) else unit) in self.units_covered(on)

    def home_unit(self, on: date | None = None) -> Unit | None:
        """Where the officer parades: the newest posting as officer, else the newest of any role."""
        held = Posting.objects.current(self, on).select_related("unit")
        newest = sorted(held, key=lambda p: (p.role == Role.OFFICER, p.starts_on, p.pk))
        return newest[-1].unit if newest else None


class PostingQuerySet(models.QuerySet["Posting"]):
    def on(self, day: date) -> "PostingQuerySet":
        """Postings held that day. `ends_on` is the first day without the role."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def not_over(self, day: date) -> "PostingQuerySet":
        """Those held that day or to come; what was withdrawn before it began is neither."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day)).exclude(ends_on=F("starts_on"))

    def current(self, officer: Officer, on: date | None = None) -> "PostingQuerySet":
        return self.filter(officer=officer).on(on or today())

    def visible_to(self, officer: Officer) -> "PostingQuerySet":
        return self.filter(unit__force=officer.force_id)


class Posting(models.Model):
    """A role held in a unit from one day up to, and not including, another.

    An officer may be posted to another force's unit, as regional teams are.
    """

    personal_data = "where an officer served and in which role"
    retention = "as the officer: decisions are judged by the posting held at the time"

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(max_length=20, choices=choices.of(Role))
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=_ROLES), name="a_posting_has_a_role_we_know"
            ),
            models.CheckConstraint(
                # Equal days are a posting withdrawn before it began to count.
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_posting_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["officer", "unit", "role", "starts_on"],
                name="a_posting_is_made_once",
            ),
            models.UniqueConstraint(
                fields=["officer", "unit", "role"],
                condition=Q(ends_on=None),
                name="an_open_posting_is_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role} in {self.unit_id}"
