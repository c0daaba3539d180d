"""The sections of the desk, in the order in which they stand beside every page."""

from __future__ import annotations

from dataclasses import dataclass

from desk import cases, courses, meals, messages, numbers, own, people, rights, today, volunteers
from desk.pages import Way
from language.text import Text, _


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation: its folder's name, what it is called, its address, and what one must be allowed."""

    name: str
    title: Text
    path: str
    may: str


NAVIGATION = (
    Section("today", _("今天"), "/", "today"),
    Section("courses", _("课程"), "/courses", "courses.see"),
    Section("meals", _("助餐"), "/meals", "meals.see"),
    Section("cases", _("待办"), "/cases", "cases.see"),
    Section("people", _("居民"), "/people", "people.see"),
    Section("volunteers", _("志愿"), "/volunteers", "volunteers.see"),
    Section("messages", _("消息"), "/messages", "messages.see"),
    Section("numbers", _("数字"), "/numbers", "numbers.see"),
    Section("rights", _("权限"), "/rights", "rights.see"),
)
WAYS: list[Way] = [
    *own.pages.ways,
    *today.WAYS,
    *courses.WAYS,
    *meals.WAYS,
    *cases.WAYS,
    *people.WAYS,
    *volunteers.WAYS,
    *messages.WAYS,
    *numbers.WAYS,
    *rights.WAYS,
]


def section_of(path: str) -> str:
    """The name of the section to which a path of the desk belongs; "" for what belongs to none."""
    for section in NAVIGATION:
        if path == section.path or (section.path != "/" and path.startswith(f"{section.path}/")):
            return section.name
    return ""
