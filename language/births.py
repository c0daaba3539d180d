"""A day of birth, by either calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from language.dates import read_date
from language.lunar import read_lunar_birthday, say_lunar, to_solar
from language.text import Day, Saying, _


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date; `lunar` keeps the words where it was said by the old calendar."""

    day: date
    lunar: str = ""

    @property
    def said(self) -> Saying:
        """As it is shown back."""
        return _("{day}（农历{lunar}）", day=Day(self.day, "birth"), lunar=self.lunar) if self.lunar else Day(self.day, "birth")


def read_birth(words: str, today: date) -> Birth | None:
    """A typed birth date, solar or lunar; None where it is neither."""
    if spoken := read_lunar_birthday(words):
        year, lunar = spoken
        return Birth(to_solar(year, lunar), say_lunar(lunar))
    day = read_date(words, today)
    return Birth(day) if day else None
