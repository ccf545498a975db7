"""Behind the wall, and under generic plans, pages are found by the indexes made for them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from field_api.identity.models import Officer
from field_api.lib import wall
from field_api.submissions.actions import stored
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROWS = 20_000

_SUBMISSIONS = """
    INSERT INTO submissions_submission (id, reference, force_id, unit_id, author_id, kind, marking,
      state, review_state, head_id, created_at)
    SELECT md5('s' || n)::uuid, 'r' || n,
      CASE WHEN n % 40 = 0 THEN %(force)s ELSE 1000 + n % 40 END, n,
      CASE WHEN n % 400 = 0 THEN %(author)s ELSE n END, 'note', 'OFFICIAL', 'released', 'none',
      md5('e' || n)::uuid, now() - n * interval '1 minute'
    FROM generate_series(1, %(rows)s) n
"""
_REVISIONS = """
    INSERT INTO submissions_revision (entry_id, submission_id, parents, intent, kind, version,
      occurred_at, written_at, body, problems, counts, late, hash)
    SELECT md5('e' || n)::uuid, md5('s' || n)::uuid, '{}', 'write', 'note', 1, now(), now(), '{}',
      '[]', true, false, '' FROM generate_series(1, %(rows)s) n
"""
_PAGE = """
    SELECT s.id, r.body FROM submissions_submission s
    JOIN submissions_revision r ON r.entry_id = s.head_id
    WHERE s.author_id = $1 ORDER BY s.created_at DESC LIMIT 50
"""
_OF_ONE = "SELECT entry_id FROM submissions_revision WHERE submission_id = $1"


@pytest.fixture
def full() -> Iterator[Officer]:
    officer = make.officer()
    values = {"rows": ROWS, "force": officer.force_id, "author": officer.pk}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_SUBMISSIONS.replace("n % 4", "n %% 4"), values)
        cursor.execute(_REVISIONS, values)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE submissions_submission, submissions_revision")
    yield officer


def plan(statement: str, kind: str, value: Any) -> list[dict[str, Any]]:
    """Every node of the plan that any value would get."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE looked_at ({kind}) AS {statement}")
        cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE looked_at ('{value}')")
        (found,) = cursor.fetchone()
        cursor.execute("DEALLOCATE looked_at")
    text = found if isinstance(found, list) else json.loads(found)
    return list(_nodes(text[0]["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def read_whole(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"]


def test_a_page_is_read_by_its_index(full: Officer) -> None:
    with wall.nothing():
        wall.admit(full.pk)
        page = plan(_PAGE, "bigint", full.pk)
        with connection.cursor() as cursor:
            cursor.execute(_PAGE.replace("$1", "%s"), [full.pk])
            assert len(cursor.fetchall()) == 50
    assert "submissions_of_author" in {node.get("Index Name") for node in page}
    assert read_whole(page) == []


def test_versions_of_one_are_read_by_their_index(full: Officer) -> None:
    with wall.nothing():
        wall.admit(full.pk)
        one = plan(_OF_ONE, "uuid", "00000000-0000-4000-8000-000000000000")
    assert any("submission_id" in str(node.get("Index Cond")) for node in one)
    assert read_whole(one) == []


def test_documents_of_a_page_are_read_by_their_indexes(full: Officer) -> None:
    # A condition with a sub-select in it is checked behind the wall, so by reading every version.
    with wall.nothing():
        wall.admit(full.pk)
        page = plan(stored.STATEMENT.replace("%s", "$1").replace("%%", "%"), "text", "{}")
    large = ("submissions_submission", "submissions_revision")
    read = [node for node in page if node.get("Relation Name") in large]
    assert len(read) > len(large)
    by_index = ("Index Cond", "Recheck Cond")
    assert [node for node in read if not any(one in node for one in by_index)] == []
