"""Diet cards: what somebody is allergic to or has to mind, and which dish that rules out or advises against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from language.text import Joined, Saying, Text, _
from services import households, people
from services.canteen.ingredients import ALLERGENS, TRAITS, within
from storage import diets
from storage.meals import Dish

CONDITIONS: dict[str, Text] = {"diabetes": _("糖尿病"), "hypertension": _("高血压"), "soft": _("软食")}
"""What one has to mind; an allergy is one of `ingredients.ALLERGENS`."""
_MINDS = {"diabetes": "sugar", "hypertension": "salt", "soft": "hard"}


@dataclass(frozen=True, slots=True)
class Card:
    """What one has to mind and must not eat, in the order of the tables; both empty where there is no card."""

    conditions: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.conditions or self.allergies)

    @property
    def tags(self) -> tuple[str, ...]:
        """All of it."""
        return self.conditions + self.allergies


NONE = Card()
"""Nobody's card."""


def card(tags: Iterable[str]) -> Card:
    """The card with these words; unknown ones are left out."""
    given = set(tags)
    return Card(tuple(key for key in CONDITIONS if key in given), tuple(key for key in ALLERGENS if key in given))


def blocks(dish: Dish, card: Card) -> tuple[str, ...]:
    """What in the dish one is allergic to."""
    inside = within(dish.name, dish.tags)
    return tuple(key for key in card.allergies if key in inside)


def warns(dish: Dish, card: Card) -> tuple[str, ...]:
    """What one has to mind about the dish: of CONDITIONS."""
    inside = within(dish.name, dish.tags)
    return tuple(key for key in card.conditions if _MINDS[key] in inside)


def named(tags: Iterable[str]) -> Joined:
    """Conditions or allergies as people say them."""
    words = CONDITIONS | ALLERGENS
    return Joined(tuple(words[tag] for tag in tags), "、")


def trait(condition: str) -> Text:
    """What is wrong with a dish for somebody with that condition: 含糖较多."""
    return TRAITS[_MINDS[condition]]


def allergic_to(card: Card) -> Saying | None:
    """过敏：鱼、虾蟹. None where there is nothing."""
    return _("过敏：{what}", what=named(card.allergies)) if card.allergies else None


async def of(person_id: int) -> Card:
    """The person's card, empty where there is none. For who acts for them; whoever shows it asks `households.may_act_for`."""
    kept = await diets.get(person_id)
    return card(kept.tags.split(",")) if kept else NONE


async def of_day(day_id: int) -> dict[int, Card]:
    """The cards of all who eat on that day, by person; for the kitchen's sheet."""
    return {kept.person_id: card(kept.tags.split(",")) for kept in await diets.of_day(day_id)}


async def save(person_id: int, by: int, chosen: Card, now_ms: int, *, agreed: bool = False) -> bool:
    """Keep the card; an empty one is none. `agreed`: the consent to keep health data was given just now.

    False without the right to act for the person, or without that consent.
    """
    if not await households.may_act_for(by, person_id):
        return False
    if agreed and chosen:
        await people.consent(person_id, now_ms, purpose="sensitive", given_by=by)
    if chosen and not await people.consents_to(person_id, "sensitive"):
        return False
    if chosen:
        await diets.save(person_id, ",".join(chosen.tags), now_ms)
    else:
        await diets.delete(person_id)
    return True


async def remove(person_id: int, by: int) -> bool:
    """Destroy the card. False without the right."""
    if not await households.may_act_for(by, person_id):
        return False
    await diets.delete(person_id)
    return True


async def hand_over(duplicate_id: int, keep_id: int, now_ms: int) -> None:
    """Two records of one human become one: nothing that either of them must not eat is forgotten."""
    theirs = await of(duplicate_id)
    if theirs:
        ours = await of(keep_id)
        await diets.save(keep_id, ",".join(card((*ours.tags, *theirs.tags)).tags), now_ms)
