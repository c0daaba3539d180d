"""Leading a team: who would like to join, who is in it, where somebody is missing. To everybody else the commands do not exist."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Entry, Flows
from conversation.questions import Option
from conversation.screen import HOME
from language.message import Button
from language.numerals import row_id
from language.text import Joined, Saying, Text, _, lines, paragraphs
from services import staff
from services.patrol import duties, leaving, roster, teams
from services.patrol.roster import Line
from services.patrol.shift_telling import label, when
from services.patrol.shifts import WEEK_MS
from services.patrol.teams import PATROL, NotAllowed
from storage.teams import Member, Team, Wish

flows = Flows()

ROOM = 560
"""Characters for a roster: with its title it stays below the six hundred of the smallest channel."""
WHEN_LONG = 25
"""So many at most tell the day and the time of a shift."""
MOST_LISTED = 14
MOST_OPTIONS = 5
NEEDS = (1, 2, 3, 4, 5, 6)


async def leading(chat: Chat, team_id: int) -> Team:
    """The team, for who may lead it; whoever may not goes on as with a word that nobody knows."""
    team = await teams.get(team_id)
    if team is None or not await teams.may_lead(chat.person_id, team):
        await chat.become("words", words=chat.incoming.text)
    assert team is not None
    return team


@flows.flow("team_lead", _("带队"), command="team_lead", argument="team_id")
async def team_lead(chat: Chat, team_id: str = "") -> None:
    """How the team stands, and what there is to do for it."""
    team = await leading(chat, row_id(team_id))
    works_here = await staff.is_staff(chat.person_id, team.community_id)
    wishes = await teams.wishes(team.id, chat.person_id)
    members = await teams.members(team.id, chat.person_id)
    short = [line for line in await roster.of_team(team.id, chat.now_ms, WEEK_MS) if line.shift.free]
    options = [_wish(one, chat.now_ms) for one in wishes]
    options += [
        Option(f"shift{one.shift.id}", label(one.shift), Entry("shift_lead", {"shift_id": str(one.shift.id)}))
        for one in short[:MOST_OPTIONS]
    ]
    args = {"team_id": str(team.id)}
    options += [
        Option("week", _("这一周的排班"), Entry("team_week", args)),
        Option("members", _("队员"), Entry("team_members", args)),
    ]
    if await duties.of_team(team.id):
        options.append(Option("need", _("每班要几个人"), Entry("team_need", args)))
        options.append(Option("rounds", _("漏巡的班"), Entry("team_rounds", args)))
    options.append(Option("hours", _("志愿时长"), Entry("team_hours", {"words": str(team.id)})))
    if works_here:
        options.append(Option("add", _("加队员"), Entry("staff_team_add", args)))
    text = paragraphs(
        _("{team}：{n}人", team=team.name, n=len(members)),
        lines(_("想参加的："), *(roster.named(one.name, one.birth_date, chat.now_ms) for one in wishes)) if wishes else None,
        lines(
            _("这一周还缺人的："),
            *(_("{shift} · 缺{n}人", shift=when(one.shift), n=one.shift.free) for one in short[:MOST_LISTED]),
        )
        if short
        else _("这一周的班都有人了。"),
    )
    entry = await chat.choose("what", text, options, about=(f"team:{team.id}",))
    if works_here and entry.flow in ("team_week", "team_members"):
        await roster.seen(team.community_id, chat.person_id, chat.now_ms, team_id=team.id)
    return await chat.become(entry.flow, **entry.args)


def _wish(one: Wish, now_ms: int) -> Option[Entry]:
    named = roster.named(one.name, one.birth_date, now_ms)
    entry = Entry("team_accept", {"wish": f"{one.team_id}-{one.person_id}"})
    return Option(f"wish{one.person_id}", _("收下：{who}", who=named), entry, "main")


@flows.flow("team_accept", _("欢迎加入"), command="team_accept", argument="wish")
async def team_accept(chat: Chat, wish: str = "") -> None:
    """Let somebody in who asked."""
    team, person_id = await _asked(chat, wish)
    done = await teams.accept(team.id, person_id, chat.person_id, chat.now_ms)
    if not done and team in await teams.of_person(person_id):
        chat.say(_("TA已经在{team}里了，不用再点。", team=team.name), to_team(team), PATROL, HOME)
        return
    _answered(chat, team, done, _("好的，已经告诉TA：欢迎加入{team}！", team=team.name))


@flows.flow("team_decline", _("这次不收"), command="team_decline", argument="wish")
async def team_decline(chat: Chat, wish: str = "") -> None:
    """Turn somebody down who asked."""
    team, person_id = await _asked(chat, wish)
    done = await teams.decline(team.id, person_id, chat.person_id, chat.now_ms)
    _answered(chat, team, done, _("好的，已经客气地告诉TA了。"))


async def _asked(chat: Chat, wish: str) -> tuple[Team, int]:
    left, _dash, right = wish.partition("-")
    return await leading(chat, row_id(left)), row_id(right)


def _answered(chat: Chat, team: Team, done: bool | NotAllowed, text: Text) -> None:
    handled = _("这件事已经有人回过了。")
    chat.say(text if done is True else handled, to_team(team), PATROL, HOME, toast=_("办好了") if done is True else "")


def to_team(team: Team) -> Button:
    """Leads to the team, for who may lead it."""
    return Button(_("回到{team}", team=team.name), f"/team_lead {team.id}", "main")


@flows.flow("team_week", _("这一周的排班"), command="team_week", argument="team_id")
async def team_week(chat: Chat, team_id: str = "") -> None:
    """The team's next seven days, and a way to each shift."""
    team = await leading(chat, row_id(team_id))
    found = await roster.of_team(team.id, chat.now_ms, WEEK_MS)
    if not found:
        chat.say(_("这一周没有排班。"), to_team(team), PATROL, HOME)
        return
    options = [Option(str(line.shift.id), label(line.shift), line.shift.id) for line in found]
    text = paragraphs(_("{team}，这一周：", team=team.name), listed(found, chat.now_ms))
    chosen = await chat.choose("shift", text, options, about=(f"team:{team.id}",))
    await chat.become("shift_lead", shift_id=str(chosen))


def listed(found: list[Line], now_ms: int, room: int = ROOM) -> Saying:
    """A roster, a shift a line; as many as fit into so many characters, the others counted."""
    shown: list[Saying] = []
    for line in found:
        names = sum(len(place.name) + 1 + 6 * (place.state == "offered") for place in line.places)
        room -= WHEN_LONG + len(line.shift.duty) + names + 5 * (line.shift.free > 0)
        if room < 0 and shown:
            break
        shown.append(on_it(line, now_ms))
    more = len(found) - len(shown)
    return lines(*shown, _("……还有{n}班", n=more) if more else None)


def on_it(line: Line, now_ms: int) -> Saying:
    """A shift with who is on it, and how many are missing."""
    parts: list[Saying] = []
    for place in line.places:
        who = roster.named(place.name, place.birth_date, now_ms)
        parts.append(_("{who}（想请人替）", who=who) if place.state == "offered" else who)
    if line.shift.free:
        parts.append(_("缺{n}人", n=line.shift.free))
    return _("{shift}：{who}", shift=when(line.shift), who=Joined(tuple(parts), "、"))


@flows.flow("team_members", _("队员"), command="team_members", argument="team_id")
async def team_members(chat: Chat, team_id: str = "") -> None:
    """Who is in the team; one of them leads on to what can be done."""
    team = await leading(chat, row_id(team_id))
    found = await teams.members(team.id, chat.person_id)
    if not found:
        chat.say(_("{team}还没有队员。", team=team.name), to_team(team), PATROL, HOME)
        return
    options = [Option(str(one.person_id), _name(one, chat.now_ms), one) for one in found]
    member = await chat.choose("who", _("{team}的队员，想看哪一位？", team=team.name), options, about=(f"team:{team.id}",))
    await chat.become("team_member", member=f"{team.id}-{member.person_id}")


@flows.flow("team_member", _("一位队员"), command="team_member", argument="member")
async def team_member(chat: Chat, member: str = "") -> None:
    """One member: out of the team, or, for staff, leading it."""
    team, person_id = await _asked(chat, member)
    found = next((one for one in await teams.members(team.id, chat.person_id) if one.person_id == person_id), None)
    if found is None:
        return await chat.become("team_members", team_id=str(team.id))
    works_here = await staff.is_staff(chat.person_id, team.community_id)
    child = roster.is_young(found.birth_date, chat.now_ms)
    options = [Option("back", _("回到队员"), "back", "main")]
    if works_here and not child:
        options.append(Option("unlead", _("不再带队"), "unlead") if found.lead else Option("lead", _("请TA当队长"), "lead"))
    if works_here:
        options.append(Option("person", _("看居民"), "person"))
    if works_here or not found.lead:
        options.append(Option("remove", _("请出队伍"), "remove", "danger"))
    about = (f"member:{member}:{found.lead}",)
    what = await chat.choose("what", _name(found, chat.now_ms), options, about=about)
    if what in ("back", "person"):
        flow, args = (
            ("team_members", {"team_id": str(team.id)}) if what == "back" else ("staff_person", {"person_id": str(person_id)})
        )
        return await chat.become(flow, **args)
    if what == "remove":
        text = _(
            "请{who}离开{team}？报过的班都会空出来，会告诉本人。",
            who=roster.named(found.name, found.birth_date, chat.now_ms),
            team=team.name,
        )
        await chat.confirm("ok", text, _("确认请出"), facts=(team.id, person_id), danger=True)
        done = await leaving.remove(team.id, person_id, chat.person_id, chat.now_ms)
    else:
        done = await teams.name_lead(team.id, person_id, chat.person_id, chat.now_ms, lead=what == "lead")
    chat.say(_("好了，已经告诉本人。") if done is True else _("没有变动，可能别人刚改过。"), to_team(team), PATROL, HOME)
    return None


def _name(member: Member, now_ms: int) -> Saying:
    named = roster.named(member.name, member.birth_date, now_ms)
    return _("{who}（队长）", who=named) if member.lead else named


@flows.flow("team_need", _("每班要几个人"), command="team_need", argument="team_id")
async def team_need(chat: Chat, team_id: str = "") -> None:
    """How many people a duty needs from now on."""
    team = await leading(chat, row_id(team_id))
    every = [duty for duty in await duties.of_team(team.id) if duty.need]
    if not every:
        return await chat.become("team_lead", team_id=team_id)
    duty = every[0]
    if len(every) > 1:
        among = [Option(str(one.id), _("{duty}，现在{n}人", duty=one.name, n=one.need), one) for one in every]
        duty = await chat.choose("duty", _("改哪一项？"), among, about=(f"team:{team.id}",), label=_("哪一项"))
    options = [Option(str(n), _("{n}人", n=n), n) for n in NEEDS]
    text = _("「{duty}」现在每班{n}人，以后每班要几个人？", duty=duty.name, n=duty.need)
    need = await chat.choose("need", text, options, about=(f"duty:{duty.id}:{duty.need}",))
    await duties.set_need(duty.id, need, chat.person_id, chat.now_ms)
    chat.say(_("好的，「{duty}」以后每班{n}人。已经报满的班不动。", duty=duty.name, n=need), to_team(team), PATROL, HOME)
    return None
