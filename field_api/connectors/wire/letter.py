"""A letter of e-mail: the part that is frozen, and the lines put before it when it is sent.

Frozen are subject, date, text and attachment, in CRLF lines of ASCII that any server passes on
unchanged. What the sending decides (key, version, from whom, to whom) stands before it and is the
same in every attempt, so a letter sent twice can be told as one by its Message-ID.
"""

import hashlib
import re
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from field_api.connectors.rules import Item
from field_api.connectors.wire import paper

_POLICY = SMTP.clone(cte_type="7bit")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}")

_TEXT = """\
{title}

Marking: {marking}
Reference: {reference}
{version}
The entry is attached as a PDF. Handle it as its marking says.

Sent by Fieldbook, without anyone at the keyboard. Do not reply with personal data: tell the
force's data desk if you should not have had this, or cannot open it.
"""


def is_address(text: Any) -> bool:
    """A plain ASCII address: what cannot break out of a header or an SMTP command."""
    return isinstance(text, str) and _ADDRESS.fullmatch(text) is not None


def written(document: dict[str, Any]) -> bytes:
    """The frozen part, for a document as `paper.pdf` takes it. The subject line holds marking,
    reference and version and nothing else: it is read on locked screens. Raises ValueError.
    """
    pdf = paper.pdf(document)
    marking, reference = _word(document.get("marking")), _word(document.get("reference"))
    version = _word(document.get("version"))
    letter = EmailMessage(policy=_POLICY)
    named = ", ".join(filter(None, (reference, version and f"version {version}")))
    letter["Subject"] = f"[{marking}] Fieldbook {named}"
    letter["Date"] = format_datetime(paper.dated(document))
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Fieldbook-Marking"] = marking
    text = _TEXT.format(
        title="An entry from a police officer's notebook",
        marking=marking,
        reference=reference,
        version=_versions(version),
    )
    letter.set_content(text, cte="7bit")
    name = re.sub("[^A-Za-z0-9]+", "-", reference).strip("-") or "entry"
    letter.add_attachment(
        pdf, maintype="application", subtype="pdf", filename=f"{name}.pdf", cte="base64"
    )
    letter.set_boundary(f"=_{hashlib.sha256(pdf).hexdigest()[:40]}")
    return letter.as_bytes()


def head(item: Item, sender: str, recipients: Sequence[str]) -> bytes:
    """What stands before the frozen part. `References` makes one thread of all versions."""
    domain = sender.rpartition("@")[2]
    lines = (
        f"Message-ID: <{item.key}@{domain}>",
        f"References: <{item.subject}@{domain}>",
        f"From: Fieldbook <{sender}>",
        f"To: {','.join(f'{chr(13)}{chr(10)} {address}' for address in recipients)}",
        f"X-Fieldbook-Key: {item.key}",
        f"X-Fieldbook-Version: {item.version}",
        f"X-Fieldbook-Subject: {item.subject}",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def fault(payload: bytes) -> str:
    """Why these bytes are not the frozen part of a letter; "" if they are."""
    if not payload.startswith(b"Subject: ") or b"\r\n\r\n" not in payload:
        return "is no letter"
    if not payload.isascii() or b"\0" in payload:
        return "holds bytes that mail does not pass on unchanged"
    lines = payload.split(b"\r\n")
    if lines[-1] or any(len(line) > 998 or b"\n" in line or b"\r" in line for line in lines):
        return "holds lines that mail does not pass on unchanged"
    return ""


def _versions(version: str) -> str:
    if version in ("", "1"):
        return f"Version: {version}\n" if version else ""
    return f"Version: {version}, which takes the place of those before it\n"


def _word(value: Any) -> str:
    """One line of printable ASCII: a subject line in other letters would be encoded and folded."""
    text = "" if value is None else str(value)
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in text)[:80].strip()
