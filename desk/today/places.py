"""Where each thing that needs a person is done: its page of the desk, and what its button says."""

from __future__ import annotations

from dataclasses import dataclass

from language.text import Text, _
from services.today.items import Item, Kind


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the desk, made of an item's `keys`, and the words of the button that leads there."""

    path: str
    button: Text


PLACES: dict[Kind, Place] = {
    "case": Place("/cases/{case}", _("去处理")),
    "cases": Place("/cases", _("看待办")),
    "answer": Place("/cases/{case}", _("看回答")),
    "moderate": Place("/cases/suggestions", _("去看看")),
    "talk": Place("/messages/talk/{talk}", _("接")),
    "talks": Place("/messages", _("看看")),
    "own talk": Place("/messages/talk/{talk}", _("回话")),
    "calls": Place("/people/calls", _("打电话")),
    "parked": Place("/messages/parked", _("去联系")),
    "roll": Place("/courses/{course}/roll/{session}", _("点名")),
    "children": Place("/courses/{course}/roll/{session}", _("看名单")),
    "offers": Place("/courses/{course}", _("看名单")),
    "meal changes": Place("/meals/days/{day}", _("看改动")),
    "routes": Place("/meals/days/{day}/routes", _("安排")),
    "door": Place("/meals/drops/{order}", _("去看")),
    "shift": Place("/volunteers/{team}/shifts/{shift}", _("安排")),
    "running shift": Place("/volunteers/{team}/shifts/{shift}", _("看这一班")),
    "missed shift": Place("/volunteers/{team}/shifts/{shift}", _("看这一班")),
    "team wishes": Place("/volunteers", _("答复")),
    "meeting": Place("/cases/council/{meeting}", _("记结果")),
}
"""Every kind has one."""

CLASS, CLASS_SEEN, MEETING = "/courses/{course}/roll/{session}", "/courses/{course}", "/cases/council/{meeting}"
MEAL_DAY, ROUTES = "/meals/days/{day}", "/meals/days/{day}/routes"
SHIFT, TALK, PERSON = "/volunteers/{team}/shifts/{shift}", "/messages/talk/{talk}", "/people/{person}"
BROADCAST, CALLS, PARKED = "/messages/broadcasts/{broadcast}", "/people/calls", "/messages/parked"


def to(path: str, **keys: int | str) -> str:
    """The address of a page, as a link has it."""
    return f"/desk{path.format_map(keys)}"


def of(item: Item) -> str:
    """Where an item is done."""
    return to(PLACES[item.kind].path, **item.keys)


def button(item: Item) -> Text:
    """What the button says that leads there."""
    return PLACES[item.kind].button
