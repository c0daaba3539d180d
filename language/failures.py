"""How a mistake of ours is told to the operator: what it was and where, never in whose words."""

from __future__ import annotations

import traceback
from pathlib import Path


def told(error: BaseException) -> str:
    """Such as "KeyError at meals/menu.py:12". An exception's message may quote what somebody said, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).parent.name}/{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"
