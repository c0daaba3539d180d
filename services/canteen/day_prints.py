"""What is printed for a day of the canteen, in the words of whoever prints: on the page that the chat hands over and on the desk's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from language.catalogue import Voice
from language.text import Day, Money, Saying, Text, _
from services.canteen import day_papers, kitchen_sheet, loads, printing
from services.canteen.kitchen_sheet import Sheet
from services.canteen.loads import Load
from services.canteen.meals import WAYS
from services.canteen.printing import Label, List, Stop, Words
from storage.orders import Listed

COLUMNS: tuple[Text, ...] = (_("送到"), _("姓名、电话"), _("菜"), _("应收"))
"""Of a route's list."""


def printed(made: Sheet, routes: Sequence[Load], voice: Voice) -> bytes:
    """The page: the kitchen's sheet, a list for each route (of everything that is brought where there are none yet), labels."""
    day = voice.say(Day(made.meal.date))
    words = Words(
        title=voice.say(title(made)),
        kitchen=voice.say(_("每样做几份")),
        notes=voice.say(_("有备注的")),
        labels=voice.say(_("{day} 标签，沿虚线剪开", day=day)),
        day=day,
        columns=[voice.say(word) for word in COLUMNS],
    )
    head = [voice.say(column) for column in day_papers.DISH_COLUMNS]
    dishes = [[cell if isinstance(cell, int | str) else voice.say(cell) for cell in row] for row in day_papers.dish_rows(made)]
    return printing.page(
        words, head, dishes, notes(made, voice), labels(made, voice), lists(made, routes, voice),
        "en" if voice.language == "en" else "zh-CN",
    )  # fmt: skip


def title(made: Sheet) -> Text:
    """What stands above the kitchen's sheet."""
    return _("{day} 厨房单，共{n}份", day=Day(made.meal.date), n=made.portions())


def notes(made: Sheet, voice: Voice) -> list[str]:
    """What the kitchen must mind, dish by dish: "1. 番茄牛腩：少盐；过敏：花生坚果 ×2"."""
    counted = Counter[tuple[int, str, str]]()
    for one in made.listed:
        if note := voice.say(kitchen_sheet.remark(made, one)):
            counted[one.n, one.dish, note] += one.portions
    return [
        voice.say(_("{n}. {dish}：{note} ×{count}", n=n, dish=dish, note=note, count=count))
        for (n, dish, note), count in sorted(counted.items())
    ]


def labels(made: Sheet, voice: Voice, *, addressed: bool = True) -> list[Label]:
    """A label for each portion, in the order in which they leave the kitchen. The diet stands on it: a box must not change hands.

    Unless `addressed`, where it is brought does not stand on it.
    """
    ways = {way: voice.say(words) for way, words in WAYS.items()}
    gone = voice.say(_("已离开的居民"))
    return [
        Label(
            f"{one.eater or gone} {portion}/{one.portions}" if one.portions > 1 else one.eater or gone,
            one.dish, ways[one.way], one.address if addressed else "", voice.say(kitchen_sheet.remark(made, one)),
        )
        for one in kitchen_sheet.delivery_order(made)
        for portion in range(1, one.portions + 1)
    ]  # fmt: skip


def lists(made: Sheet, routes: Sequence[Load], voice: Voice) -> list[List]:
    """A list for each route; where there are none yet, one of everything that is brought."""
    if routes:
        return [
            List(
                voice.say(loads.summary_of_all(of)),
                [
                    _stop(one.address, one.eater, one.phone, one.dish, one.portions, one.note, one.due_fen, voice)
                    for one in of.drops
                ],
            )
            for of in routes
        ]
    brought: list[Listed] = [one for one in kitchen_sheet.delivery_order(made) if one.way == "delivered"]
    if not brought:
        return []
    stops = [
        _stop(one.address, one.eater, one.phone, one.dish, one.portions, one.note, one.total_fen, voice) for one in brought
    ]
    return [List(voice.say(_("送餐单（截止后再分路线），{n}家", n=len(brought))), stops)]


def _stop(address: str, who: str, phone: str, dish: str, portions: int, note: str, due_fen: int, voice: Voice) -> Stop:
    what = f"{dish} ×{portions}" if portions > 1 else dish
    due: Saying = Money(due_fen) if due_fen else "—"
    return Stop(address, who, phone, what, note, voice.say(due))
