"""Seeing to a case: taking it, handing it on, asking back, noting something. Staff do, and the lead of the team that it is with."""

from __future__ import annotations

from collections.abc import Sequence

from language.message import Attached, Outgoing
from language.text import Saying, _, lines
from services import staff
from services.cases import clock, files, hearing, moves, naming, seeing
from services.cases.kinds import SOLVED, WORKING
from services.cases.outcomes import Already, CaseOutcome, Done, Moved, Refused
from services.cases.queue import name
from services.cases.seeing import Seen
from services.telling import tell, tell_staff
from storage import audit, case_events, cases, reminders, teams
from storage.cases import Case
from storage.outbox import Terms, Weight
from storage.teams import Team


async def take(case_id: int, by: int, now_ms: int) -> CaseOutcome:
    """Whoever takes it sees to it: one wins, Moved for the others. Followers hear that somebody works on it, once."""
    found = await _acting(case_id, by, now_ms)
    if isinstance(found, Refused):
        return found
    case = found.case
    if case.owner_id not in (None, by):
        return Moved(case_id)
    if case.owner_id is None and not await cases.own(case_id, by, None, now_ms):
        return Moved(case_id)
    event_id = await moves.begin(case, found.kind, by, now_ms)
    if event_id is None and case.owner_id == by:
        return Already(case_id)
    if event_id is None:
        event_id = await case_events.add(case_id, by, "taken", now_ms, seen_by="staff")
    await _noted(case, by, "take case", now_ms)
    return Done(case_id, event_id)


async def give(case_id: int, to: int, by: int, now_ms: int, *, seen: int | None) -> CaseOutcome:
    """Hand a case to a colleague, or take it over from one. `seen` is who had it when that was decided; they and the new one hear so."""
    found = await _acting(case_id, by, now_ms)
    if isinstance(found, Refused):
        return found
    case = found.case
    if to != by and not (found.role == "staff" and await staff.is_staff(to, case.community_id)):
        return Refused("not yours")
    if case.owner_id == to:
        return Already(case_id)
    if case.owner_id != seen or not await cases.own(case_id, to, seen, now_ms):
        return Moved(case_id)
    happened, words = ("taken", "") if to == by else ("given", f"person:{to}")
    event_id = await case_events.add(case_id, by, happened, now_ms, words=words, seen_by="staff")
    await _noted(case, by, "take case" if to == by else "give case", now_ms, detail=words)
    await reminders.follow(clock.CASE, case_id, case.community_id, now_ms)
    who, what, cause = await name(by), naming.headline(case, found.kind), f"case:{case_id}:{event_id}"
    if to != by:
        text = lines(_("{who}把第{n}号转给您：", who=who, n=case_id), what)
        await tell(to, _message(case, text), cause, now_ms, _terms(case))
    if seen is not None and seen != by:
        text = lines(_("第{n}号现在由{who}处理：", n=case_id, who=await name(to)), what)
        await tell(seen, _message(case, text), cause, now_ms)
    return Done(case_id, event_id)


async def pass_on(case_id: int, team_id: int | None, by: int, now_ms: int, *, words: str = "", seen: int | None) -> CaseOutcome:
    """Hand a case to a team, whose leads hear so; None gives it back to those who work here. `seen` as in `give`."""
    found = await _acting(case_id, by, now_ms)
    if isinstance(found, Refused):
        return found
    case = found.case
    team = await teams.get(team_id) if team_id is not None else None
    if team_id is not None and (team is None or team.community_id != case.community_id or found.role != "staff"):
        return Refused("not yours")
    if case.team_id == team_id and case.owner_id is None:
        return Already(case_id)
    if case.owner_id != seen or not await cases.hand(case, team_id, now_ms):
        return Moved(case_id)
    to = f"team:{team_id}" if team_id is not None else ""
    event_id = await case_events.add(case_id, by, "given", now_ms, words=to, seen_by="staff")
    if words.strip():
        await case_events.add(case_id, by, "note", now_ms, words=words.strip(), seen_by="staff")
    await _noted(case, by, "give case", now_ms, detail=to)
    await reminders.follow(clock.CASE, case_id, case.community_id, now_ms)
    who, what, cause = await name(by), naming.headline(case, found.kind), f"case:{case_id}:{event_id}"
    if team is None:
        text = lines(_("{who}把第{n}号交还社区：", who=who, n=case_id), what, words.strip() or None)
        await tell_staff(case.community_id, _message(case, text, free=True), cause, now_ms, _terms(case))
        return Done(case_id, event_id)
    text = lines(_("社区把第{n}号转给{team}，请您安排：", n=case_id, team=team.name), what)
    for lead in await teams.leads(team.id):
        await tell(lead, _message(case, text, free=True), cause, now_ms, _terms(case))
    return Done(case_id, event_id)


async def move(
    case_id: int, state_id: str, words: str, by: int, now_ms: int, *, seen: str,
    photos: Sequence[Attached] = (), account_id: int = 0, channel: str = "",
) -> CaseOutcome:  # fmt: skip
    """As `moves.set_state`; whoever says that it is being worked on, or solved, sees to it where nobody did."""
    done = await moves.set_state(
        case_id, state_id, words, by, now_ms, seen=seen, photos=photos, account_id=account_id, channel=channel
    )
    case = await cases.get(case_id)
    if isinstance(done, Done) and case is not None and case.phase in (WORKING, SOLVED) and case.owner_id is None:
        await cases.own(case_id, by, None, now_ms)
    return done


async def note(case_id: int, words: str, by: int, now_ms: int) -> CaseOutcome:
    """Staff note something for one another; nobody else sees it."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff":
        return Refused("not yours")
    if not words.strip():
        return Refused("nothing said")
    event_id = await case_events.add(case_id, by, "note", now_ms, words=words.strip(), seen_by="staff")
    await _noted(found.case, by, "note on case", now_ms)
    return Done(case_id, event_id)


async def answer(
    case_id: int, words: str, sent: Sequence[Attached], by: int, account_id: int, channel: str, now_ms: int
) -> CaseOutcome:
    """Whoever brought it up answers what they were asked; who asked, and who sees to it, hear so, else everybody who works here."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or not found.own:
        return Refused("not yours")
    if not words.strip() and not sent:
        return Refused("nothing said")
    case = found.case
    event_id = await case_events.add(case_id, by, "answered", now_ms, words=words.strip(), seen_by="reporter")
    kept = await files.keep(case_id, event_id, by, sent, account_id, channel, now_ms)
    text = lines(
        _("第{n}号的反映人回答了：", n=case_id),
        naming.short(words.strip(), 200) or None,
        _("（还发来{n}个照片或语音）", n=kept) if kept else None,
        _("说的是：{what}", what=naming.headline(case, found.kind)),
    )
    asked = await case_events.last(case_id, "asked")
    cause, reached = f"case:{case_id}:{event_id}", 0
    for person_id in dict.fromkeys((asked.actor_id if asked else None, case.owner_id)):
        if person_id is not None and await seeing.role(case, found.kind, person_id) in ("staff", "lead"):
            reached += await tell(person_id, _message(case, text), cause, now_ms, _terms(case))
    if not reached:
        await tell_staff(case.community_id, _message(case, text), cause, now_ms, _terms(case))
    return Done(case_id, event_id)


async def colleagues(case_id: int, by: int, now_ms: int) -> list[tuple[int, str]]:
    """To whom staff can hand a case, by id and name: all others who work here."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff":
        return []
    holders = await staff.holders(found.case.community_id)
    named = {one.person_id: one.name for one in holders if one.role in staff.ROLES}
    return [(person_id, called) for person_id, called in named.items() if person_id not in (by, found.case.owner_id)]


async def other_teams(case_id: int, by: int, now_ms: int) -> list[Team]:
    """To which teams staff can hand a case: all but the one that it is with, unless somebody has it."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff":
        return []
    every = await teams.of_community(found.case.community_id)
    return [team for team in every if team.id != found.case.team_id or found.case.owner_id is not None]


async def has_lead(team_id: int) -> bool:
    """Whether somebody leads the team, and so hears of what it is handed."""
    return bool(await teams.leads(team_id))


async def _acting(case_id: int, by: int, now_ms: int) -> Seen | Refused:
    """The case, for who may see to it, while there is something to do."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or not found.acts:
        return Refused("no such case" if found is None else "not yours")
    return Refused("closed") if found.case.closed_ms is not None or found.case.phase == SOLVED else found


async def _noted(case: Case, by: int, action: str, now_ms: int, detail: str = "") -> None:
    await audit.note(case.community_id, by, action, f"case:{case.id}", now_ms, detail=detail)


def _message(case: Case, text: Saying, *, free: bool = False) -> Outgoing:
    return Outgoing(text=text, buttons=hearing.ways(case, free=free))


def _terms(case: Case) -> Terms:
    return Terms(weight=Weight.DANGER if case.danger else Weight.MATTERS)
