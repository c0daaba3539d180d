"""The audit trail in plain words: nothing is written down that has none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from language.text import Text
from services import acts, staff
from services.canteen import bills
from services.canteen.bill_papers import BILL, SUBSIDY
from services.canteen.day_papers import _DONE
from services.cases import handling
from services.cases.council import Outcome
from storage import roles
from tests.services.conftest import Town
from tests.services.test_cases import report

ROOT = Path(__file__).parents[2]
HANDED_ON = {
    "services/course_changes.py": "note", "services/course_edits.py": "note", "services/session_changes.py": "note",
    "services/cases/handling.py": "_noted",
}  # fmt: skip
"""Where a function of the module's own writes down what it is given."""
FILLED_IN = {
    "grant ": staff.GIVEN,
    "revoke ": staff.GIVEN,
    "mark ": ("present", "absent", "excused"),
    "meal ": tuple(bills.KINDS),
    "give back meal ": tuple(bills.BACK),
    "export ": (BILL.replace("_", " "), SUBSIDY.replace("_", " ")),
    "council ": get_args(Outcome),
    "case ": ("new", "working", "solved", "done", "declined"),
}
"""What stands behind actions that end in a name."""


def written() -> Iterator[tuple[str, str]]:
    """Every action that is written down, with where."""
    for package in ("bot", "desk", "handlers", "reminders", "services"):
        for module in sorted((ROOT / package).rglob("*.py")):
            where = module.relative_to(ROOT).as_posix()
            for call in ast.walk(ast.parse(module.read_text("utf-8"))):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in ("audit.note", HANDED_ON.get(where, "")):
                    for action in _actions(call.args[2], where):
                        yield where, action


def _actions(said: ast.expr, where: str) -> list[str]:
    match said:
        case ast.Constant(value=str(action)):
            return [action]
        case ast.IfExp(body=one, orelse=other):
            return _actions(one, where) + _actions(other, where)
        case ast.JoinedStr(values=[ast.Constant(value=str(begins)), _]) if begins in FILLED_IN:
            return [begins + end for end in FILLED_IN[begins]]
        case ast.Subscript(value=ast.Name(id="_DONE")):
            return list(_DONE.values())
        case ast.Name(id="action") if where in HANDED_ON:
            return []
    raise AssertionError(f"{where} writes down {ast.unparse(said)!r}: tell this test what that can be")


def test_everything_that_is_written_down_has_its_words() -> None:
    found = list(written())
    assert len(found) > 60
    assert [(where, action) for where, action in found if acts.words(action) == Text(action)] == []


def test_there_are_no_words_for_what_nobody_writes_down() -> None:
    assert set(acts.WORDS) - {action for _where, action in written()} == set()


def test_only_an_administrator_reads_what_was_done(town: Town) -> None:
    zhou, chief, zhang = town.staff(), town.person("罗主任"), town.person("张汉梅")
    town.do(roles.grant(town.community_id, "admin", chief, None, town.now_ms))
    case_id = report(town, zhang)
    town.do(handling.take(case_id, zhou, town.now_ms))
    assert town.do(acts.latest(town.community_id, zhou)) == []
    [line] = town.do(acts.latest(town.community_id, chief))
    assert (line.who, town.say(line.what), town.say(line.about)) == ("周丹丹", "接手处理", f"第{case_id}号")  # type: ignore[arg-type]
    assert town.do(acts.about_case(case_id, town.community_id, zhang, town.now_ms)) == []
    assert [town.say(one.what) for one in town.do(acts.about_case(case_id, town.community_id, zhou, town.now_ms))] == [
        "接手处理"
    ]
    assert [town.say(one.what) for one in town.do(acts.about_case(case_id, town.community_id, zhou, town.now_ms))] == [
        "看了操作记录",
        "接手处理",
    ]
