"""What a message means, given the conversation it arrives in. Decides nothing about the flow: that is replay's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from conversation.flows import Entry
from conversation.house import ABANDONED_MS, House
from conversation.journal import Shown, load_shown
from conversation.listening import END
from conversation.questions import Given
from language.message import Incoming
from language.numerals import ordinal
from storage.accounts import Account
from storage.conversations import Conversation


@dataclass(frozen=True, slots=True)
class Start:
    """Begin a flow; an open conversation is set aside."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to the question on the screen."""

    shown: Shown
    given: Given


@dataclass(frozen=True, slots=True)
class Navigate:
    """One of: back · cancel · home · change · page (`to`) · key (`to`: the answer to change) · resume."""

    where: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A second tap of the same: nothing to do but be kind."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A button of a question that is over: show where the conversation stands now."""


Act: TypeAlias = Start | Reply | Navigate | Repeat | Stale

_SAID = {
    **dict.fromkeys(("返回", "上一步", "back"), "back"),
    **dict.fromkeys(("取消", "不办了", "算了", "cancel"), "cancel"),
    **dict.fromkeys(("首页", "主页", "菜单", "home", "menu"), "home"),
    **dict.fromkeys(("继续", "resume"), "resume"),
}
_TAKES_WORDS = ("photos", "place")
"""Kinds of question to which words are an answer of their own, even where they stand on a button."""
_COMMANDS = {"/back": "back", "/cancel": "cancel", "/resume": "resume"}


def interpret(incoming: Incoming, account: Account, open_one: Conversation | None, house: House, now_ms: int) -> Act:
    """The act that the message is."""
    text = incoming.text.strip()
    if incoming.tap:
        return _tapped(incoming.tap, account, open_one, house, now_ms)
    shown = load_shown(open_one.shown) if open_one and not expired(open_one, now_ms) else None
    if incoming.files:  # the words beside them go along, and lead nowhere
        return Reply(shown, _given(incoming, text)) if shown else Start(house.entry(incoming))
    if shown and shown.listens:
        return _heard(incoming, text, shown, house)
    if text.startswith("/"):
        return _commanded(text, house) or Start(house.entry(incoming))
    if where := _SAID.get(text.lower()):
        return Navigate(where)
    if command := house.menu_command(text):
        return _commanded(command, house) or Start(house.home)
    if shown is None:
        return Start(house.entry(incoming))
    if text and (choice := _picked(text, shown)):
        return _chosen(choice, shown)
    if shown.changing:
        return Stale()
    return Reply(shown, _given(incoming, text))


def expired(conversation: Conversation, now_ms: int) -> bool:
    """Whether the conversation was abandoned too long ago to go on with."""
    return now_ms - conversation.touched_ms > ABANDONED_MS


def _given(incoming: Incoming, text: str) -> Given:
    return Given(text=text, phone=incoming.contact, place=incoming.place, files=incoming.files)


def _heard(incoming: Incoming, text: str, shown: Shown, house: House) -> Act:
    """While somebody listens, everything is said to them but what is plainly meant for us."""
    command = text if text.startswith("/") else house.menu_command(text)
    act = _commanded(command, house) if command else None
    if act == Navigate("cancel") and END in dict(shown.options):
        return _chosen(END, shown)
    label = next((choice for choice, label in shown.options if text == label), None)
    if act or label:
        return act or _chosen(label or "", shown)
    return Reply(shown, _given(incoming, text))


def _tapped(tap: str, account: Account, open_one: Conversation | None, house: House, now_ms: int) -> Act:
    if tap.startswith("/"):
        return _commanded(tap, house) or Stale()
    conversation_id, _, rest = tap.partition(".")
    turn, _, choice = rest.partition(".")
    if open_one and not expired(open_one, now_ms) and f"{open_one.id}.{open_one.turn}" == f"{conversation_id}.{turn}":
        shown = load_shown(open_one.shown)
        if shown and choice in dict(shown.options):
            return _chosen(choice, shown)
    return Repeat() if tap == account.last_tap else Stale()


def _commanded(text: str, house: House) -> Act | None:
    where = _COMMANDS.get(text.split()[0].lower())
    if where:
        return Navigate(where)
    entry = house.flows.commanded(text)
    return Start(entry) if entry else None


def _picked(text: str, shown: Shown) -> str | None:
    """The option that a typed reply means: its label, its number as it was shown, or words found in one label only."""
    for choice, label in shown.options:
        if text == label:
            return choice
    place = ordinal(text)
    if place is not None and shown.mark.startswith(("choose", "confirm|")):
        numbered = [choice for choice, _label in shown.options if choice == "-" or not _way_out(choice)]
        return numbered[place - 1] if 1 <= place <= len(numbered) else None
    if shown.mark.startswith(_TAKES_WORDS):
        return None  # "3栋2单元" is a place, and not that neighbour's report from there
    # "an" stands in "Cancel", but whoever writes it gives an answer.
    found = [choice for choice, label in shown.options if len(text) >= 2 and text in label and not _way_out(choice)]
    return found[0] if len(found) == 1 else None


def _way_out(choice: str) -> bool:
    """Whether it leads elsewhere or to no answer, rather than to one of the answers."""
    return choice == "-" or (choice.startswith("*") and not choice.startswith("*key:"))


def _chosen(choice: str, shown: Shown) -> Act:
    if choice.startswith("*"):
        where, _, to = choice[1:].partition(":")
        return Navigate(where, to)
    return Reply(shown, Given(choice=choice))
