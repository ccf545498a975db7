"""Who looks after what is written: administrators, of any force of the installation."""

from typing import cast

from django.http import Http404, HttpRequest

from field_api.identity.models import Officer


def lead(request: HttpRequest) -> Officer:
    """Who asks. Raises Http404 for anybody but an administrator."""
    officer = cast(Officer, request.user)
    if not officer.may_administer:
        raise Http404
    return officer
