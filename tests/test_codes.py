"""Every diagnostic code has a page, and every page's code is raised somewhere."""

from __future__ import annotations

import ast
import re

from qpr_rules.checking.pages import pages
from tests.source import modules

CODE = re.compile(r"QPR\d{3}")


def test_every_code_has_a_page_and_every_page_a_code_that_is_used() -> None:
    raised, mentioned = set(), set()
    for module, tree in modules().items():
        if module == "qpr_rules.checking.pages":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                mentioned |= set(CODE.findall(node.value))
                raised |= {node.value} & set(CODE.findall(node.value))
    assert mentioned <= set(pages()), "used, and without a page in checking/codes/"
    assert set(pages()) <= raised, "a page in checking/codes/, and used nowhere"


def test_slugs_of_codes_are_unique() -> None:
    slugs = [page.slug for page in pages().values()]
    assert len(slugs) == len(set(slugs))
