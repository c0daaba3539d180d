"""Suggestions and the residents' council."""

from __future__ import annotations

from datetime import datetime

from services.calendar import to_ms
from services.cases import council, kinds, moderation, reports, suggestions
from services.cases.council import Planned
from services.cases.outcomes import Done, Opened
from services.cases.reports import Report
from storage import accounts, cases, people
from tests.conversations.directions.stage import HERE, Stage, direction
from tests.conversations.world import ZONE


@direction(r"(\S+) has suggested (.+)")
async def has_suggested(stage: Stage, name: str, words: str) -> None:
    """李荣珍 has suggested 给孩子们装个滑梯 — and staff let it be seen"""
    author_id, office = await stage.known(name), await stage.office()
    [account] = await stage.do(accounts.of_person(author_id))
    report = Report(kinds.SUGGESTION, words=words)
    opened = await stage.do(reports.open_case(report, author_id, author_id, account.id, account.channel, stage.now_ms))
    assert isinstance(opened, Opened), opened
    await stage.do(cases.told(opened.case_id))
    shown = await stage.do(moderation.let_be_seen(opened.case_id, office, stage.now_ms))
    assert isinstance(shown, Done), shown


@direction(r"(\d+) neighbours support (.+)")
async def support(stage: Stage, number: str, words: str) -> None:
    """19 neighbours support 给孩子们装个滑梯 — people without a phone"""
    [case] = [case for case, _kind in await stage.do(suggestions.public(HERE)) if case.words == words]
    await stage.do(_support(case.id, int(number), stage.now_ms))


@direction(r"the office plans (\S+) at (\d{4}-\d\d-\d\d \d\d:\d\d) in (\S+)")
async def plans_meeting(stage: Stage, title: str, at: str, place: str) -> None:
    """the office plans 居民议事会 at 2026-11-28 14:30 in 会议室 — a meeting, with all that was suggested on its agenda"""
    office, starts_ms = await stage.office(), to_ms(datetime.fromisoformat(at), ZONE)
    planned = await stage.do(council.plan(HERE, title, starts_ms, place, office, stage.now_ms))
    assert isinstance(planned, Planned), planned
    for case, _kind in await stage.do(council.candidates(HERE, office)):
        assert isinstance(await stage.do(council.put(planned.meeting_id, case.id, office, stage.now_ms)), Planned)


async def _support(case_id: int, number: int, now_ms: int) -> None:
    for n in range(number):
        neighbour = await people.add(HERE, f"支持的邻居{n + 1}", now_ms)
        assert isinstance(await suggestions.support(case_id, neighbour, now_ms), Done)
