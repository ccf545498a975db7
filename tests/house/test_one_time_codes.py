"""`device.verify_token()` checks a code without counting failures or spending the code.

Only `django_otp.verify_token` takes the row lock, the throttle and the memory of used codes along.
"""

import ast

from tests.house import tree


def bare(code: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(code)
        if isinstance(node, ast.Attribute)
        and node.attr in {"verify_token", "verify_is_allowed"}
        and ast.unparse(node.value) != "django_otp"
    ]


def test_codes_are_checked_by_the_throttled_function_only() -> None:
    paths = tree.sources("backend", "field_api")
    assert {str(path): lines for path in paths if (lines := bare(tree.parsed(path)))} == {}


def test_the_method_of_a_device_is_seen() -> None:
    assert bare(ast.parse("device.verify_token('123456')")) == [1]
    assert bare(ast.parse("django_otp.verify_token(user, device_id, code)")) == []
