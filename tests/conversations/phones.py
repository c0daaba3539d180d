"""What people see: everybody's screen, the same for every channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Button:
    """A button on the screen. `data` is what a tap sends; a button without data types its label."""

    label: str
    data: str = ""


@dataclass(frozen=True)
class Shown:
    """A message as it stands on somebody's screen. `ref` is the channel's name for it, `file` the name of a document."""

    ref: str
    text: str
    buttons: tuple[Button, ...] = ()
    file: str = ""


@dataclass(frozen=True)
class Toast:
    """A few words that flash up on a tap."""

    text: str


Seen: TypeAlias = Shown | Toast


@dataclass
class Screen:
    """What one person (or a group) sees. `news` is what came since it was last looked at."""

    messages: list[Shown] = field(default_factory=list)
    news: list[Seen] = field(default_factory=list)

    def show(self, message: Shown) -> None:
        """Show a message; one of the same ref is changed in place, and is the newest again."""
        self.messages = [known for known in self.messages if known.ref != message.ref] + [message]
        self.news.append(message)

    def button(self, label: str, *, earlier: bool = False) -> tuple[Shown, Button]:
        """The button whose label contains `label`, on the newest message with buttons or on an older one.

        Raises AssertionError where there is none, or more than one: nobody can tap that.
        """
        offering = [message for message in reversed(self.messages) if message.buttons]
        looked_at = offering[1:] if earlier else offering[:1]
        for message in looked_at:
            exact = [button for button in message.buttons if button.label == label]
            found = exact or [button for button in message.buttons if label in button.label]
            if len(found) == 1 or (found and exact):
                return message, found[0]
            assert not found, f"{label!r} could be any of {[button.label for button in found]}"
        labels = [[button.label for button in message.buttons] for message in looked_at]
        raise AssertionError(f"there is no button {label!r}, only {labels}")


class Phones:
    """Everybody's screen, by name."""

    def __init__(self) -> None:
        self.screens: dict[str, Screen] = {}

    def __getitem__(self, who: str) -> Screen:
        return self.screens.setdefault(who, Screen())

    def news(self, first: str) -> list[tuple[str, Seen]]:
        """What everybody has seen since this was last asked: `first` first, then the others in the order of their coming."""
        order = sorted(self.screens, key=lambda who: who != first)
        found = [(who, seen) for who in order for seen in self.screens[who].news]
        for screen in self.screens.values():
            screen.news = []
        return found
