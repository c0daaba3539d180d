"""The cost of a turn does not grow with the town: every statement about people and courses finds its rows by an index."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import storage
from storage.sql import Statement
from tests.services.conftest import Town

GROWS = (
    "person", "kinship", "consent", "code", "audit", "course", "session", "enrolment", "attendance", "pause", "interest",
    "draw_entry", "meal_order", "standing_order", "diet_card", "payment",
    "cases", "case_event", "case_follower", "case_file", "case_gram", "case_merge", "meeting", "meeting_item",
)  # fmt: skip
OTHERS = (
    "community",
    "role",
    "draw",
    "account",
    "conversation",
    "outbox",
    "canteen",
    "meal_day",
    "dish",
    "route",
    "meal_drop",
    "team_member",
)
"""Looked at where they are joined to those."""


def statements() -> Iterator[Statement]:
    """Those of the service; tests have some of their own, which may look at everything."""
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        yield from (value for value in vars(import_module(module.name)).values() if isinstance(value, Statement))


def test_no_statement_scans_a_table_that_grows(town: Town) -> None:
    looked_at, scanning = 0, []
    for statement in statements():
        tables = set(re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO) (\w+)", statement.text))
        if not tables & set(GROWS) or tables - {*GROWS, *OTHERS}:
            continue
        if statement.text.startswith("INSERT INTO course ("):
            continue  # what the plan shows is a check of foreign keys that only deferred ones would run
        looked_at += 1
        params = dict.fromkeys(re.findall(r":([a-z_]\w*)", statement.text), 1)
        for *_numbers, detail in town.connection.execute(f"EXPLAIN QUERY PLAN {statement.text}", params):
            # "found" is what a subquery has cut off at a limit: counting that is no look at everything.
            if re.match(r"SCAN (?!CONSTANT ROW|found$|\w+ USING COVERING INDEX sqlite)", detail):
                scanning.append((detail, statement.text))
    assert looked_at > 100
    assert scanning == []
