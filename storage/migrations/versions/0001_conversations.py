"""People, their accounts, and the way of a message: inbox, conversation, outbox."""

import sqlalchemy as sa

from storage.migrations.columns import index, key, number, ref, table, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    table(
        "community",
        key(),
        text("slug"),
        text("name"),
        text("address", default=""),
        text("phone", default=""),
        text("hours", default=""),
        sa.UniqueConstraint("slug"),
    )
    table(
        "person",
        key(),
        ref("community_id", "community", optional=True, on_delete="SET NULL"),
        text("name", default=""),
        text("phone", default=""),
        text("building", default=""),
        text("unit", default=""),
        text("room", default=""),
        text("birth_date", optional=True),
        text("birth_lunar", default=""),
        text("language", default="zh"),
        number("consent_version", default=0),
        number("consent_ms", optional=True),
        number("verified_ms", optional=True),
        text("tell", default="both"),
        number("created_ms"),
        number("erased_ms", optional=True),
    )
    index("person", "phone", where="phone <> ''")
    index("person", "community_id")
    table(
        "account",
        key(),
        ref("person_id", "person"),
        text("channel"),
        text("external_id"),
        text("last_message", default=""),
        text("last_tap", default=""),
        number("blocked_ms", optional=True),
        number("seen_ms"),
        sa.UniqueConstraint("channel", "external_id"),
    )
    index("account", "person_id")
    table(
        "inbox",
        text("channel"),
        text("update_id"),
        number("received_ms"),
        sa.PrimaryKeyConstraint("channel", "update_id"),
    )
    index("inbox", "received_ms")
    table(
        "parked",
        key(),
        text("channel"),
        text("update_id"),
        ref("account_id", "account", optional=True),
        text("body"),
        text("error"),
        number("parked_ms"),
        number("seen_ms", optional=True),
    )
    table(
        "conversation",
        key(),
        ref("account_id", "account"),
        text("flow"),
        text("args", default="{}"),
        text("journal", default="[]"),
        text("shown", default=""),
        number("turn", default=0),
        number("open", default=1),
        number("failures", default=0),
        number("touched_ms"),
    )
    index("conversation", "account_id")
    index("conversation", "touched_ms")
    table(
        "outbox",
        key(),
        text("cause"),
        number("n"),
        text("channel"),
        text("chat"),
        ref("account_id", "account", optional=True),
        number("lane"),
        text("body"),
        number("ready"),
        text("state", default="pending"),
        number("attempts", default=0),
        number("due_ms"),
        number("created_ms"),
        number("done_ms", optional=True),
        text("message", default=""),
        text("error", default=""),
        sa.UniqueConstraint("cause", "n"),
    )
    index("outbox", "channel", "lane", "id", where="state = 'pending'")
    index("outbox", "chat", "channel", "id", where="state = 'pending'")
    index("outbox", "account_id")
    table(
        "errand",
        key(),
        text("kind"),
        ref("account_id", "account", optional=True),
        text("body"),
        number("due_ms"),
        number("attempts", default=0),
    )
    index("errand", "due_ms")
    index("errand", "account_id")
