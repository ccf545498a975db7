"""A head, heads, and what is none."""

from datetime import UTC
from uuid import UUID

from hypothesis import strategies as st

from field_api.lib import es256
from field_api.notebook.rules import GENESIS, Head

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
heads = st.builds(
    Head,
    notebook=st.uuids(),
    seq=st.integers(1, 2**31 - 1),
    prev_hash=hashes,
    commit=hashes,
    kind=st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True),
    device_time=st.datetimes(timezones=st.just(UTC)).map(
        lambda at: at.isoformat().replace("+00:00", "Z")
    ),
    device_key_id=st.binary(min_size=32, max_size=32).map(es256.b64),
)
rubbish = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary().map(repr),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
HEAD = Head(
    UUID(int=7), 3, GENESIS, "ab" * 32, "note", "2026-03-01T14:05:00.000Z", es256.b64(bytes(32))
)
LINES = HEAD.text().split("\n")
