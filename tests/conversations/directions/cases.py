"""Cases: what was reported, and what became of it."""

from __future__ import annotations

import re

from services.cases import kinds, moves, places, reports
from services.cases.outcomes import Done, Opened
from services.cases.reports import Report
from storage import accounts, case_kinds, cases
from tests.conversations.directions.stage import HERE, Stage, direction

_WEDDING = kinds.Kind(
    "wedding",
    "红白喜事",
    "登记红白喜事",
    asks=("words",),
    must=(),
    questions=(
        kinds.Extra("what", "是哪一种？", "哪一种", "choose", ("结婚", "白事", "生日寿宴")),
        kinds.Extra("day", "哪一天？", "日子", "date"),
        kinds.Extra("guests", "大约几桌？", "桌数", "number", must=False),
        kinds.Extra("phone", "联系电话用哪个？", "电话", "phone"),
    ),
    states=kinds.REPAIRED,
    team="elders",
    hours=48,
)
"""A kind of case as a community describes it."""


@direction(r"(\S+) reported (.+)")
async def reported(stage: Stage, name: str, words: str) -> None:
    """王强 reported 3栋2单元水管漏水 — a hazard; what it is about and where is read from the words"""
    person_id = await stage.known(name)
    account = (await stage.do(accounts.of_person(person_id)))[0]
    kind = await stage.do(kinds.get(HERE, kinds.HAZARD))
    assert kind is not None
    about = next((one.id for one in kind.categories if any(word in words for word in one.words)), "other")
    place = re.match(r"\S*?(?:单元|栋|楼下|门口)", words)
    report = Report(kind.id, words=words, category=about, where=places.of_words(place[0]) if place else places.Where())
    opened = await stage.do(reports.open_case(report, person_id, person_id, account.id, "", stage.now_ms))
    assert isinstance(opened, Opened), opened


@direction(r"the office moves case (\d+) to (\w+)(?:: (.+))?")
async def moves_case(stage: Stage, case_id: str, state: str, reason: str | None) -> None:
    """the office moves case 1 to working — as staff do it, to a state of its kind
    the office moves case 1 to solved: 换了水管"""
    case, by = await stage.do(cases.get(int(case_id))), await stage.office()
    assert case is not None
    done = await stage.do(moves.set_state(case.id, state, reason or "", by, stage.now_ms, seen=case.state))
    assert isinstance(done, Done), done


@direction(r"the office often answers ([^:]+): (.+)")
async def often_answers(stage: Stage, title: str, answer: str) -> None:
    """the office often answers 马上来: 马上有人过来，请稍等。 — words behind a button, as a community file has them"""
    often = [(one.title, one.words) for one in await stage.do(case_kinds.answers(HERE))]
    await stage.do(case_kinds.replace_answers(HERE, [*often, (title, answer)]))


@direction(r"weddings are registered here")
async def weddings(stage: Stage) -> None:
    """weddings are registered here — a kind of case of the community's own"""
    await stage.do(kinds.keep(HERE, [*kinds.DEFAULTS, _WEDDING]))
