"""Schema changes, run by the program at start. `upgrade` brings a database of any earlier version to the newest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

HEAD = "0004"
"""The newest version. A test holds it to the files in `versions/`: knowing it here spares a normal start the import of Alembic."""


def upgrade(path: Path, to: str = HEAD) -> None:
    """Bring the SQLite database at `path` (made if missing) to version `to`. Returns at once when it is there already."""
    if path.exists() and version(path) == to:
        return
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"url": f"sqlite:///{path}"})
    config.set_main_option("script_location", str(Path(__file__).parent))
    command.upgrade(config, to)


def version(path: Path) -> str | None:
    """The version of the database at `path`; None for one without a schema."""
    connection = sqlite3.connect(path)
    try:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
            return None
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        return rows[0][0] if rows else None
    finally:
        connection.close()
