"""Schema changes, run by the program at start. `upgrade` brings a database of any earlier version to the newest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.database import StorageError

HEAD = "0009"
"""The newest version. A test holds it to the files in `versions/`: knowing it here spares a normal start the import of Alembic."""


def upgrade(path: Path, to: str = HEAD) -> None:
    """Bring the SQLite database at `path` (made if missing) to version `to`, whole or not at all.

    Returns at once when it is there already. Raises StorageError for a version that this program does not know, sqlite3.Error for
    what the disk refuses.
    """
    if path.exists() and version(path) == to:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError
    from sqlalchemy.exc import DBAPIError

    config = Config(attributes={"url": f"sqlite:///{path}"})
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise StorageError(
            "the database was made by a newer version of this program; update the program, then start it again"
        ) from error
    except DBAPIError as error:
        raise (error.orig or error) from error


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
