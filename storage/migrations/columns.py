"""Columns as every table has them, on both databases. Never changed: old migrations stand on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def key() -> sa.Column[int]:
    """A generated id that is never given out twice."""
    return sa.Column("id", BIG, sa.Identity(), primary_key=True)


def ref(name: str, target: str, *, optional: bool = False, on_delete: str = "CASCADE") -> sa.Column[int]:
    """A reference to another table's id."""
    return sa.Column(name, BIG, sa.ForeignKey(f"{target}.id", ondelete=on_delete), nullable=optional)


def text(name: str, *, optional: bool = False, default: str | None = None) -> sa.Column[str]:
    """Text, also local days (ISO) and JSON. `default` is what rows have that do not say."""
    return sa.Column(name, sa.Text, nullable=optional, server_default=default)


def number(name: str, *, optional: bool = False, default: int | None = None) -> sa.Column[int]:
    """A whole number: `_ms`, `_fen`, a count or a 0/1 flag."""
    return sa.Column(name, sa.BigInteger, nullable=optional, server_default=None if default is None else sa.text(str(default)))


def table(name: str, *items: SchemaItem) -> None:
    """Create a table whose ids are never reused, even after the newest row was deleted."""
    op.create_table(name, *items, sqlite_autoincrement=any(isinstance(i, sa.Column) and i.name == "id" for i in items))


def index(table_name: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    """Create an index, partial where `where` says so."""
    condition = None if where is None else sa.text(where)
    name = f"{table_name}_by_{'_'.join(columns)}"
    op.create_index(name, table_name, list(columns), unique=unique, sqlite_where=condition, postgresql_where=condition)
