"""Every diagnostic code is listed once in the registry, and every one there is raised somewhere."""

from __future__ import annotations

import ast
import re

from qpr_rules.checking.registry import CODES
from tests.source import modules

CODE = re.compile(r"QPR\d{3}")


def test_every_code_is_in_the_registry_and_every_code_there_is_used() -> None:
    raised, mentioned = set(), set()
    for module, tree in modules().items():
        if module == "qpr_rules.checking.registry":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                mentioned |= set(CODE.findall(node.value))
                raised |= {node.value} & set(CODE.findall(node.value))
    assert mentioned <= set(CODES), "used, and not in checking/registry.py"
    assert set(CODES) <= raised, "in checking/registry.py, and used nowhere"


def test_slugs_of_codes_are_unique() -> None:
    slugs = [slug for slug, _ in CODES.values()]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)
