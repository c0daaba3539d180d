"""The rest of the canteen: standing orders, diet cards, routes and drops, payments, and days that change after orders closed."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import index, key, number, ref, table, text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("person", text("contact_name", default=""))
    op.add_column("person", text("contact_phone", default=""))
    op.add_column("kinship", number("told_delivered", default=0))
    op.add_column("dish", text("tags", default=""))
    op.add_column("dish", number("gone", default=0))
    op.add_column("dish", text("picture", default=""))
    op.add_column("meal_day", number("changed_ms", optional=True))
    op.add_column("meal_day", number("confirmed_ms", optional=True))
    table(
        "standing_order",
        key(),
        ref("community_id", "community"),
        ref("eater_id", "person"),
        ref("ordered_by", "person", optional=True, on_delete="SET NULL"),
        text("weekdays", default=""),
        number("n"),
        number("portions"),
        text("way"),
        text("address", default=""),
        text("note", default=""),
        text("paused_from", default=""),
        text("paused_until", default=""),
        number("created_ms"),
        sa.UniqueConstraint("eater_id"),
    )
    index("standing_order", "community_id", "id")
    index("standing_order", "ordered_by", where="ordered_by IS NOT NULL")
    op.add_column("meal_order", number("standing_id", optional=True))
    # An index of its own beside the one for what is ordered: whoever gave a meal back is found without all they ordered in other years.
    op.create_index(
        "meal_order_given_back",
        "meal_order",
        ["meal_day_id", "eater_id"],
        sqlite_where=sa.text("state = 'cancelled'"),
        postgresql_where=sa.text("state = 'cancelled'"),
    )
    op.add_column("meal_order", number("full_fen", default=0))
    op.add_column("meal_order", number("late", default=0))
    op.add_column("meal_order", number("swapped", default=0))
    op.add_column("meal_order", number("swapped_from", optional=True))
    index("meal_order", "meal_day_id", "id")
    op.execute(
        "UPDATE meal_order SET full_fen = portions * COALESCE((SELECT c.price_fen FROM canteen c JOIN meal_day d"
        " ON d.community_id = c.community_id WHERE d.id = meal_order.meal_day_id), 0)"
    )
    table(
        "diet_card",
        ref("person_id", "person"),
        text("tags"),
        number("changed_ms"),
        sa.PrimaryKeyConstraint("person_id"),
    )
    table(
        "courier_day",
        ref("meal_day_id", "meal_day"),
        ref("person_id", "person"),
        number("created_ms"),
        sa.PrimaryKeyConstraint("meal_day_id", "person_id"),
    )
    table(
        "route",
        key(),
        ref("meal_day_id", "meal_day"),
        number("n"),
        ref("courier_id", "person", optional=True, on_delete="SET NULL"),
        number("taken_ms", optional=True),
        number("done_ms", optional=True),
        sa.UniqueConstraint("meal_day_id", "n"),
    )
    index("route", "courier_id", where="courier_id IS NOT NULL")
    table(
        "meal_drop",
        ref("order_id", "meal_order"),
        ref("route_id", "route"),
        number("n"),
        text("outcome", default="waiting"),
        text("reason", default=""),
        ref("courier_id", "person", optional=True, on_delete="SET NULL"),
        number("knocked_ms", optional=True),
        number("called_ms", optional=True),
        number("contact_called_ms", optional=True),
        number("staff_told_ms", optional=True),
        number("handled_ms", optional=True),
        number("done_ms", optional=True),
        number("cash_fen", default=0),
        text("photo", default=""),
        sa.PrimaryKeyConstraint("order_id"),
    )
    index("meal_drop", "route_id", "n")
    index("meal_drop", "courier_id", where="courier_id IS NOT NULL")
    table(
        "payment",
        key(),
        ref("community_id", "community"),
        ref("person_id", "person", on_delete="RESTRICT"),
        text("kind"),
        number("fen"),
        text("day"),
        ref("order_id", "meal_order", optional=True, on_delete="SET NULL"),
        ref("made_by", "person", optional=True, on_delete="SET NULL"),
        ref("reverses", "payment", optional=True),
        text("note", default=""),
        number("at_ms"),
    )
    index("payment", "community_id", "day")
    index("payment", "person_id", "id")
    index("payment", "made_by", where="made_by IS NOT NULL")
    index("payment", "reverses", unique=True, where="reverses IS NOT NULL")
    index("payment", "order_id", unique=True, where="order_id IS NOT NULL")
    op.execute(  # who was looked at before is asked in time, too
        "INSERT INTO reminder (community_id, kind, subject_id, due_ms, seen_ms)"
        " SELECT community_id, 'age', id, 0, 0 FROM person WHERE age_seen_ms IS NOT NULL AND community_id IS NOT NULL"
    )
