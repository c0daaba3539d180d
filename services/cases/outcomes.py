"""What comes of acting on a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Opened:
    """It is a case now. `danger`: to life, everybody who works here hears of it at once; not `told` where no message reaches them."""

    case_id: int
    danger: bool = False
    told: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """It is so now."""

    case_id: int
    event_id: int = 0


@dataclass(frozen=True, slots=True)
class Already:
    """It was so before: nothing changed."""

    case_id: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Meanwhile the case is in another state, or somebody else's: nothing changed."""

    case_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing changed, because of `why`."""

    why: Literal[
        "not yours", "no such case", "no such kind", "no such state", "no reason", "needs guardian", "needs author", "closed",
        "nothing said", "nobody to ask",
    ]  # fmt: skip


CaseOutcome: TypeAlias = Done | Already | Moved | Refused
"""What comes of anything but opening one."""
OpenOutcome: TypeAlias = Opened | Refused
