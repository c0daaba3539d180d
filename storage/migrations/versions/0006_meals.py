"""The canteen: what is cooked on which day, who ordered what, and the price at which it was ordered."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import index, key, number, ref, table, text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("person", number("age_seen_ms", optional=True))
    table(
        "canteen",
        ref("community_id", "community"),
        text("place", default=""),
        text("serves", default=""),
        text("cutoff"),
        number("capacity"),
        number("price_fen"),
        text("prices", default="[]"),
        sa.PrimaryKeyConstraint("community_id"),
    )
    table(
        "meal_day",
        key(),
        ref("community_id", "community"),
        text("day"),
        number("closes_ms"),
        number("capacity"),
        number("taken", default=0),
        text("status", default="open"),
        text("reason", default=""),
        sa.UniqueConstraint("community_id", "day"),
        sa.CheckConstraint("taken >= 0", name="meal_day_taken"),
    )
    index("meal_day", "community_id", "closes_ms")
    table(
        "dish",
        key(),
        ref("meal_day_id", "meal_day"),
        number("n"),
        text("name"),
        sa.UniqueConstraint("meal_day_id", "n"),
    )
    table(
        "meal_order",
        key(),
        ref("meal_day_id", "meal_day"),
        ref("eater_id", "person", on_delete="RESTRICT"),
        ref("ordered_by", "person", optional=True, on_delete="SET NULL"),
        ref("dish_id", "dish"),
        number("portions"),
        text("way"),
        text("address", default=""),
        text("note", default=""),
        number("reduced", default=0),
        number("total_fen"),
        text("state", default="ordered"),
        number("created_ms"),
        number("changed_ms"),
    )
    index("meal_order", "meal_day_id", "eater_id", unique=True, where="state = 'ordered'")
    index("meal_order", "eater_id", "id")
    index("meal_order", "ordered_by", "id", where="ordered_by IS NOT NULL")
