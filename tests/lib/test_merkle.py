"""RFC 9162 trees: the reference vectors of Certificate Transparency, and the plain definition."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import merkle
from field_api.lib.merkle import Frontier, Node

# From the reference implementation of RFC 6962, whose trees are those of RFC 9162.
LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")
LEAVES += ("606162636465666768696a6b6c6d6e6f",)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

MOST = 256


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(n.to_bytes(2)) for n in range(count)]


def grown(hashes: list[bytes]) -> tuple[dict[Node, bytes], list[bytes]]:
    """Every whole node, and the root at every size."""
    tree, nodes = Frontier(), {}
    roots = [tree.root()]
    for leaf in hashes:
        nodes.update(tree.append(leaf))
        roots.append(tree.root())
    return nodes, roots


NODES, ALL_ROOTS = grown(leaves(MOST))


def by_definition(hashes: list[bytes]) -> bytes:
    """MTH of §2.1.1, word for word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else merkle.EMPTY
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return merkle.node_hash(by_definition(hashes[:k]), by_definition(hashes[k:]))


def test_the_reference_vectors() -> None:
    _, roots = grown([merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES])
    assert [root.hex() for root in roots] == list(ROOTS)


def test_every_root_is_the_one_defined() -> None:
    hashes = leaves(MOST)
    assert all(ALL_ROOTS[size] == by_definition(hashes[:size]) for size in range(70))
    assert ALL_ROOTS[MOST] == by_definition(hashes)


@pytest.mark.slow
def test_every_leaf_is_proved_in_every_tree_up_to_256() -> None:
    hashes = leaves(MOST)
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = merkle.read(merkle.inclusion_path(index, size), NODES)
            assert len(proof) <= (size - 1).bit_length()
            assert merkle.includes(hashes[index], index, size, proof, ALL_ROOTS[size])


@pytest.mark.slow
def test_every_growth_is_proved_up_to_256() -> None:
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = merkle.read(merkle.consistency_path(old, new), NODES)
            assert merkle.grew(old, ALL_ROOTS[old], new, ALL_ROOTS[new], proof)


def test_a_frontier_goes_on_from_the_nodes_that_were_kept() -> None:
    for size in range(1, 70):
        tree = Frontier(size, [NODES[node] for node in merkle.cover(0, size)])
        assert tree.root() == ALL_ROOTS[size]
        assert dict(tree.append(leaves(size + 1)[-1])).items() <= NODES.items()
        assert tree.root() == ALL_ROOTS[size + 1]


@st.composite
def growths(draw: st.DrawFn) -> tuple[int, int]:
    new = draw(st.integers(2, MOST))
    return draw(st.integers(1, new - 1)), new


def spoilt(proof: list[bytes]) -> Iterator[list[bytes]]:
    """The same with one bit turned, one part less, or one more."""
    for n, part in enumerate(proof):
        yield [*proof[:n], bytes([part[0] ^ 1]) + part[1:], *proof[n + 1 :]]
        yield [*proof[:n], *proof[n + 1 :]]
    yield [*proof, bytes(32)]


@given(growths())
def test_a_proof_of_growth_proves_nothing_else(sizes: tuple[int, int]) -> None:
    old, new = sizes
    proof = merkle.read(merkle.consistency_path(old, new), NODES)
    before, after = ALL_ROOTS[old], ALL_ROOTS[new]
    for other in spoilt(proof):
        assert not merkle.grew(old, before, new, after, other)
    assert not merkle.grew(old, bytes(32), new, after, proof)
    assert not merkle.grew(old, before, new, bytes(32), proof)
    assert not merkle.grew(new, after, old, before, proof)


@given(growths())
def test_a_proof_of_inclusion_proves_nothing_else(sizes: tuple[int, int]) -> None:
    index, size = sizes
    leaf, root = NODES[0, index], ALL_ROOTS[size]
    proof = merkle.read(merkle.inclusion_path(index, size), NODES)
    for other in spoilt(proof):
        assert not merkle.includes(leaf, index, size, other, root)
    assert not merkle.includes(bytes(32), index, size, proof, root)
    assert not merkle.includes(leaf, index - 1, size, proof, root)
    assert not merkle.includes(leaf, size, size, proof, root)


def test_what_cannot_be_proved_is_an_error() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(ValueError, match="no such leaf"):
            merkle.inclusion_path(index, size)
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="a tree grows"):
            merkle.consistency_path(old, new)
    assert not merkle.grew(0, merkle.EMPTY, 3, ALL_ROOTS[3], [])
    assert not merkle.grew(3, ALL_ROOTS[3], 5, ALL_ROOTS[5], [])
