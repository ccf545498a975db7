"""A person who is refused gets a page; a program gets a problem document."""

import pytest
from django.test import Client

HTML = "text/html,application/xhtml+xml"


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/no/such/page", HTML, "text/html; charset=utf-8"),
        ("/no/such/page", "application/json", "application/problem+json"),
        ("/api/v1/no-such-door", HTML, "application/problem+json"),
    ],
)
def test_who_asks_decides_the_form(path: str, accept: str, kind: str) -> None:
    answer = Client().get(path, headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (404, kind)


@pytest.mark.django_db
def test_a_page_out_of_date_is_told_to_a_person() -> None:
    answer = Client(enforce_csrf_checks=True).post("/desk/sign-in", headers={"accept": HTML})
    assert answer.status_code == 403
    assert "This page is out of date" in answer.content.decode()
