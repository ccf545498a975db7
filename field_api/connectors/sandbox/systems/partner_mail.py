"""A partner agency that takes entries by e-mail and wants to know what each is about."""

import re
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from field_api.connectors.sandbox.validity import Check, Part


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    """`reference` of the subject line, `attachments` by name."""
    check = Check(document)
    check.text("/reference", shortest=1, longest=100)
    if not any(name.endswith(".pdf") for name in document.get("attachments", [])):
        check.fault("/attachments", "holds no PDF")
    return check.faults


def letter(content: bytes) -> Any:
    return BytesParser(EmailMessage, policy=default).parsebytes(content)


def shows(body: bytes) -> dict[str, Any]:
    """What a person sees of a letter at once."""
    read = letter(body)
    found, text = _SUBJECT.fullmatch(str(read["Subject"] or "")), read.get_body(("plain",))
    return {
        "reference": found[1] if found else "",
        "subject": str(read["Subject"] or ""),
        "text": text.get_content() if text else "",
        "attachments": [each.get_filename() or "" for each in read.iter_attachments()],
    }


def paper(body: bytes) -> bytes | None:
    found = (each for each in letter(body).iter_attachments())
    pdf = next((each for each in found if each.get_content_type() == "application/pdf"), None)
    return pdf.get_content() if pdf else None


_SUBJECT = re.compile(r"\[[^\]]+\] Fieldbook (\S+)(?:, version .*)?")

PART = Part(
    name="partner-mail",
    title="Partner’s mail",
    about="Plays a partner agency's mail server, which takes entries as letters with a PDF.",
    prefix="PMB",
    honours_keys=False,
    searches=frozenset(),
    check=check,
    door="smtp",
    shows=shows,
    paper=paper,
)
