"""The web chat: who is who on which device, and what was said there."""

import sqlalchemy as sa

from storage.migrations.columns import index, key, number, table, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    table(
        "web_session",
        key(),
        text("token_hash"),
        text("external_id"),
        number("created_ms"),
        number("seen_ms"),
        sa.UniqueConstraint("token_hash"),
        sa.UniqueConstraint("external_id"),
    )
    index("web_session", "seen_ms")
    table(
        "web_message",
        key(),
        text("external_id"),
        number("delivery_id", optional=True),
        text("client_id", optional=True),
        text("body"),
        number("at_ms"),
        sa.UniqueConstraint("delivery_id"),
        sa.UniqueConstraint("external_id", "client_id"),
    )
    index("web_message", "external_id", "id")
    index("web_message", "at_ms")
    table(
        "web_file",
        text("external_id"),
        text("blob"),
        text("name"),
        number("at_ms"),
        sa.PrimaryKeyConstraint("external_id", "blob"),
    )
    index("web_file", "at_ms")
