"""Templates. `{{ _("共{n}人", n=3) }}` is a text as anywhere in the house, and any text, day, moment or amount is said as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from language.catalogue import Voice
from language.text import Day, Joined, Moment, Money, Text, _
from services.figures.panels import said
from services.masks import masked_name, masked_phone
from services.posters import drawn

TEMPLATES = Path(__file__).parent / "templates"
SAID = (Text, Moment, Day, Money, Joined)


@jinja2.pass_context
def _finalize(context: jinja2.runtime.Context, value: Any) -> Any:
    """What stands in `{{ }}`: nothing for None, and what the house says in the voice of whoever reads."""
    if isinstance(value, SAID):
        voice: Voice = context["voice"]
        return voice.say(value)
    if isinstance(value, Undefined):
        return str(value)  # raises: a name that nobody gave is a mistake of ours
    return "" if value is None else value


class Undefined(jinja2.StrictUndefined):
    """A name that the page did not give."""


def environment(asset: Callable[[str], str]) -> jinja2.Environment:
    """The templates' world. `asset` gives the address of a file of the desk."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=Undefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    made.globals |= {
        "_": _,
        "asset": asset,
        "moment": Moment,
        "day": _day,
        "money": Money,
        "number": said,
        "masked_phone": masked_phone,
        "masked_name": masked_name,
        "qr": _qr,
    }
    made.filters["said"] = _say
    return made


def _day(day: date | str, style: str = "day") -> Day:
    """A day, also from its ISO text."""
    return Day(date.fromisoformat(day) if isinstance(day, str) else day, style)


def _qr(address: str) -> Markup:
    """An address as a code to scan."""
    return Markup(drawn(address))


@jinja2.pass_context
def _say(context: jinja2.runtime.Context, value: Any) -> str:
    """A text where a plain string is needed (to be compared, or joined)."""
    voice: Voice = context["voice"]
    return voice.say(value)


def render(made: jinja2.Environment, template: str, values: Mapping[str, Any]) -> Markup:
    """The page as HTML."""
    return Markup(made.get_template(template).render(values))
