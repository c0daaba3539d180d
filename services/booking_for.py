"""Whoever stands at the desk and wants to sign up: a grown-up, known or entered now, and a child of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from language.text import Text, _
from services import eligibility, office, people
from services.telling import is_child
from storage.courses import Course
from storage.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """Known (`id`), or to be entered. `born` is a day of birth that was just learned."""

    id: int | None = None
    name: str = ""
    phone: str = ""
    born: date | None = None
    lunar: str = ""


def with_child(course: Course) -> bool:
    """Whether a parent books this course for a child."""
    return course.audience in (*eligibility.CHILDREN_ONLY, "children")


def no_parent(who: Person, now_ms: int) -> Text | None:
    """Why somebody cannot be the parent who books for a child; None where they can."""
    return _("{who} 还没成年，请从家长的名字开始报。", who=who.name) if is_child(who, now_ms) else None


async def enter(who: Somebody, community_id: int, by: int, today: date, now_ms: int) -> int | None:
    """The id of a grown-up, entered now where the office did not know them; None where name or number are none."""
    if who.id is not None:
        if who.born is not None:
            await people.set_birth(who.id, who.born, today, lunar=who.lunar)
        return who.id
    made = await people.add_by_staff(by, community_id, who.name, who.phone, now_ms, born=who.born, lunar=who.lunar)
    return made if isinstance(made, int) else None


async def enter_child(child: Somebody, parent_id: int, by: int, today: date, now_ms: int) -> int | None:
    """The id of a child, entered now with the consent of the parent who stands there; None for somebody of age."""
    if child.id is not None:
        if child.born is not None:
            await people.set_birth(child.id, child.born, today, lunar=child.lunar)
        return child.id
    assert child.born is not None, "a child is entered with its birthday"
    return await office.add_child(parent_id, child.name, child.born, by, now_ms, lunar=child.lunar)
