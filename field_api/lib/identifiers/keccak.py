"""Keccak-256 as Ethereum uses it. It is not SHA3-256: the padding is that of the first submission
(The Keccak reference 3.0), and no library here has it. For check sums, never for secrets.
"""

_LANE = (1 << 64) - 1
_RATE = 136
_ROUNDS = 24


def keccak256(message: bytes, padding: bytes = b"\x01") -> bytes:
    """32 bytes. With the padding 0x06 it is SHA3-256."""
    padded = bytearray(message + padding + bytes(-(len(message) + 1) % _RATE))
    padded[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for begin in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            at = begin + lane * 8
            state[lane % 5][lane // 5] ^= int.from_bytes(padded[at : at + 8], "little")
        _permute(state)
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))


def _permute(a: list[list[int]]) -> None:
    noise = 1
    for _ in range(_ROUNDS):
        _theta(a)
        _rho_pi(a)
        _chi(a)
        for bit in range(7):
            noise = (noise << 1 ^ (noise >> 7) * 0x71) & 0xFF
            if noise & 2:
                a[0][0] ^= 1 << ((1 << bit) - 1)


def _theta(a: list[list[int]]) -> None:
    columns = [row[0] ^ row[1] ^ row[2] ^ row[3] ^ row[4] for row in a]
    for x in range(5):
        mix = columns[x - 1] ^ _turned(columns[(x + 1) % 5], 1)
        a[x] = [lane ^ mix for lane in a[x]]


def _rho_pi(a: list[list[int]]) -> None:
    x, y, carried = 1, 0, a[1][0]
    for step in range(24):
        x, y = y, (2 * x + 3 * y) % 5
        carried, a[x][y] = a[x][y], _turned(carried, (step + 1) * (step + 2) // 2)


def _chi(a: list[list[int]]) -> None:
    for y in range(5):
        row = [a[x][y] for x in range(5)]
        for x in range(5):
            a[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])


def _turned(lane: int, by: int) -> int:
    by %= 64
    return (lane << by | lane >> (64 - by)) & _LANE if by else lane
