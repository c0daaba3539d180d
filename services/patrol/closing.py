"""The end of a shift: who does not say that they go is asked, then the clock does it; the lead hears once of whatever was missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from language.message import Button
from language.text import Day, Joined, Moment, Saying, _, lines
from services.calendar import DAY_MS
from services.courses import Refused
from services.patrol import teams
from services.patrol.checkins import CLOSES_MS
from services.patrol.roster import called
from services.telling import HOME, notice
from services.topics import SHIFT
from storage import checkins, rounds, spots
from storage.checkins import Stint
from storage.outbox import Terms
from storage.rounds import Round
from storage.spots import Spot

SEEN_BACK_MS = 14 * DAY_MS
"""So far back the lead sees what was missed."""
COUNTED_MS = 60 * DAY_MS
OFTEN = 3
"""Whoever did not come so often within `COUNTED_MS` is pointed out to the lead."""
TOLD_MS = 3 * DAY_MS
"""So long it is of use to hear what a shift missed."""
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Missed:
    """What a shift missed: who did not come, who did not say that they go, which checkpoints nobody passed. `nobody` had a place."""

    round: Round
    absent: tuple[Stint, ...]
    unsigned: tuple[Stint, ...]
    spots: tuple[Spot, ...]
    nobody: bool

    @property
    def nothing(self) -> bool:
        """Whether all was well."""
        return not (self.absent or self.unsigned or self.spots or self.nobody)


async def ask_to_go(shift_id: int, now_ms: int) -> None:
    """The shift is over: whoever is still there is reminded to say that they go."""
    for stint in await checkins.of_shift(shift_id):
        if stint.there:
            until_ms = stint.ends_ms + CLOSES_MS
            terms = Terms(SHIFT, until_ms, by_ms=until_ms, about=f"there:{shift_id}:{stint.person_id}")
            text = _("「{duty}」到点了，辛苦啦！走的时候点一下『签退』。", duty=stint.duty)
            button = Button(label=_("签退"), data=f"/shift_out {shift_id}", look="main")
            await teams.tell_member(
                stint.person_id, notice(text, button), f"shift-ends:{shift_id}:{stint.person_id}", now_ms, terms
            )


async def still_there(shift_id: int, person_id: int) -> bool:
    """Whether somebody came to that shift and has not gone."""
    stint = await checkins.get(shift_id, person_id)
    return stint is not None and stint.there


async def close(shift_id: int, now_ms: int) -> None:
    """Nobody checks in or out any more. Who did not go counts until the planned end, who did not come is written down.

    Of a shift that nobody took those who lead the team heard the evening before; it stands among what was missed, and that is enough.
    """
    round = await rounds.get(shift_id)
    if round is None:
        return
    await checkins.close(shift_id)
    await checkins.miss(shift_id)
    missed, team = await look(round), await teams.get(round.team_id)
    if missed.nothing or missed.nobody or team is None:
        return
    often = await rounds.no_shows(team.id, now_ms - COUNTED_MS)
    head = _("「{duty}」{when} 那班结束了，请您看一下：", duty=round.duty, when=Moment(round.starts_ms, "near"))
    buttons = (
        Button(label=_("看时长、改时长"), data=f"/team_hours {team.id}", look="main"),
        Button(label=_("漏巡的班"), data=f"/team_rounds {team.id}"),
        HOME,
    )
    terms = Terms(until_ms=round.ends_ms + TOLD_MS)
    await teams.tell_leads(team, notice(lines(head, *said(missed, often)), *buttons), f"shift-over:{shift_id}", now_ms, terms)


async def look(round: Round) -> Missed:
    """What a shift missed that is closed."""
    stints = await checkins.of_shift(round.shift_id)
    visited = await rounds.visited(round.shift_id)
    nobody = not stints and not visited  # who went and was erased since left the checkpoints passed
    ahead = () if nobody else await spots.of_duty(round.duty_id)
    passed_by = tuple(spot for spot in ahead if spot.id not in visited)
    absent = tuple(stint for stint in stints if stint.no_show)
    unsigned = tuple(stint for stint in stints if stint.out_how == "clock" and stint.minutes is None)
    return Missed(round, absent, unsigned, passed_by, nobody)


async def missed(team_id: int, by: int, now_ms: int) -> list[Missed] | Refused:
    """The shifts of the last two weeks that missed something, the newest first: for who leads the team, and staff."""
    team = await teams.get(team_id)
    if team is None or not await teams.may_lead(by, team):
        return Refused("not staff")
    return await over(team_id, now_ms)


async def over(team_id: int, now_ms: int) -> list[Missed]:
    """The same. Whoever shows it has asked who may see it: it names people."""
    found = [await look(round) for round in await rounds.of_team(team_id, now_ms - SEEN_BACK_MS, now_ms - CLOSES_MS)]
    return [one for one in found if not one.nothing]


def said(missed: Missed, often: dict[int, int]) -> list[Saying]:
    """What was missed, a line for each kind; `often` tells who did not come how often."""

    def name(stint: Stint) -> Saying:
        times = often.get(stint.person_id, 0)
        return _("{who}（60天里第{n}次）", who=called(stint), n=times) if times >= OFTEN else called(stint)

    found: list[Saying] = [_("没有人值班")] if missed.nobody else []
    if missed.absent:
        found.append(_("没来：{who}", who=named([name(stint) for stint in missed.absent])))
    if missed.unsigned:
        who = named([called(stint) for stint in missed.unsigned])
        found.append(_("没签退：{who}，先按 {time} 算", who=who, time=Moment(missed.round.ends_ms, "time")))
    if missed.spots:
        found.append(_("没到的点：{where}", where=named([spot.name for spot in missed.spots])))
    return found


def named(words: list[Saying]) -> Saying:
    """Some names, of many the first ones."""
    some = Joined(tuple(words[:MOST_NAMED]), "、")
    return some if len(words) <= MOST_NAMED else _("{some}等{n}个", some=some, n=len(words))


def title(round: Round) -> Saying:
    """A shift as it is named in a list: "11月23日（周一）晚巡"."""
    return _("{day}{duty}", day=Day(date.fromisoformat(round.day), "near"), duty=round.duty)
