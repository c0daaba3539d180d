"""The desk: its sessions, and what each of its pages adds."""

import sqlalchemy as sa
from alembic import context, op

from language.pinyin import sound
from storage.migrations.columns import index, key, number, ref, table, text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    sessions()
    people()
    estate()
    messages()
    volunteers()
    numbers()
    today()
    bills()
    index("audit", "community_id", "id")


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
    index("desk_session", "community_id", "seen_ms")
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
    """How names sound and where people live, for whoever looks for them; the register that was imported; who is not one human."""
    op.add_column("person", text("initials", default=""))
    op.add_column("person", text("pinyin", default=""))
    hear_names()
    index("person", "community_id", "initials", where="initials <> ''")
    index("person", "community_id", "pinyin")
    index("person", "community_id", "name")
    index("person", "community_id", "building", where="building <> ''")
    index("person", "community_id", "room", where="room <> ''")
    table(
        "register_import",
        key(),
        ref("community_id", "community"),
        ref("made_by", "person", optional=True, on_delete="SET NULL"),
        text("name"),
        text("state"),
        text("file"),
        text("said", default=""),
        number("rows", default=0),
        number("done", default=0),
        number("created_ms"),
        number("finished_ms", optional=True),
    )
    index("register_import", "community_id", "created_ms")
    index("register_import", "made_by", where="made_by IS NOT NULL")
    index("register_import", "created_ms")
    table(
        "register_row",
        ref("import_id", "register_import"),
        number("n"),
        text("what"),
        ref("person_id", "person", optional=True, on_delete="SET NULL"),
        text("given"),
        text("choice", default=""),
        text("said", default=""),
        text("outcome", default=""),
        text("before", default=""),
        sa.PrimaryKeyConstraint("import_id", "n"),
    )
    index("register_row", "person_id", where="person_id IS NOT NULL")
    index("register_row", "import_id", "what", "n")
    table(
        "apart",
        ref("one_id", "person"),
        ref("other_id", "person"),
        ref("said_by", "person", optional=True, on_delete="SET NULL"),
        number("at_ms"),
        sa.PrimaryKeyConstraint("one_id", "other_id"),
    )
    index("apart", "other_id")
    index("apart", "said_by", where="said_by IS NOT NULL")


def hear_names() -> None:
    """Give those who are known already the sound of their names."""
    if context.is_offline_mode():
        return
    connection = op.get_bind()
    named = connection.execute(sa.text("SELECT id, name FROM person WHERE name <> '' AND erased_ms IS NULL")).all()
    for person_id, name in named:
        heard = sound(name)
        values = {"id": person_id, "initials": heard.initials, "pinyin": heard.whole}
        connection.execute(sa.text("UPDATE person SET initials = :initials, pinyin = :pinyin WHERE id = :id"), values)


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
    """Who lets staff see what was said in the chat, and until when; how far the calls after a broadcast have come."""
    table(
        "glance",
        key(),
        ref("person_id", "person"),
        ref("community_id", "community"),
        ref("asked_by", "person"),
        number("asked_ms"),
        number("answered_ms", optional=True),
        number("given", default=0),
        number("until_ms"),
    )
    index("glance", "person_id", "id")
    index("glance", "asked_by", "id")
    for column in ("to_call", "called"):
        op.add_column("broadcast", number(column, default=0))


def volunteers() -> None:
    """Shifts whose day or time a person chose: planning leaves them as they are."""
    op.add_column("shift", number("by_hand", default=0))


def numbers() -> None:
    """What each day came to and cannot be counted later, and the meals of days that are over, those that are alike together."""
    table(
        "day_figure",
        ref("community_id", "community"),
        text("day"),
        text("name"),
        number("value"),
        sa.PrimaryKeyConstraint("community_id", "day", "name"),
    )
    op.add_column("meal_day", number("summed", default=0))
    alike = ("way", "reduced", "portions", "total_fen", "full_fen")
    table(
        "meal_sum",
        ref("meal_day_id", "meal_day"),
        text("way"),
        *(number(name) for name in alike[1:]),
        number("orders"),
        sa.PrimaryKeyConstraint("meal_day_id", *alike),
    )
    index("meal_day", "day", where="summed = 0")
    index("meal_drop", "route_id", where="outcome IN ('nobody', 'other')")
    index("attendance", "session_id", "state")


def today() -> None:
    """What the first page asks for, of much that is over: by an index that holds only what is not."""
    index("enrolment", "offer_until_ms", where="state = 'offered'")
    index("case_event", "at_ms", where="kind = 'answered'")
    index("outbox", "done_ms", where="state IN ('unreachable', 'failed')")
    index("person", "community_id", "birth_date", where="birth_lunar <> ''")


def bills() -> None:
    """What a month of orders comes to, whole and by eater, is read from here alone: 18 ms for 110,000 orders instead of 200."""
    columns = ["meal_day_id", "eater_id", "state", "portions", "reduced", "total_fen", "full_fen"]
    op.create_index("meal_order_bill", "meal_order", columns)
