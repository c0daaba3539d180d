"""A team's hours, for who leads it and for staff: the month, one volunteer's shifts, rounds that were missed, papers.

To everybody else these commands do not exist.
"""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.patrol.hours import line, turn
from language.message import Button
from language.numerals import row_id
from language.text import Joined, Saying, _, lines, paragraphs
from services import people, staff
from services.canteen.months import Month
from services.courses import Refused
from services.patrol import closing, hour_papers, hours, teams
from services.patrol.hours import Sum, duration
from services.patrol.roster import called
from storage.teams import Team

flows = Flows()

MOST_PEOPLE = 20
MOST_ROUNDS = 5


async def overseen(chat: Chat) -> list[Team]:
    """The first thing in every flow here: the teams whose hours one looks after. Whoever has none goes on as with an unknown word."""
    where = await staff.works_for(chat.person_id)
    person = await people.get(chat.person_id)
    own = person.community_id if person else None
    community_id = (own if own in where else where[0]) if where else None
    found = await hours.overseen(chat.person_id, community_id)
    found += [team for team in await teams.led_by(chat.person_id) if team not in found]
    if not found:
        await chat.become("words", words=chat.incoming.text)
    return found


async def _team(chat: Chat, team_id: str) -> Team:
    """The team that a flow is about; without it the flow goes on as the choice of one."""
    mine = await overseen(chat)
    found = next((team for team in mine if team.id == row_id(team_id) or (not team_id and len(mine) == 1)), None)
    if found is None:
        await chat.become("team_hours")
    assert found is not None
    return found


@flows.flow("team_hours", _("志愿时长"), command="team_hours", argument="words")
async def team_hours(chat: Chat, words: str = "") -> None:
    """A team's month by people. "3 2026-11" is November of team 3."""
    wanted_team, _space, wanted_month = words.partition(" ")
    mine = await overseen(chat)
    team = next((one for one in mine if one.id == row_id(wanted_team)), None)
    if team is None:
        options = [Option(str(one.id), one.name, one) for one in mine]
        team = mine[0] if len(mine) == 1 else await chat.choose("team", _("看哪个队的时长？"), options)
    this = Month.of(chat.today)
    month = min(Month.read(wanted_month) or this, this)
    made = await hours.team_month(team.id, month, chat.person_id, chat.now_ms)
    if isinstance(made, Refused):
        return await chat.become("home")
    more = len(made.sums) - MOST_PEOPLE
    text = paragraphs(
        _("{team} {month}", team=team.name, month=month.said),
        lines(
            _("{n}人，一共{long}", n=len(made.sums), long=duration(made.minutes)),
            *map(_sum, made.sums[:MOST_PEOPLE]),
            _("……还有{n}人，都在表格里", n=more) if more > 0 else None,
        )
        if made.sums
        else _("这个月还没有值班。"),
    )
    by_staff = await staff.is_staff(chat.person_id, team.community_id)
    buttons = [
        Button(_("看一个人、改时长"), f"/hours_whom {team.id} {month}", "main") if made.sums else None,
        Button(_("漏巡的班"), f"/team_rounds {team.id}"),
        Button(_("导出表格"), f"/hours_sheet {team.id} {month}") if made.sums else None,
        *turn(f"/team_hours {team.id} {{}}", month, this),
        Button(_("打印点位码"), "/spot_codes") if by_staff else None,
        HOME,
    ]
    chat.say(text, *(button for button in buttons if button))
    return None


@flows.flow("team_rounds", _("漏巡的班"), command="team_rounds", argument="team_id")
async def team_rounds(chat: Chat, team_id: str = "") -> None:
    """What the shifts of the last two weeks missed."""
    team = await _team(chat, team_id)
    found = await closing.missed(team.id, chat.person_id, chat.now_ms)
    back = Button(_("看时长、改时长"), f"/team_hours {team.id}", "main")
    if isinstance(found, Refused):
        return await chat.become("home")
    more = len(found) - MOST_ROUNDS
    listed = [lines(closing.title(one.round), *closing.said(one, {})) for one in found[:MOST_ROUNDS]]
    text = paragraphs(
        _("{team}这两周漏下的：", team=team.name), *listed, _("……还有{n}班", n=more) if more > 0 else None
    )  # fmt: skip
    chat.say(text if found else _("{team}这两周都巡到了，一个点也没漏。", team=team.name), back, HOME)
    return None


@flows.flow("hours_whom", _("看一个人、改时长"), command="hours_whom", argument="words")
async def hours_whom(chat: Chat, words: str = "") -> None:
    """Whose shifts to look at. "3 2026-11" as in /team_hours."""
    wanted_team, _space, wanted_month = words.partition(" ")
    team = await _team(chat, wanted_team)
    month = Month.read(wanted_month) or Month.of(chat.today)
    found = await hours.names(team.id, month, chat.person_id, chat.now_ms)
    if not found:
        return await chat.become("team_hours", words=f"{team.id} {month}")
    options = [Option(str(person_id), name, person_id) for person_id, name in found]
    text = _("看谁的？{month}", month=month.said)
    whom = await chat.choose("whom", text, options, about=(f"team:{team.id}", f"month:{month}"))
    await hours.note_look(team.id, whom, chat.person_id, chat.now_ms)
    return await chat.become("hours_of", team_id=team.id, person_id=whom, month=str(month))


@flows.flow("hours_of", _("一个人的时长"))
async def hours_of(chat: Chat, team_id: int = 0, person_id: int = 0, month: str = "") -> None:
    """One volunteer's shifts in a month; a tap on one puts it right."""
    team = await _team(chat, str(team_id))
    wanted = Month.read(month) or Month.of(chat.today)
    found = await hours.of_member(team.id, person_id, wanted, chat.person_id, chat.now_ms)
    if not found:
        return await chat.become("team_hours", words=f"{team.id} {wanted}")
    text = paragraphs(
        _("{who} {month}：值班{n}次，一共{long}", who=called(found[-1]), month=wanted.said,
          n=hours.times(found), long=duration(hours.total(found))),
        _("自己的时长要请别人改。") if person_id == chat.person_id else _("点哪一班，就改哪一班的时长。"),
    )  # fmt: skip
    options: list[Option[int]] = []
    if person_id != chat.person_id:
        over = [one for one in reversed(found) if one.ends_ms <= chat.now_ms]
        options = [Option(str(one.shift_id), line(one), one.shift_id) for one in over]
    back = Option("team", _("回到{team}", team=team.name), 0)
    about = (f"person:{person_id}", f"month:{wanted}")
    chosen = await chat.choose("shift", text, [*options, back], about=about)
    if not chosen:
        return await chat.become("team_hours", words=f"{team.id} {wanted}")
    return await chat.become("hours_fix", shift_id=chosen, person_id=person_id)


@flows.flow("hours_sheet", _("导出表格"), command="hours_sheet", argument="words")
async def hours_sheet(chat: Chat, words: str = "") -> None:
    """The month as a sheet for Excel; it follows as a file."""
    wanted_team, _space, wanted_month = words.partition(" ")
    team = await _team(chat, wanted_team)
    month = Month.read(wanted_month) or Month.of(chat.today)
    asked = await hour_papers.ask_hours(team.id, month, chat.person_id, chat.account_id, chat.now_ms)
    back = Button(_("回到时长"), f"/team_hours {team.id} {month}", "main")
    if isinstance(asked, Refused):
        return await chat.become("home")
    chat.say(_("正在做表格，马上发给您。"), back, HOME, toast=_("正在做表格"))
    return None


@flows.flow("spot_codes", _("打印点位码"), command="spot_codes")
async def spot_codes(chat: Chat) -> None:
    """The codes of all spots, a page each, to print and put up; they follow as a file."""
    where = await staff.works_for(chat.person_id)
    if not where:
        return await chat.become("words", words=chat.incoming.text)
    person = await people.get(chat.person_id)
    own = person.community_id if person else None
    community_id = own if own in where and own is not None else where[0]
    asked = await hour_papers.ask_codes(community_id, chat.person_id, chat.account_id, chat.now_ms)
    back = Button(_("志愿时长"), "/team_hours", "main")
    if isinstance(asked, Refused):
        return await chat.become("home")
    if not asked:
        chat.say(_("社区文件里还没有点位，请先写上再来打印。"), back, HOME)
    else:
        chat.say(_("正在做{n}个点位的码，马上发给您。", n=len(asked)), back, HOME)
    return None


def _sum(one: Sum) -> Saying:
    parts = [
        _("{n}次，{long}", n=one.shifts, long=duration(one.minutes))
        if one.shifts or not (one.no_shows or one.pointed)
        else None,
        _("没来{n}次", n=one.no_shows) if one.no_shows and not one.pointed else None,
        _("60天里{n}次没来，请问问情况", n=one.lately) if one.pointed else None,
    ]
    return _("{who}：{what}", who=one.shown, what=Joined(tuple(part for part in parts if part), "，"))
