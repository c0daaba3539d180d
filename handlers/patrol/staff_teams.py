"""Volunteers for those who work here: the teams, the roster of the week as text, somebody new in a team."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.patrol.lead import ROOM, listed, to_team
from handlers.staff import DESK, at_work
from handlers.staff_people import find_person
from language.message import Button
from language.numerals import row_id
from language.text import Joined, Saying, _, lines, paragraphs
from services.patrol import roster, teams
from services.patrol.shifts import WEEK_MS
from services.patrol.teams import AlreadyIn, ByGuardian
from services.patrol.teams import Joined as Added
from storage.teams import Team

flows = Flows()

ROSTER = Button(_("志愿队和值班"), "/staff_teams")


@flows.flow("staff_teams", _("志愿队和值班"), command="staff_teams")
async def staff_teams(chat: Chat) -> None:
    """The teams: how many are in them, how many shifts lack somebody, how many would like to join."""
    worker = await at_work(chat)
    every = await teams.of_community(worker.community_id)
    if not every:
        chat.say(_("还没有志愿队，请写在社区文件里。"), DESK, HOME)
        return None
    options: list[Option[str]] = [Option("week", _("这一周的值班表"), "")]
    options += [Option(str(team.id), team.name, str(team.id)) for team in every]
    text = paragraphs(_("志愿队："), lines(*[await _line(team, worker.id, chat.now_ms) for team in every]))
    chosen = await chat.choose("team", text, options, about=(f"community:{worker.community_id}",))
    return await (chat.become("team_lead", team_id=chosen) if chosen else chat.become("staff_duty_roster"))


async def _line(team: Team, by: int, now_ms: int) -> Saying:
    found = await roster.of_team(team.id, now_ms, WEEK_MS)
    parts: list[Saying] = [_("{team}，{n}人", team=team.name, n=len(await teams.members(team.id, by)))]
    if short := sum(line.shift.free > 0 for line in found):
        parts.append(_("{n}班缺人", n=short))
    if waiting := len(await teams.wishes(team.id, by)):
        parts.append(_("{n}人想参加", n=waiting))
    return Joined(tuple(parts), " · ")


@flows.flow("staff_duty_roster", _("这一周的值班表"), command="staff_duty_roster")
async def staff_duty_roster(chat: Chat) -> None:
    """The next seven days of all teams, as text."""
    worker = await at_work(chat)
    found = [
        (team, await roster.of_team(team.id, chat.now_ms, WEEK_MS)) for team in await teams.of_community(worker.community_id)
    ]
    busy = [(team, on) for team, on in found if on]
    parts = [lines(team.name, listed(on, chat.now_ms, ROOM // len(busy) - len(team.name))) for team, on in busy]
    if parts:
        await roster.seen(worker.community_id, worker.id, chat.now_ms)
    chat.say(paragraphs(*parts) if parts else _("这一周没有排班。"), ROSTER, DESK, HOME)


@flows.flow("staff_team_add", _("加队员"), command="staff_team_add", argument="team_id")
async def staff_team_add(chat: Chat, team_id: str = "") -> None:
    """Put somebody whom staff find into a team."""
    worker = await at_work(chat)
    team = await teams.get(row_id(team_id))
    if team is None or team.community_id != worker.community_id:
        return await chat.become("staff_teams")
    person = await find_person(
        chat, worker, "person", _("请谁参加{team}？请打姓名里的两个字，或电话最后四位。", team=team.name)
    )
    if person is None:
        return await chat.become("team_lead", team_id=team_id)
    outcome = await teams.add(team.id, person.id, worker.id, chat.now_ms)
    match outcome:
        case Added():
            text: Saying = _("好了，{who}在{team}里了，已经告诉本人。", who=person.name, team=team.name)
        case AlreadyIn():
            text = _("{who}已经在{team}里了。", who=person.name, team=team.name)
        case ByGuardian():
            text = _("孩子要由家长来报名：请家长点「志愿·值班」，再点「我想参加」。")
        case _:
            text = _("没有办成：这位居民不在本社区。")
    chat.say(text, to_team(team), ROSTER, DESK, HOME)
    return None
