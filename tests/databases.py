"""Fresh databases for tests: migrated once a run, copied for each test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from storage import migrations


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="linli-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    migrations.upgrade(folder / "template.db")
    return folder / "template.db"


def fresh(folder: Path, name: str = "linli.db") -> Path:
    """The path of an empty database of the newest version in `folder`."""
    return Path(shutil.copy(_template(), folder / name))
