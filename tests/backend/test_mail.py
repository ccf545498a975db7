"""Where mail goes out, from one address in the environment."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from backend import mail
from backend.celery import app
from backend.env import Misconfigured


def test_an_address_says_how_the_line_is_kept_secret() -> None:
    given = mail.from_url("smtp+starttls://post%40force:p%2Fw@mail.example:2525")
    assert (given.host, given.port, given.user, given.password) == (
        "mail.example",
        2525,
        "post@force",
        "p/w",
    )
    assert (given.starttls, given.tls) == (True, False)
    assert mail.from_url("smtps://mail.example").port == 465
    assert not mail.from_url("smtp://127.0.0.1").starttls
    assert "p/w" not in repr(given)


def test_without_an_address_no_mail_goes_out() -> None:
    assert mail.from_url("").host == ""
    assert mail.from_url("").backend.endswith("dummy.EmailBackend")


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://h:x"])
def test_an_address_that_cannot_be_used_is_refused_without_its_text(url: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        mail.from_url(url)
    assert url not in str(refused.value)


def test_tasks_that_run_where_they_are_called_are_refused_at_the_start() -> None:
    app.conf.task_always_eager = True
    try:
        with pytest.raises(SystemCheckError, match=r"fieldbook\.E001"):
            call_command("check")
    finally:
        app.conf.task_always_eager = False
