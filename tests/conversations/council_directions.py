"""What had been suggested, supported and planned before: see directions.py."""

from __future__ import annotations

from services.cases import council, kinds, moderation, reports, suggestions
from services.cases.council import Planned
from services.cases.outcomes import Done, Opened
from services.cases.reports import Report
from storage import accounts, cases, people, roles
from storage.cases import Case


async def suggest(author_id: int, words: str, now_ms: int) -> None:
    """Somebody suggested it, and the office let it be seen."""
    [account] = await accounts.of_person(author_id)
    opened = await reports.open_case(
        Report(kinds.SUGGESTION, words=words), author_id, author_id, account.id, account.channel, now_ms
    )
    assert isinstance(opened, Opened), opened
    await cases.told(opened.case_id)
    shown = await moderation.let_be_seen(opened.case_id, await _office(now_ms), now_ms)
    assert isinstance(shown, Done), shown


async def support(number: int, words: str, now_ms: int) -> None:
    """So many neighbours without a phone support it."""
    case = await _named(words)
    for n in range(number):
        neighbour = await people.add(1, f"支持的邻居{n + 1}", now_ms)
        assert isinstance(await suggestions.support(case.id, neighbour, now_ms), Done)


async def plan_meeting(title: str, starts_ms: int, place: str, now_ms: int) -> None:
    """A meeting with everything public on its agenda."""
    office = await _office(now_ms)
    planned = await council.plan(1, title, starts_ms, place, office, now_ms)
    assert isinstance(planned, Planned), planned
    for case, _kind in await council.candidates(1, office):
        assert isinstance(await council.put(planned.meeting_id, case.id, office, now_ms), Planned)


async def _named(words: str) -> Case:
    [found] = [case for case, _kind in await suggestions.public(1) if case.words == words]
    return found


async def _office(now_ms: int) -> int:
    """Somebody who works here, without a phone where nobody is known."""
    for holder in await roles.holders(1):
        if holder.role == "staff":
            return holder.person_id
    person_id = await people.add(1, "值班人员", now_ms)
    await roles.grant(1, "staff", person_id, None, now_ms)
    return person_id
