"""What staff look for must be found without reading every row: people by a piece of their name or number, draws that are due."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEYS = {
    "person_by_name_1": "substr(name, 1, 2)",
    "person_by_name_2": "substr(name, 2, 2)",
    "person_by_name_3": "substr(name, 3, 2)",
    "person_by_phone_end": "substr(phone, length(phone) - 3)",
}


def upgrade() -> None:
    for name, piece in KEYS.items():
        op.create_index(name, "person", ["community_id", sa.text(f"({piece})")])
    waiting = sa.text("mode = 'draw' AND drawn_ms IS NULL AND status <> 'cancelled'")
    op.create_index(
        "course_by_draw",
        "course",
        [sa.text("(COALESCE(closes_ms, starts_ms))")],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
