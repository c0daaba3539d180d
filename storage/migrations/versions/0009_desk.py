"""The desk: its sessions, and what each of its pages adds."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import index, key, number, ref, table, text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    sessions()
    people()
    estate()
    messages()


def sessions() -> None:
    table(
        "desk_session",
        key(),
        text("token_hash"),
        ref("person_id", "person"),
        ref("community_id", "community"),
        text("agent", default=""),
        number("created_ms"),
        number("seen_ms"),
        sa.UniqueConstraint("token_hash"),
    )
    index("desk_session", "person_id")
    index("desk_session", "seen_ms")
    table(
        "desk_answer",
        ref("session_id", "desk_session"),
        text("digest"),
        text("answer"),
        number("at_ms"),
        sa.PrimaryKeyConstraint("session_id", "digest"),
    )
    index("desk_answer", "at_ms")


def people() -> None:
    op.add_column("person", text("initials", default=""))
    index("person", "community_id", "initials", where="initials <> ''")
    table(
        "register_import",
        key(),
        ref("community_id", "community"),
        ref("made_by", "person", optional=True, on_delete="SET NULL"),
        text("name"),
        text("state"),
        number("rows"),
        number("done", default=0),
        number("created_ms"),
        number("finished_ms", optional=True),
    )
    index("register_import", "community_id", "created_ms")
    index("register_import", "made_by", where="made_by IS NOT NULL")
    table(
        "register_row",
        ref("import_id", "register_import"),
        number("n"),
        text("what"),
        ref("person_id", "person", optional=True, on_delete="SET NULL"),
        text("given"),
        text("before", default=""),
        sa.PrimaryKeyConstraint("import_id", "n"),
    )
    index("register_row", "person_id", where="person_id IS NOT NULL")


def estate() -> None:
    """The buildings of a community, as its map shows them; and what the board and the response times are read by."""
    index("cases", "community_id", "phase", "created_ms")
    op.create_index("cases_made", "cases", ["community_id", "created_ms"])
    table(
        "building",
        key(),
        ref("community_id", "community"),
        text("name"),
        number("latitude_e6"),
        number("longitude_e6"),
        sa.UniqueConstraint("community_id", "name"),
    )


def messages() -> None:
    """Who lets staff see what was said in the chat, and until when."""
    table(
        "glance",
        key(),
        ref("person_id", "person"),
        ref("community_id", "community"),
        ref("asked_by", "person", optional=True, on_delete="SET NULL"),
        number("asked_ms"),
        number("given_ms", optional=True),
        number("until_ms", optional=True),
    )
    index("glance", "person_id")
    index("glance", "asked_by", where="asked_by IS NOT NULL")
