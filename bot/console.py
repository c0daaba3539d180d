"""What the command line says, in the language of the operator's terminal."""

from __future__ import annotations

import os
import sys
from zoneinfo import ZoneInfo

from language.catalogue import Voice
from language.text import Saying


def voice(zone: ZoneInfo | None = None) -> Voice:
    """English where the terminal is set to a language that is not Chinese; Chinese first otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    chinese = locale[:2] in ("", "zh", "C", "C.", "PO")
    return Voice("zh" if chinese else "en", zone or ZoneInfo("UTC"))


def say(text: Saying = "", *, error: bool = False, zone: ZoneInfo | None = None) -> None:
    """A line for the operator."""
    print(voice(zone).say(text), file=sys.stderr if error else sys.stdout, flush=True)
