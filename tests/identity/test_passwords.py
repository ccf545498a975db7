"""Which passwords are too well known, and that each way to set one asks."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from field_api.identity.models import Force, Officer
from field_api.identity.validators import WellKnownParts

OFFICER = Officer(
    login="34-1001",
    collar_number="1001",
    given_name="Alex",
    surname="Sample",
    force=Force(code="34", name="Northamptonshire Police"),
)

# Each has twelve characters and stands in no list as it is, or in few.
GUESSED = [
    "passwordpassword", "password12345", "qwerty123456", "1q2w3e4r5t6y7u", "qwertyuiop123",
    "liverpool1234", "manchesterunited", "abcdefghijkl", "123456123456", "aaaaaaaaaaaa",
    "letmeinletmein", "iloveyou2026!!", "P@ssw0rd1234", "princess123456", "ilovefootball",
    "adminadmin1234", "1234567890123",
]  # fmt: skip
OF_THE_WORK = [
    "Fieldbook-2026!", "northamptonshire1", "Northamptonshire Police", "34-1001-34-1001",
    "Fieldbook password1", "constable-1001", "Sergeant!2026", "thamesford-42",
]  # fmt: skip


@pytest.mark.parametrize("password", GUESSED + OF_THE_WORK)
def test_what_everybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WellKnownParts(["Thamesford"]).validate(password, OFFICER)
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "another horse entirely", "kx7r-f2ma-w3pq-zo5n", "Tr0ub4dor&3xyzzy"],
)
def test_three_words_or_chance_will_do(password: str) -> None:
    validate_password(password, OFFICER)


def test_the_site_uses_all_of_them_with_twelve_characters(settings: Any) -> None:
    used = {
        import_string(one["NAME"]): one.get("OPTIONS") for one in settings.AUTH_PASSWORD_VALIDATORS
    }
    assert {one.__name__ for one in used} == {
        "CommonPasswordValidator",
        "MinimumLengthValidator",
        "UserAttributeSimilarityValidator",
        "WellKnownParts",
    }
    with pytest.raises(ValidationError, match="12 characters"):
        validate_password("kx7r-f2ma-w", OFFICER)
