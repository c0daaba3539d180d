"""Where it is: one's own stairwell, a spot of the community's, a point, words, or building, unit and floor by buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from conversation.chat import Chat
from conversation.questions import Option
from conversation.sending import PlaceOrSend, Sent
from handlers.cases.asking import choosing, listen
from handlers.cases.draft import Draft, called
from language.message import Place
from language.numerals import number
from language.text import Saying, _, paragraphs
from services.cases import danger, naming, places, reports, similar
from services.cases.places import Where
from storage.cases import Case

UNITS, FLOORS = 6, 33
BY_BUTTONS = "buttons"


async def place(chat: Chat, draft: Draft, key: str = "place", *, skip: bool = False) -> Case | None:
    """Ask where it is. Returns an open case that is the same, where the person says so; what they may see comes first."""
    alike = await _alike_anywhere(chat, draft)
    draft.rejected |= {case.id for case in alike}
    options: list[Option[Case | Where | str]] = [_join(draft, case) for case in alike]
    options += await _near(chat, draft)
    if skip:
        options.append(Option("skip", _("不用写地方"), Where()))
    text = paragraphs(
        _("下面有邻居报过的，是同一件就点『就是这个』。") if alike else None,
        _("在哪儿？点一个，打字，或者发位置。"),
    )

    def hear(sent: Sent) -> Saying:
        if sent.files or danger.read(sent.words):
            draft.hear(sent)
        if not sent.files:
            draft.where = places.said(sent.words, sent.point, draft.spots)
        return _("照片收到了。")

    draft.where = None
    answer = await listen(
        chat, draft, key, lambda key: PlaceOrSend(key=key, text=text, among=tuple(options)),
        hear=hear, until=lambda: draft.where is not None,
    )  # fmt: skip
    if isinstance(answer, Case):
        return answer
    if isinstance(answer, Where):
        draft.where = answer
    elif answer == BY_BUTTONS:
        draft.where = await _by_buttons(chat, draft, key)
    return await same(chat, draft, key)


async def same(chat: Chat, draft: Draft, key: str) -> Case | None:
    """Whether something that is open at this place is the same; None where nothing is, or the person says that it is not."""
    if draft.kind.public == "no" or draft.where is None:
        return None
    found = await similar.find(
        draft.community_id, draft.kind.id, draft.words, draft.category.id if draft.category else "", draft.where.key
    )
    fresh = [one.case for one in found if one.case.id not in draft.rejected]
    alike = await similar.seen_of(fresh, draft.whose.id)
    if not alike:
        return None
    draft.rejected |= {case.id for case in alike}
    options: list[Option[Case | Where | str]] = [_join(draft, case) for case in alike]
    options.append(Option("other", _("都不是，我报新的"), ""))
    text = _("邻居已经报过这些，是同一件吗？")
    # What is alike changes with every report of a storm: the answer names its case, and asks for none of the others.
    answer = await listen(chat, draft, f"{key}_same", choosing(text, options))
    return answer if isinstance(answer, Case) else None


async def _alike_anywhere(chat: Chat, draft: Draft) -> list[Case]:
    if draft.kind.public == "no":
        return []
    category = draft.category.id if draft.category else ""
    home = "" if draft.nameless else places.of_home(draft.whose).key
    found = await similar.perhaps(draft.community_id, draft.kind.id, draft.words, category, home, draft.whose.id)
    return [case for case in found if case.id not in draft.rejected]


async def _near(chat: Chat, draft: Draft) -> Sequence[Option[Case | Where | str]]:
    """Where the last one was, one's own stairwell, and the spots."""
    options: list[Option[Case | Where | str]] = []
    last, home = await reports.last_of(chat.person_id, chat.now_ms), places.of_home(draft.whose)
    if last is not None and last.place:
        point = Place(last.latitude_e6 / 1e6, last.longitude_e6 / 1e6) if last.latitude_e6 and last.longitude_e6 else None
        where = Where(last.place, last.place_key, point, last.spot_id)
        options.append(Option("last", _("同上一个：{place}", place=last.place), where))
    if home.words and not draft.nameless and (last is None or last.place_key != home.key):
        label = _("家楼下：{place}", place=home.words) if draft.by_phone else _("我家楼下：{place}", place=home.words)
        options.append(Option("home", label, home))
    options.append(Option(BY_BUTTONS, _("选楼栋、单元、楼层"), BY_BUTTONS))
    options += [
        Option(f"spot{spot.id}", spot.name, places.of_spot(spot.id, spot.name))
        for spot in draft.spots
        if last is None or last.spot_id != spot.id
    ]
    return options


async def _by_buttons(chat: Chat, draft: Draft, key: str) -> Where:
    """Building, unit and floor, each by a button or typed."""
    known = [Option(name, _("{building}栋", building=name), name) for name in await places.buildings(draft.community_id)]
    building = await _part(chat, draft, f"{key}_building", _("几栋？也可以打数字，比如：3。"), known)
    units = [Option(str(n), _("{unit}单元", unit=n), str(n)) for n in range(1, UNITS + 1)]
    unit = await _part(chat, draft, f"{key}_unit", _("几单元？"), [*units, Option("none", _("没有单元"), "")])
    floors = [Option(str(n), _("{floor}楼", floor=n), str(n)) for n in range(1, FLOORS + 1)]
    floor = await _part(chat, draft, f"{key}_floor", _("几楼？"), [Option("none", _("楼下、门口"), ""), *floors])
    return places.of_words(f"{building}栋{f'{unit}单元' if unit else ''}{f'{floor}楼' if floor else '楼下'}")


async def _part(chat: Chat, draft: Draft, key: str, text: Saying, among: Sequence[Option[str]]) -> str:
    said = ""

    def hear(sent: Sent) -> Saying:
        nonlocal said
        draft.hear(Sent(files=sent.files))
        said = _numbered(sent.words)
        return _("照片收到了。") if sent.files else _("请打数字，比如：3。")

    answer = await listen(chat, draft, key, choosing(text, among), hear=hear, until=lambda: bool(said))
    return said if isinstance(answer, Sent) else answer


def _numbered(words: str) -> str:
    """The number in "3", "三栋", "A5"; "" without one."""
    found = re.match(r"\s*([A-Za-z]?\d{1,4})", words)
    if found:
        return found[1].upper()
    value = number(words.strip().rstrip("栋幢座号单元楼层"))
    return str(value) if value else ""


def _join(draft: Draft, case: Case) -> Option[Case | Where | str]:
    return Option(f"case{case.id}", called(case, draft.kind, naming.headline(case, draft.kind)), case, "main")
