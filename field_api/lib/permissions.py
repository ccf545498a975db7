"""Who may knock at a door. What they may see is decided by each model's `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    # rest_framework.views loads the default permission, which stands here: a circle at run time.
    from rest_framework.views import APIView


class SignedIn(BasePermission):
    """Any officer whose token is live. The default of every door."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.auth is not None


class Reviews(SignedIn):
    """An officer with a current posting that reviews others' work."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and bool(
            getattr(request.user, "may_review", False)
        )


class Oversees(SignedIn):
    """An officer who reviews others' work, or steers how it travels."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and bool(
            getattr(request.user, "may_oversee", False)
        )


class Steers(SignedIn):
    """An officer who may stop a system, send again, or settle a doubt. Anybody who oversees may
    look: asking (GET) needs no more.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        needed = "may_oversee" if request.method in SAFE_METHODS else "may_steer"
        return super().has_permission(request, view) and bool(getattr(request.user, needed, False))


class Configures(SignedIn):
    """An officer who may change what systems are told. Anybody who oversees may look."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        needed = "may_oversee" if request.method in SAFE_METHODS else "may_configure"
        return super().has_permission(request, view) and bool(getattr(request.user, needed, False))


class Erases(SignedIn):
    """An officer who may be one of the two whom an erasure takes."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and bool(
            getattr(request.user, "may_erase", False)
        )


class Administers(SignedIn):
    """An officer who looks after a force: its people, and what is written in it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and bool(
            getattr(request.user, "may_administer", False)
        )


class Audits(SignedIn):
    """An officer who looks into who looked, and why."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return super().has_permission(request, view) and bool(
            getattr(request.user, "may_audit", False)
        )


class Public(BasePermission):
    """Named, so that the few doors open to strangers can be found by searching for it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return True
