"""A request's body as it was meant, or why it can't be had. Pure: no Django, no I/O."""

import zlib

from field_api.sync.rules import TooLarge, Unreadable

ENCODINGS = ("gzip", "identity")

_GZIP = 16 + zlib.MAX_WBITS


class UnknownEncoding(ValueError):
    """A Content-Encoding that is not read here (415)."""


def decoded(raw: bytes, encoding: str, *, most: int) -> bytes:
    """Without its Content-Encoding (RFC 9110 s.8.4), of which gzip is known.

    Raises UnknownEncoding, TooLarge beyond `most` bytes in either form, and Unreadable for a stream
    that is broken or ends early. A small body may name gigabytes: no more than `most` bytes are
    ever expanded.
    """
    if len(raw) > most:
        raise TooLarge
    named = encoding.strip().lower()
    if named in ("", "identity"):
        return raw
    if named not in ("gzip", "x-gzip"):
        raise UnknownEncoding(named[:40])
    return _expanded(raw, most)


def _expanded(raw: bytes, most: int) -> bytes:
    whole = bytearray()
    while raw:  # RFC 1952 s.2.2: members may follow one another
        member = zlib.decompressobj(wbits=_GZIP)
        try:
            whole += member.decompress(raw, most + 1 - len(whole))
        except zlib.error:
            raise Unreadable("body-truncated") from None
        if len(whole) > most:
            raise TooLarge
        if not member.eof:
            raise Unreadable("body-truncated")
        raw = member.unused_data
    return bytes(whole)


def proves_its_end(encoding: str) -> bool:
    """Whether a cut would show: gzip ends with a checksum and a length (RFC 1952 s.2.3.1)."""
    return encoding.strip().lower() in ("gzip", "x-gzip")
