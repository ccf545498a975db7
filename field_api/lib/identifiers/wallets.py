"""Addresses of crypto assets, with the check sums they carry."""

import re
from hashlib import sha256

from field_api.lib.identifiers import keccak
from field_api.lib.identifiers.reading import Reading, folded, told, unread

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BY_VERSION = {
    0x00: "bitcoin",
    0x05: "bitcoin",
    0x30: "litecoin",
    0x32: "litecoin",
    0x1E: "dogecoin",
    0x41: "tron",
}
_BY_PREFIX = {"bc": "bitcoin", "ltc": "litecoin", "tb": "bitcoin-test"}
_WRONG = "The check sum does not fit: a character is wrong. Copy it, don't type it"
_HASH = re.compile(r"(?:0x)?[0-9a-fA-F]{64}")
_ETHEREUM = re.compile(r"0[xX]([0-9a-fA-F]{40})")
_SEGWIT = re.compile(r"(bc|tb|ltc)1([a-z0-9]{8,87})")
_OLD = re.compile(rf"[{_BASE58}]{{25,35}}")


def wallet(text: str) -> Reading:
    """Bitcoin, Litecoin, Dogecoin, Tron (base58check, BIP 173, BIP 350), Ethereum (EIP-55)."""
    typed = re.sub(r"^(?:bitcoin|litecoin|ethereum|tron):", "", folded(text), flags=re.IGNORECASE)
    if _HASH.fullmatch(typed):
        return unread(text, "This is a transaction or a block, not an address")
    if found := _ETHEREUM.fullmatch(typed):
        return _ethereum(text, found[1])
    low = typed.lower()
    if (found := _SEGWIT.fullmatch(low)) and typed in (low, typed.upper()):
        wrong = None if _segwit_holds(found[1], found[2]) else _WRONG
        return Reading(text, low, low, told(wrong), {"currency": _BY_PREFIX[found[1]]})
    if _OLD.fullmatch(typed):
        return _base58(text, typed)
    if not re.fullmatch(r"\S{20,128}", typed):
        return unread(text, "Not a wallet address: one long word, copied in full")
    return Reading(text, typed, typed, ("Not an address we can check. Note which currency it is",))


def _ethereum(text: str, digits: str) -> Reading:
    """The address is the small letters; the capitals are its check sum."""
    low = digits.lower()
    signed = keccak.keccak256(low.encode()).hex()
    right = "".join(
        c.upper() if int(mark, 16) > 7 else c for c, mark in zip(low, signed, strict=False)
    )
    mixed = digits not in (low, digits.upper())
    wrong = _WRONG if mixed and digits != right else None
    return Reading(text, f"0x{low}", f"0x{right}", told(wrong), {"currency": "ethereum"})


def _base58(text: str, typed: str) -> Reading:
    number = 0
    for character in typed:
        number = number * 58 + _BASE58.index(character)
    raw = number.to_bytes(32)[-25:]
    holds = number < 1 << 200 and sha256(sha256(raw[:21]).digest()).digest()[:4] == raw[21:]
    currency = _BY_VERSION.get(raw[0])
    facts = {"currency": currency} if holds and currency else {}
    return Reading(text, typed, typed, told(None if holds else _WRONG), facts)


def _segwit_holds(prefix: str, data: str) -> bool:
    """Version 0 is checked by bech32, all later ones by bech32m."""
    if set(data) - set(_BECH32):
        return False
    values = [_BECH32.index(c) for c in data]
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    return _polymod(spread + values) == (1 if values[0] == 0 else 0x2BC830A3)


def _polymod(values: list[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            total ^= generator if top >> at & 1 else 0
    return total
