"""`[[cases]]` and `[[answers]]` of a community file: what people can bring up, what becomes of it, and what staff often answer.

A section is a `services.cases.kinds.Kind`. What is not said of a kind that the house knows by its id ("hazard") is as it is there.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from language.text import Text, _
from services.cases.kinds import (
    DEFAULTS,
    DONE,
    ENDS,
    REPAIRED,
    SEVERITIES,
    SOLVED,
    WAITING,
    Category,
    Extra,
    Kind,
    Name,
    Severity,
    State,
)
from services.community.checking import YES_OR_NO, Mend, astray, entries, ids, listed, nth, part, tables, unfit


class AnswerPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[answers]]`: words that staff need not write anew."""

    title: Name
    words: Annotated[str, Meta(min_length=1, max_length=500)]


_NAME = _("写名字，最多20个字")
_ASKED = _("从 photo、words、category、severity、place 里选，每样写一次")
MEND: Mend = {
    "id": _('只用英文字母、数字、- 和 _，最多24个，例如 id = "hazard"'),
    "name": _NAME,
    "button": _('写按钮上的字，最多20个字，例如 button = "报隐患"'),
    "asks": _ASKED,
    "must": _ASKED,
    "team": _("写 [[teams]] 里的一个 id"),
    "hours": _("写多少小时之内要处理，0到8760，例如 hours = 24"),
    "public": _('写 "no"（只有当事人和工作人员）、"open"（邻居看得到）或 "moderated"（审过才公开）'),
    "agenda": _("写多少人支持就上议事会，0到10000的整数，0是不上"),
    "children": YES_OR_NO,
    "danger": YES_OR_NO,
    "severity": _("写 [[cases.severities]] 里的一个 id"),
    "words": _('写认得出它的词，例如 words = ["漏水", "水管"]'),
    "phase": _("从 waiting、working、solved、done、declined 里选一个"),
}
_QUESTION: Mend = {
    **MEND,
    "text": _('写怎么问，最多200个字，例如 text = "哪一天办？"'),
    "label": _('写答案前面的名称，最多20个字，例如 label = "日子"'),
    "answer": _("从 words、choose、date、number、phone 里选一个"),
    "options": _("写可以选的几项，每项最多20个字"),
    "must": YES_OR_NO,
}
_LISTS: dict[str, tuple[type[Any], Mend]] = {
    "questions": (Extra, _QUESTION),
    "categories": (Category, MEND),
    "severities": (Severity, MEND),
    "states": (State, MEND),
}
_ANSWER: Mend = {"title": _NAME, "words": _("写回答的话，最多500个字")}


def parse_cases(given: object, teams: set[str], problems: list[Text]) -> list[Kind]:
    """`[[cases]]` with the teams that see to them; what is wrong is added to `problems`."""
    kinds: list[Kind] = []
    for item, where in listed(given, "cases", problems):
        kind = _kind(item, where, teams, problems)
        if kind is not None:
            problems.extend(unfit(where, [*_sense(kind), *_twice(kind)]))
            same = any(other.button == kind.button for other in kinds)
            problems.extend(unfit(where, [(same, _("button 和另一类一样，请改其中一个"))]))
            kinds.append(kind)
    return kinds


def parse_answers(given: object, problems: list[Text]) -> list[AnswerPart]:
    """`[[answers]]`, with what is wrong added to `problems`."""
    found = entries(AnswerPart, given, "answers", problems, _ANSWER)
    titles = [item.get("title") for item in tables(given, "answers", [])]
    problems.extend(
        _("answers 的「{title}」写了两次，请改其中一个。", title=title)
        for title in dict.fromkeys(title for title in titles if isinstance(title, str))
        if titles.count(title) > 1
    )
    return [answer for answer in found if answer is not None]


def _kind(said: dict[str, Any], where: Text, teams: set[str], problems: list[Text]) -> Kind | None:
    """A kind with what goes without saying."""
    known = next((kind for kind in DEFAULTS if kind.id == said.get("id")), None)
    given: dict[str, Any] = {**(msgspec.json.decode(msgspec.json.encode(known)) if known else {}), **said}
    problems.extend(_astray(given, where, teams))
    before = len(problems)
    lists = {
        key: tuple(entries(made, given.get(key, []), f"cases.{key}", problems, mend, where))
        for key, (made, mend) in _LISTS.items()
    }
    kind: Kind | None = part(Kind, {key: value for key, value in given.items() if key not in _LISTS}, where, problems, MEND)
    if kind is None or len(problems) > before:
        return None
    kind = msgspec.structs.replace(kind, **lists)
    if "must" not in said:
        kind = msgspec.structs.replace(kind, must=tuple(one for one in kind.must if one in kind.asks))
    rated = "severity" in kind.asks or any(one.severity for one in kind.categories)
    return msgspec.structs.replace(
        kind, states=kind.states or REPAIRED, severities=kind.severities or (SEVERITIES if rated else ())
    )


def _astray(given: dict[str, Any], where: Text, teams: set[str]) -> list[Text]:
    """Teams and severities that are named and nowhere described."""
    severities = ids(given.get("severities")) or {one.id for one in SEVERITIES}
    found = astray(where, given, "team", {"", *teams}, MEND)
    for n, category in enumerate(tables(given.get("categories", []), "cases.categories", []), 1):
        place = nth("cases.categories", n, where)
        found += astray(place, category, "team", {"", *teams}, MEND) + astray(
            place, category, "severity", {"", *severities}, MEND
        )
    return found


def _sense(kind: Kind) -> list[tuple[bool, Text]]:
    phases: list[str] = [state.phase for state in kind.states]
    choices = [(question, len(question.options)) for question in kind.questions]
    return [
        (not kind.asks and not kind.questions, _("asks 和 cases.questions 至少写一样，不然没什么可问")),
        (not set(kind.must) <= set(kind.asks), _("must 里的每一样，asks 里也要有")),
        ("category" in kind.asks and not kind.categories, _("asks 里有 category，就要写 [[cases.categories]]")),
        (kind.agenda > 0 and kind.public != "moderated", _('写了 agenda，就要写 public = "moderated"，邻居才能支持')),
        (phases[0] != WAITING, _('cases.states 第一条的 phase 要写 "waiting"，那是刚报上来的样子')),
        (phases.count(WAITING) > 1, _('cases.states 里只能有一条 phase = "waiting"')),
        (not set(phases) & set(ENDS), _('cases.states 至少有一条结束的：phase 写 "done" 或 "declined"')),
        (SOLVED in phases and DONE not in phases, _('cases.states 里有 "solved"，就要有一条 "done"：报的人说解决了才算完')),
        *(
            (question.answer == "choose" and options < 2, _("cases.questions {id} 的 options 至少写两项", id=question.id))
            for question, options in choices
        ),
        *(
            (question.answer != "choose" and options > 0, _('cases.questions {id} 写了 options，就要写 answer = "choose"', id=question.id))
            for question, options in choices
        ),
    ]  # fmt: skip


def _twice(kind: Kind) -> list[tuple[bool, Text]]:
    lists: dict[str, list[str]] = {
        "asks": list(kind.asks),
        "must": list(kind.must),
        **{f"cases.{key}": [one.id for one in getattr(kind, key)] for key in _LISTS},
        **{f"cases.questions {question.id}": list(question.options) for question in kind.questions},
    }
    return [
        (words.count(word) > 1, _("{where} 里的「{word}」写了两次，请改其中一个", where=where, word=word))
        for where, words in lists.items()
        for word in dict.fromkeys(words)
    ]
