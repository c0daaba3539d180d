"""What is said unasked: subjects to be reminded of, offers, what people do not want to hear, calls to make, broadcasts."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import index, key, number, ref, table, text

revision = "0005"
down_revision = "0004"

FOR_EVER = 9_000_000_000_000_000

UNTIL_NOW = [
    "SELECT c.community_id, 'session', s.id, 0, 0 FROM session s JOIN course c ON c.id = s.course_id"
    " WHERE s.recorded_ms IS NULL AND s.status = 'planned' AND c.status <> 'cancelled'",
    "SELECT c.community_id, 'draw', c.id, 0, 0 FROM course c"
    " WHERE c.mode = 'draw' AND c.drawn_ms IS NULL AND c.status <> 'cancelled'",
    "SELECT c.community_id, 'opening', c.id, 0, 0 FROM course c WHERE c.status <> 'cancelled'"
    " AND EXISTS (SELECT 1 FROM interest i WHERE i.course_id = c.id AND i.told_ms IS NULL)",
    "SELECT c.community_id, 'seats', c.id, 0, 0 FROM course c WHERE c.status <> 'cancelled' AND c.waiting > 0",
]
"""What an earlier version looked for every minute."""


def upgrade() -> None:
    table(
        "reminder",
        key(),
        ref("community_id", "community"),
        text("kind"),
        number("subject_id"),
        number("due_ms"),
        number("seen_ms"),
        number("cursor", default=0),
        sa.UniqueConstraint("kind", "subject_id"),
    )
    index("reminder", "due_ms")
    for subjects in UNTIL_NOW:
        op.execute(f"INSERT INTO reminder (community_id, kind, subject_id, due_ms, seen_ms) {subjects}")
    table("mute", ref("person_id", "person"), text("topic"), sa.PrimaryKeyConstraint("person_id", "topic"))
    table(
        "call",
        key(),
        ref("community_id", "community"),
        ref("person_id", "person"),
        text("cause"),
        text("words"),
        text("about", default=""),
        ref("enrolment_id", "enrolment", optional=True),
        number("until_ms"),
        number("created_ms"),
        number("told_ms", optional=True),
        number("tries", default=0),
        number("done_ms", optional=True),
        ref("done_by", "person", optional=True, on_delete="SET NULL"),
        sa.UniqueConstraint("cause", "person_id"),
    )
    index("call", "community_id", "id", where="done_ms IS NULL")
    index("call", "community_id", "told_ms", where="told_ms IS NULL")
    index("call", "person_id")
    index("call", "enrolment_id", where="enrolment_id IS NOT NULL")
    index("call", "done_by", where="done_by IS NOT NULL")
    table(
        "broadcast",
        key(),
        ref("community_id", "community"),
        ref("made_by", "person", optional=True, on_delete="SET NULL"),
        text("words"),
        text("audience"),
        number("urgent", default=0),
        text("state", default="running"),
        number("total"),
        number("unreached", default=0),
        text("result", default="{}"),
        number("created_ms"),
        number("done_ms", optional=True),
    )
    index("broadcast", "community_id", "id")
    index("broadcast", "made_by", where="made_by IS NOT NULL")
    op.add_column("community", text("birthday_party", default=""))
    op.add_column("enrolment", number("offer_until_ms", optional=True))
    for column in (text("topic", default=""), text("about", default=""), number("weight", default=0)):
        op.add_column("outbox", column)
    for moment in ("by_ms", "until_ms"):
        op.add_column("outbox", number(moment, default=FOR_EVER))
    op.add_column("outbox", number("together_id", optional=True))
    index("outbox", "together_id", where="together_id IS NOT NULL")
    index("outbox", "channel", "due_ms", where="state = 'pending' AND attempts > 0")
    index("outbox", "channel", "by_ms", where="state = 'pending' AND lane > 0")
    index("outbox", "channel", "until_ms", where="state = 'pending' AND lane > 0")
    index("outbox", "channel", "weight", where="state = 'pending' AND weight = 2")
    op.drop_index("course_by_draw", "course")
    op.drop_index("session_by_ends_ms", "session")
