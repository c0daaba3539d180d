"""One resident: who it is, whom they belong with, what they have booked, and what the office does for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.forms import Wrong
from desk.pages import Done, NoFields, Pages, Shown, Visit
from desk.people.resident import resident, today
from language.births import Birth
from language.text import Moment, Saying, Value, _
from services import acts, codes, enrolment, households, office, papers, people, residents, rollcall, telling, topics
from services.calendar import age_on
from services.canteen import diets, meals, orders, prices, standing
from services.cases import following, kinds, naming
from services.patrol import own_shifts, teams
from services.records import recovery, takeout
from storage import accounts
from storage import people as stored
from storage.cases import Case
from storage.people import Person

pages = Pages()

MOST_BOOKED = 20


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case they follow."""

    case: Case
    headline: Saying
    state: Saying


@pages.get("/people/{person_id:int}", may="people.see")
async def person(visit: Visit) -> Shown:
    """Everything at a glance; number, address and health are covered."""
    return await _shown(visit, await resident(visit), opened=False)


@pages.get("/people/{person_id:int}/open", may="people.see", notes=True)
async def whole(visit: Visit) -> Shown:
    """The same, uncovered. That somebody looked is written down."""
    found = await resident(visit)
    await residents.opened(found.id, visit.by, visit.now_ms)
    return await _shown(visit, found, opened=True)


async def _shown(visit: Visit, found: Person, *, opened: bool) -> Shown:
    day = today(visit)
    known, ties = await accounts.of_person(found.id), await households.ties(found.id)
    linked = {tie.other.id for tie in ties}
    card = await diets.of(found.id)
    return visit.show(
        "people/person.html", person=found, opened=opened, agreed=await residents.agreed(found),
        canteen=await meals.canteen(visit.community_id) is not None, home=people.address_of(found),
        age=age_on(found.born, day) if found.born else None, born=Birth(found.born, found.birth_lunar).said if found.born else "",
        age_known=prices.age_known(found.age_seen_ms, visit.now_ms), paused=await office.paused_until(found.id, visit.now_ms),
        ties=ties, card=card, behind=[one for one in await residents.behind_their_door(found, visit.by) if one.id not in linked],
        child=telling.is_child(found, visit.now_ms), diet=diets.named(card.tags) if card else "",
        consents=await _consents(found), roles=await office.roles_of(found.id, visit.community_id), accounts=known,
        reached=any(one.blocked_ms is None for one in known), muted=[topics.TOPICS[one] for one in await topics.muted(found.id)],
        teams=await teams.of_person(found.id), **await _booked(visit, found, day),
    )  # fmt: skip


async def _consents(found: Person) -> list[tuple[str, Value, int, str]]:
    """What they agreed to: purpose, its words, when, and by whom where it was somebody else."""
    said: list[tuple[str, Value, int, str]] = []
    for one in await stored.consents(found.id):
        by = await people.get(one.given_by) if one.given_by is not None and one.given_by != found.id else None
        said.append((one.purpose, takeout.PURPOSES.get(one.purpose, one.purpose), one.given_ms, by.name if by else ""))
    return said


async def _booked(visit: Visit, found: Person, day: date) -> dict[str, object]:
    """What they have booked, for themselves and their own."""
    cases = [case for case in await following.followed(found.id) if case.community_id == visit.community_id][:MOST_BOOKED]
    by_kind = {kind.id: kind for kind in await kinds.of(visit.community_id)} if cases else {}
    listed = []
    for case in cases:
        kind = by_kind.get(case.kind) or kinds.lost(case.kind)
        listed.append(CaseLine(case, naming.headline(case, kind), naming.state(case, kind)))
    made = await standing.of(found.id, visit.by)
    return {
        "courses": (await enrolment.mine(found.id, visit.now_ms))[:MOST_BOOKED], "states": papers.STATES,
        "meals": (await orders.mine(found.id, day.isoformat()))[:MOST_BOOKED], "ways": meals.WAYS,
        "standing": standing.summary(made) if made else "", "shifts": (await own_shifts.mine(found.id, visit.now_ms))[:MOST_BOOKED],
        "cases": listed,
    }  # fmt: skip


@pages.get("/people/{person_id:int}/acts", may="people.see", notes=True)
async def who_read(visit: Visit) -> Shown:
    """Who looked at this record, and who changed it."""
    found = await resident(visit)
    return visit.show("people/acts.html", person=found, lines=await acts.about_person(found.id, visit.by, visit.now_ms))


@pages.post("/people/{person_id:int}/verify", may="people.change", again=person)
async def verify(visit: Visit, form: NoFields) -> Done:
    """Somebody here knows them."""
    found = await resident(visit)
    await people.verify(found.id, visit.by, visit.now_ms)
    return Done(f"/people/{found.id}", _("记下了：{who} 是社区认识的居民。", who=found.name))


@pages.post("/people/{person_id:int}/lift", may="people.change", again=person)
async def lift(visit: Visit, form: NoFields) -> Done:
    """Let them grab again at once."""
    found = await resident(visit)
    lifted = await rollcall.lift_pause(found.id, visit.by, visit.now_ms)
    said = _("好了，{who} 可以抢课了，已经告诉本人。", who=found.name) if lifted else _("{who} 本来就能抢课。", who=found.name)
    return Done(f"/people/{found.id}", said)


@pages.get("/people/{person_id:int}/code", may="people.change")
async def before_code(visit: Visit) -> Shown:
    """Whoever has the code has the account: is it really them?"""
    return visit.show("people/code.html", person=await resident(visit), code="", until="")


@pages.post("/people/{person_id:int}/code", may="people.change", again=before_code)
async def code(visit: Visit, form: NoFields) -> Shown:
    """A code for a new phone. It is shown once and kept nowhere."""
    found = await resident(visit)
    given = await recovery.recovery_code_by_staff(found.id, visit.by, codes.fresh(), visit.now_ms)
    if isinstance(given, recovery.Underage):
        raise Wrong(recovery.UNDERAGE)
    if not isinstance(given, codes.Given):
        raise Wrong(_("同事的账号要由管理员给口令。"))
    return visit.show("people/code.html", person=found, code=given.code, until=Moment(given.expires_ms))
