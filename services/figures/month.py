"""All figures of a span, read once: for the page of numbers and for the month's report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.figures import cases, courses, meals, messages, residents, suggestions, volunteers
from services.figures.asking import Asked
from services.figures.cases import Cases
from services.figures.courses import Courses
from services.figures.meals import Meals
from services.figures.messages import Messages
from services.figures.panels import Panel
from services.figures.residents import Residents
from services.figures.suggestions import Suggestions
from services.figures.volunteers import Volunteers


@dataclass(frozen=True, slots=True)
class Figures:
    """What each subject read."""

    courses: Courses
    meals: Meals
    cases: Cases
    suggestions: Suggestions
    volunteers: Volunteers
    residents: Residents
    messages: Messages


_SUBJECTS: tuple[tuple[str, Any], ...] = (
    ("courses", courses), ("meals", meals), ("cases", cases), ("suggestions", suggestions), ("volunteers", volunteers),
    ("residents", residents), ("messages", messages),
)  # fmt: skip
_OF: Mapping[str, str] = {
    "attendance": "courses", "courses": "courses", "meals": "meals", "prices": "meals", "price": "meals", "money": "meals", "repairs": "cases",
    "in_time": "cases", "categories": "cases", "affairs": "cases", "suggestions": "suggestions", "hours": "volunteers",
    "shifts": "volunteers", "teams": "volunteers", "residents": "residents", "ages": "residents", "messages": "messages",
}  # fmt: skip
"""Each panel, and the subject that makes it."""
NAMES = tuple(_OF)


async def read(asked: Asked) -> Figures:
    """Everything."""
    return Figures(**{name: await subject.read(asked) for name, subject in _SUBJECTS})


def panels(asked: Asked, found: Figures) -> dict[str, Panel]:
    """Every panel by its name, in the order in which they are shown."""
    made = [panel for name, subject in _SUBJECTS for panel in subject.panels(asked, getattr(found, name))]
    return {panel.name: panel for panel in made}


async def panel(asked: Asked, name: str) -> Panel | None:
    """One panel, without reading what others are made of; None where there is none of this name."""
    of = _OF.get(name)
    if of is None:
        return None
    subject: Any = dict(_SUBJECTS)[of]
    made: list[Panel] = subject.panels(asked, await subject.read(asked))
    return next(one for one in made if one.name == name)
