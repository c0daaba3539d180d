"""Questions about a meal that several flows ask: who eats, what, how it reaches them, and a note for the kitchen."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.journal import Value
from conversation.questions import Accepted, Option, Refusal
from conversation.screen import HOME
from handlers.asking import Learned
from handlers.canteen.meal_words import DIET, MEALS, nothing_fits
from language.homes import read_home
from language.message import Button
from language.text import Text, _, lines, paragraphs
from services import households, people, places
from services.canteen import diets, orders
from services.canteen.meal_wording import COURIERS_SEE, choice, left_out, near
from services.canteen.meals import WAYS, Meal
from storage.meals import Dish

ELSEWHERE = "elsewhere"
"""Delivered, but not to where the eater lives."""
NO_NOTE = "none"
NOTES: tuple[Text, ...] = (_("少饭"), _("多饭"), _("饭软一点"), _("少油"), _("放门口"), _("打电话再上楼"))
"""Notes that a tap makes."""


@dataclass(frozen=True, slots=True)
class Eater:
    """Who eats, and where they live as far as is known ("" where it is not)."""

    id: int
    name: str
    home: str


def fingerprint(words: str) -> int:
    """What differs where the words do, and tells none of them."""
    return zlib.crc32(words.encode())


async def ask_eater(chat: Chat, learned: Learned, community_id: int, text: Text) -> Eater:
    """Who of the household eats; nobody is asked who can order for themselves only."""
    myself = Eater(chat.person_id, learned.called, people.address_of(learned.person))
    options = []
    if learned.person.community_id == community_id:
        options.append(Option(str(myself.id), _("我自己（{name}）", name=myself.name), myself))
    for member in await households.members(chat.person_id):
        known = await people.get(member.id)
        if member.agreed_ms is not None and known is not None and known.community_id == community_id:
            options.append(Option(str(known.id), known.name, Eater(known.id, known.name, people.address_of(known))))
    if not options:  # an old button: nobody of one's own belongs there any more
        await chat.become("meals")
    return options[0].value if len(options) == 1 else await chat.choose("eater", text, options, label=_("谁吃"))


async def ask_dish(chat: Chat, meal: Meal, eater: Eater, *, without: int = 0, ways: tuple[Button, ...] = ()) -> Dish | None:
    """What the eater has, of what their diet card allows; `without` is a dish they have already.

    None where nothing is left: that is said, with the `ways` on.
    """
    card = await diets.of(eater.id)
    among = [dish for dish in meal.offered if dish.id != without]
    fitting = [dish for dish in among if not diets.blocks(dish, card)]
    if not fitting:
        contact = await places.contact(chat.person_id)
        chat.say(nothing_fits(meal, eater.name, card, contact.phone if contact else ""), *ways, MEALS, DIET, HOME)
        return None
    if len(among) == 1 and not without:
        return fitting[0]
    options = [Option(str(dish.id), choice(dish, card), dish) for dish in fitting]
    hidden = [left_out(dish, card) for dish in among if dish not in fitting]
    text = paragraphs(*hidden, _("{day}吃哪一份？", day=near(meal)))
    return await chat.choose("dish", text, options, about=(f"meal:{meal.day.id}", f"eater:{eater.id}"), label=_("菜"))


async def ask_way(chat: Chat, eater: Eater) -> tuple[str, str, tuple[str, str, str] | None]:
    """How it reaches the eater, where to, and the home where it was learned just now."""
    about = (f"eater:{eater.id}", f"home:{fingerprint(eater.home)}")
    ways = [Option(way, title, way) for way, title in WAYS.items() if way != "delivered"]
    if eater.home:
        ways.append(Option("delivered", _("送到{home}", home=eater.home), "delivered"))
        ways.append(Option(ELSEWHERE, _("送到别处"), ELSEWHERE))
    else:
        ways.append(Option("delivered", WAYS["delivered"], "delivered"))
    text = lines(_("怎么吃？"), COURIERS_SEE)
    way = await chat.choose("way", text, ways, about=about, label=_("怎么吃"))
    if way in ("dine", "pickup"):
        return way, "", None
    if way == "delivered" and eater.home:
        return way, eater.home, None
    words = await chat.words(
        "address", _("送到哪里？可以一次写全，比如：3栋2单元501。"), about=(*about, way), label=_("送到"), longest=40
    )
    home = read_home(words)
    return "delivered", people.address(*home) if home else words, None if way == ELSEWHERE else home


async def ask_note(chat: Chat, known: str) -> str:
    """A note for the kitchen and the courier, tapped or typed; "" takes away the one there is."""

    def typed(words: str) -> Accepted | Refusal:
        plain = " ".join(words.split())
        if not plain or len(plain) > orders.NOTE_LENGTH:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=orders.NOTE_LENGTH))
        return Accepted(plain, plain)

    def restored(value: Value) -> str:
        return "" if value == NO_NOTE else str(value)

    options = [Option(note.source, note, note.source) for note in NOTES]
    if known:
        options.append(Option(NO_NOTE, _("去掉备注"), ""))
    text = _("想跟厨房和送餐员说什么？点一句，或者直接打字，{most}个字以内。", most=orders.NOTE_LENGTH)
    return await chat.ask(Choose(key="note", text=text, among=options, typed=typed, restored=restored, label=_("备注")))
