"""How one walks from door to door: the order of addresses, and a way that is split between several people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, groupby, pairwise
from typing import TypeAlias, TypeVar

T = TypeVar("T")

_BUILDING = re.compile(r".*?(?:栋|幢|号楼|座)")
_ENTRANCE = re.compile(r".*?(?:栋|幢|号楼|座)(?:[^单]*?单元)?")
Natural: TypeAlias = tuple[tuple[int, str], ...]


def natural(address: str) -> Natural:
    """What sorts addresses as one walks them: building 3 before 12, floor 5 before 11 (501, 1102)."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", address) if part)


def building(address: str) -> str:
    """The building of "3栋2单元501": "3栋"; "" where none is named."""
    found = _BUILDING.match(address)
    return found[0] if found else ""


def entrance(address: str) -> str:
    """Behind which door of the house: "3栋2单元", "3栋" where it has one only; the whole address where no house is named."""
    found = _ENTRANCE.match(address)
    return found[0] if found else address


def step(address: str) -> tuple[Natural, Natural]:
    """What sorts addresses by building, entrance, floor and room."""
    return natural(entrance(address)), natural(address)


def walk(doors: Iterable[T], address: Callable[[T], str]) -> list[T]:
    """The doors in walking order."""
    return sorted(doors, key=lambda door: step(address(door)))


def split(addresses: Sequence[str], most: int) -> list[range]:
    """A walk as at most so many walks, one behind the other, each as near to a fair share of the doors as entrances allow.

    An entrance stays together, unless it alone is more than a fair share. `addresses` are in walking order.
    """
    share = -(-len(addresses) // most)
    sizes = [len(list(same)) for _entrance, same in groupby(addresses, entrance)]
    blocks = [part for size in sizes for part in ([size] if size <= share else [1] * size)]
    ends = list(accumulate(blocks, initial=0))
    walks = min(most, len(blocks))
    cuts = [0]
    for n in range(1, walks):
        possible = range(cuts[-1] + 1, len(ends) - (walks - n))
        cuts.append(min(possible, key=lambda end: abs(ends[end] * walks - len(addresses) * n)))
    cuts.append(len(blocks))
    return [range(ends[first], ends[last]) for first, last in pairwise(cuts)]
