"""The teams as a resident meets them: which there are, asking to join one, leaving one."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Entry, Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import learn_contact
from handlers.patrol.trouble import is_for_parents
from language.message import Button
from language.numerals import row_id
from language.text import Saying, _, lines, paragraphs
from services import people
from services.patrol import leaving, teams
from services.patrol.teams import PATROL, AlreadyIn, Asked
from storage.teams import Team

flows = Flows()

TEAMS = Button(_("看队伍"), "/teams")


@flows.flow("patrol_teams", _("志愿队"), command="teams")
async def patrol_teams(chat: Chat) -> None:
    """Every team with what it does; one tap to join, or to leave one's own."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        return await chat.become("community", then="patrol_teams")
    every = await teams.of_community(person.community_id)
    if not every:
        chat.say(_("社区还没有志愿队。想出份力，可以找工作人员说说。"), Button(_("找人帮忙"), "/human", "main"), HOME)
        return None
    in_teams = {team.id for _who, theirs in await teams.volunteers(chat.person_id) for team in theirs}
    asked = [team_id for one in await teams.own(chat.person_id) for team_id in await teams.asked(one.id)]
    options = [
        Option(f"join{team.id}", _("我想参加{team}", team=team.name), Entry("team_join", {"team_id": str(team.id)}))
        for team in every
        if team.id not in in_teams
    ]
    if in_teams:
        options.append(Option("patrol", PATROL.label, Entry("patrol"), "main"))
        if len(await teams.own(chat.person_id)) > 1:
            options += [
                Option(f"more{team.id}", _("家人也想参加{team}", team=team.name), Entry("team_join", {"team_id": str(team.id)}))
                for team in every
                if team.id in in_teams
            ]
        options += [
            Option(f"leave{team.id}", _("退出{team}", team=team.name), Entry("team_leave", {"team_id": str(team.id)}))
            for team in every
            if team.id in in_teams
        ]
    text = paragraphs(
        _("社区的志愿队，欢迎您参加："),
        lines(*(_described(team, in_teams, asked) for team in every)),
        _("参加以后，队长看得到您的姓名，队友只看得到名字，电话谁都看不到。") if len(in_teams) < len(every) else None,
    )
    entry = await chat.choose("what", text, options)
    return await chat.become(entry.flow, **entry.args)


def _described(team: Team, in_teams: set[int], asked: list[int]) -> Saying:
    named: Saying = _("· {team}：{purpose}", team=team.name, purpose=team.purpose) if team.purpose else f"· {team.name}"
    if team.id in in_teams:
        return _("{named}（您已参加）", named=named)
    return _("{named}（您问过了，等回音）", named=named) if team.id in asked else named


@flows.flow("team_join", _("参加志愿队"), command="team_join", argument="team_id")
async def team_join(chat: Chat, team_id: str = "") -> None:
    """Ask to join, for oneself or for one of one's own; those who lead the team answer."""
    team = await teams.get(row_id(team_id))
    person = await people.get(chat.person_id)
    if team is None or person is None or person.community_id != team.community_id:
        return await chat.become("patrol_teams")
    if await is_for_parents(chat):
        return None
    learned = await learn_contact(chat, _("参加{team}，要知道怎么称呼您。", team=team.name))
    if learned is None:
        return None
    who = await _who(chat, team)
    if who is None:
        chat.say(_("已经在{team}里了。", team=team.name), PATROL, HOME)
        return None
    await learned.keep(chat)
    outcome = await teams.ask(team.id, who, chat.person_id, chat.now_ms)
    match outcome:
        case Asked():
            text = _("谢谢您！已经告诉{team}的队长和社区，有回音马上告诉您。", team=team.name)
            chat.say(text, TEAMS, HOME, toast=_("说过了"))
        case AlreadyIn(member=False):
            chat.say(
                _("已经说过了，{team}还没有回音。再等等，或者问问社区。", team=team.name), Button(_("找人帮忙"), "/human"), HOME
            )
        case _:
            chat.say(_("已经在{team}里了。", team=team.name), PATROL, HOME)
    return None


async def _who(chat: Chat, team: Team) -> int | None:
    """Who of the household joins: asked only where there is a choice; None where all are in it."""
    own = [one for one in await teams.own(chat.person_id) if team.id not in {its.id for its in await teams.of_person(one.id)}]
    if len(own) <= 1:
        return own[0].id if own else None
    options = [Option(str(one.id), _("我自己") if one.id == chat.person_id else one.name, one.id) for one in own]
    return await chat.choose("who", _("谁来参加？"), options, about=(f"team:{team.id}",), label=_("谁"))


@flows.flow("team_leave", _("退出志愿队"), command="team_leave", argument="team_id")
async def team_leave(chat: Chat, team_id: str = "") -> None:
    """Leave a team; the shifts one had there are free again."""
    team = await teams.get(row_id(team_id))
    inside = [who for who, theirs in await teams.volunteers(chat.person_id) if team in theirs]
    if team is None or not inside:
        return await chat.become("patrol_teams")
    if await is_for_parents(chat):
        return None
    who = inside[0]
    if len(inside) > 1:
        options = [Option(str(one.id), _("我自己") if one.id == chat.person_id else one.name, one) for one in inside]
        who = await chat.choose("who", _("谁要退出？"), options, about=(f"team:{team.id}",), label=_("谁"))
    text = _("要退出{team}吗？报过的班都会让给别人。", team=team.name)
    if who.id != chat.person_id:
        text = _("{who}要退出{team}吗？报过的班都会让给别人。", who=who.name, team=team.name)
    await chat.confirm("ok", text, _("确认退出"), facts=(team.id, who.id), danger=True)
    await leaving.leave(team.id, who.id, chat.person_id, chat.now_ms)
    chat.say(_("好的，退出了。谢谢您出过的力，想回来随时说。"), TEAMS, HOME, toast=_("退出了"))
    return None
