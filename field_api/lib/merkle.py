"""Merkle trees as RFC 9162 §2.1 defines them: roots and proofs from the hashes of whole subtrees.

A node is named (level, index): level 0 are the leaves, and (2, 3) stands over leaves 12 to 15. Only
nodes whose leaves are all there are ever kept, and those never change.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from hashlib import sha256

Node = tuple[int, int]
Path = list[list[Node]]
"""A proof yet to be read: each element is the hash of these nodes together."""

EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def cover(start: int, end: int) -> list[Node]:
    """The fewest nodes over leaves `start` to `end`, from left to right. Of a tree that begins at
    0: its frontier, all that has to be known to let it grow."""
    found: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        found.append((level, start >> level))
        start += 1 << level
    return found


def folded(hashes: Sequence[bytes]) -> bytes:
    """The hash over a cover that begins where a subtree of the tree begins."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes)) if hashes else EMPTY


class Frontier:
    """A tree that grows at the right. `hashes` are those of `cover(0, size)`."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        self.size, self._hashes = size, list(hashes)

    def append(self, leaf: bytes) -> Iterator[tuple[Node, bytes]]:
        """Every node that this leaf completes, itself first."""
        level, index = 0, self.size
        self.size += 1
        yield (level, index), leaf
        while index & 1:
            leaf = node_hash(self._hashes.pop(), leaf)
            level, index = level + 1, index >> 1
            yield (level, index), leaf
        self._hashes.append(leaf)

    def root(self) -> bytes:
        return folded(self._hashes)


def inclusion_path(index: int, size: int) -> Path:
    """§2.1.3.1: what proves that leaf `index` is in the tree of the first `size` leaves."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    path: Path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        left = index < middle
        path.append(cover(middle, end) if left else cover(start, middle))
        start, end = (start, middle) if left else (middle, end)
    return path[::-1]


def consistency_path(old: int, new: int) -> Path:
    """§2.1.4.1: what proves that the first `old` leaves of the tree of `new` are the old tree."""
    if not 0 < old <= new:
        raise ValueError("a tree grows, and nothing is proved of an empty one")
    path: Path = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        left = old <= middle
        path.append(cover(middle, end) if left else cover(start, middle))
        start, end = (start, middle) if left else (middle, end)
    if start:
        path.append(cover(start, end))
    return path[::-1]


def read(path: Path, hashes: Mapping[Node, bytes]) -> list[bytes]:
    return [folded([hashes[node] for node in nodes]) for nodes in path]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """§2.1.3.2."""
    if not 0 <= index < size:
        return False
    fn, sn, found = index, size - 1, leaf
    for part in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(part, found)
            fn, sn = _up(fn, sn)
        else:
            found = node_hash(found, part)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def grew(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """§2.1.4.2: whether the tree of `new` leaves begins with the tree of `old`."""
    if old == new:
        return old > 0 and old_root == new_root and not proof
    parts = list(proof) if old & (old - 1) else [old_root, *proof]
    if not (0 < old < new and parts):
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    one = two = parts[0]
    for part in parts[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            one, two = node_hash(part, one), node_hash(part, two)
            fn, sn = _up(fn, sn)
        else:
            two = node_hash(two, part)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and one == old_root and two == new_root


def _split(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def _up(fn: int, sn: int) -> tuple[int, int]:
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn
