"""People: residents, their families, and who works here."""

from __future__ import annotations

from datetime import date

from language.catalogue import Voice
from services import glances, people
from services import households as family
from services.calendar import to_local
from storage import communities, households, roles
from storage import people as stored
from storage.glances import Glance
from tests.conversations.directions.stage import HERE, Stage, direction
from tests.conversations.world import ZONE


@direction(r"(\S+) is known(?:, born (\S+))?")
async def is_known(stage: Stage, name: str, born: str | None) -> None:
    """李荣珍 is known — has agreed, and told name and phone
    李荣珍 is known, born 1950-03-08"""
    person_id = await stage.known(name)
    if born:
        await stage.do(people.set_birth(person_id, date.fromisoformat(born), to_local(stage.now_ms, ZONE).date()))


@direction(r"(\S+) lives in (\d+)栋(\d+)单元(\d+)")
async def lives(stage: Stage, name: str, building: str, unit: str, room: str) -> None:
    """李荣珍 lives in 3栋2单元501"""
    await stage.do(stored.set_home(await stage.known(name), building, unit, room))


@direction(r"the office has verified (\S+)")
async def has_verified(stage: Stage, name: str) -> None:
    """the office has verified 张汉梅 — it has seen the card with the birth date"""
    person_id = await stage.known(name)
    person = await stage.do(stored.get(person_id))
    assert person is not None and person.born is not None
    await stage.do(stored.see_age(person_id, person.born, stage.now_ms))


@direction(r"(\S+) has a child (\S+), born (\S+)")
async def has_child(stage: Stage, guardian: str, child: str, born: str) -> None:
    """王小倩 has a child 陈小宝, born 2018-06-01"""
    await stage.do(family.add_child(await stage.known(guardian), child, date.fromisoformat(born), stage.now_ms))


@direction(r"(\S+) acts for (\S+)")
async def acts_for(stage: Stage, guardian: str, member: str) -> None:
    """林悦 acts for 林建国 — a parent, who agreed"""
    guardian_id, member_id = await stage.known(guardian), await stage.known(member)
    await stage.do(households.link(guardian_id, member_id, "parent", stage.now_ms, stage.now_ms))


@direction(r"(\S+) cares for (\S+)")
async def cares_for(stage: Stage, guardian: str, member: str) -> None:
    """林悦 cares for 陈兆龙 — may act for them, who may have no phone, and may be told when a meal was brought"""
    guardian_id, member_id = await stage.known(guardian), await stage.neighbour(member)
    await stage.do(households.link(guardian_id, member_id, "parent", stage.now_ms, stage.now_ms))
    await stage.do(households.tell_delivered(guardian_id, member_id, told=True))


@direction(r"(\S+) (\d+) is to be called for (\S+)")
async def is_to_be_called(stage: Stage, name: str, phone: str, member: str) -> None:
    """陈芳 13900000002 is to be called for 陈兆龙 — an emergency contact"""
    await stage.do(people.set_contact(await stage.neighbour(member), name, phone))


@direction(r"(\S+) works here")
async def works_here(stage: Stage, name: str) -> None:
    """周丹丹 works here — a member of staff, known by name and phone"""
    await stage.do(roles.grant(HERE, "staff", await stage.known(name), None, stage.now_ms))


@direction(r"(\S+) delivers here")
async def delivers_here(stage: Stage, name: str) -> None:
    """王强 delivers here — a courier"""
    await stage.do(roles.grant(HERE, "courier", await stage.known(name), None, stage.now_ms))


@direction(r"(\S+) runs the place")
async def runs_the_place(stage: Stage, name: str) -> None:
    """罗主任 runs the place — an administrator"""
    await stage.do(roles.grant(HERE, "admin", await stage.known(name), None, stage.now_ms))


@direction(r"(\S+) asks (\S+) at the desk to see the chat")
async def asks_to_see(stage: Stage, worker: str, resident: str) -> None:
    """周丹丹 asks 李荣珍 at the desk to see the chat"""
    asked = await stage.do(glances.ask(await stage.known(resident), await stage.known(worker), stage.now_ms))
    assert isinstance(asked, Glance), asked


@direction(r"(\S+) looks at the chat of (\S+) at the desk")
async def looks_at(stage: Stage, worker: str, resident: str) -> None:
    """周丹丹 looks at the chat of 李荣珍 at the desk"""
    resident_id, worker_id = await stage.known(resident), await stage.known(worker)
    await stage.do(glances.look(resident_id, worker_id, stage.now_ms, Voice("zh", ZONE)))


@direction(r"(\S+) belongs to another community")
async def belongs_elsewhere(stage: Stage, name: str) -> None:
    """陈外 belongs to another community — is known there"""
    await _move_away(stage, name)


@direction(r"(\S+) works elsewhere")
async def works_elsewhere(stage: Stage, name: str) -> None:
    """王外人 works elsewhere — a member of staff of another community"""
    person_id, there_id = await _move_away(stage, name)
    await stage.do(roles.grant(there_id, "staff", person_id, None, stage.now_ms))


async def _move_away(stage: Stage, name: str) -> tuple[int, int]:
    """Returns the person and the other community."""
    person_id = await stage.known(name)
    there = await stage.do(communities.save("elsewhere", "别处社区", "", "", ""))
    await stage.do(people.set_community(person_id, there.id))
    return person_id, there.id
