"""Households, roles, codes; courses with their sessions, enrolments, attendance and draws; the audit trail."""

import sqlalchemy as sa

from storage.migrations.columns import index, key, number, ref, table, text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    people()
    courses()


def people() -> None:
    table(
        "kinship",
        key(),
        ref("guardian_id", "person"),
        ref("member_id", "person"),
        text("kind"),
        number("agreed_ms", optional=True),
        text("tell", default="both"),
        number("created_ms"),
        sa.UniqueConstraint("guardian_id", "member_id"),
    )
    index("kinship", "member_id")
    table(
        "consent",
        ref("person_id", "person"),
        text("purpose"),
        number("version"),
        number("given_ms"),
        ref("given_by", "person", optional=True, on_delete="SET NULL"),
        sa.PrimaryKeyConstraint("person_id", "purpose"),
    )
    index("consent", "given_by")
    table(
        "role",
        ref("community_id", "community"),
        text("name"),
        ref("person_id", "person"),
        number("granted_ms"),
        ref("granted_by", "person", optional=True, on_delete="SET NULL"),
        sa.PrimaryKeyConstraint("community_id", "name", "person_id"),
    )
    index("role", "person_id")
    index("role", "granted_by")
    table(
        "code",
        key(),
        text("hash"),
        text("purpose"),
        ref("community_id", "community", optional=True),
        ref("person_id", "person", optional=True),
        text("detail", default=""),
        ref("made_by", "person", optional=True, on_delete="SET NULL"),
        number("created_ms"),
        number("expires_ms"),
        number("used_ms", optional=True),
        ref("used_by", "person", optional=True, on_delete="SET NULL"),
        sa.UniqueConstraint("hash"),
    )
    index("code", "person_id")
    index("code", "made_by")
    index("code", "used_by")
    index("code", "expires_ms")
    table(
        "code_try",
        ref("person_id", "person"),
        number("failed"),
        number("since_ms"),
        sa.PrimaryKeyConstraint("person_id"),
    )
    table(
        "audit",
        key(),
        ref("community_id", "community", optional=True),
        ref("actor_id", "person", optional=True, on_delete="SET NULL"),
        text("action"),
        text("subject"),
        text("detail", default=""),
        number("at_ms"),
    )
    index("audit", "community_id", "at_ms")
    index("audit", "actor_id")
    index("audit", "subject")


def courses() -> None:
    table(
        "course",
        key(),
        ref("community_id", "community"),
        text("slug"),
        text("title"),
        text("teacher", default=""),
        text("place", default=""),
        number("seats"),
        number("taken", default=0),
        number("waiting", default=0),
        number("next_ticket", default=1),
        number("starts_ms"),
        text("first_day"),
        number("minutes"),
        number("sessions"),
        text("every", default="week"),
        number("ends_ms"),
        number("opens_ms", default=0),
        number("closes_ms", optional=True),
        text("audience", default="everyone"),
        number("min_age", optional=True),
        number("max_age", optional=True),
        text("mode", default="grab"),
        number("cancel_hours", default=24),
        number("price_fen", default=0),
        number("version", default=1),
        text("status", default="open"),
        number("drawn_ms", optional=True),
        text("filed", default=""),
        number("created_ms"),
        sa.UniqueConstraint("community_id", "slug"),
        sa.CheckConstraint("taken >= 0 AND waiting >= 0", name="course_counts"),
    )
    index("course", "community_id", "ends_ms")
    table(
        "session",
        key(),
        ref("course_id", "course"),
        number("n"),
        number("starts_ms"),
        number("ends_ms"),
        text("status", default="planned"),
        text("code", default=""),
        number("recorded_ms", optional=True),
        sa.UniqueConstraint("course_id", "n"),
    )
    index("session", "code", where="code <> ''")
    index("session", "ends_ms", where="recorded_ms IS NULL")
    table(
        "enrolment",
        key(),
        ref("course_id", "course"),
        ref("attendee_id", "person", on_delete="RESTRICT"),
        ref("companion_id", "person", optional=True, on_delete="RESTRICT"),
        ref("booked_by", "person", optional=True, on_delete="SET NULL"),
        number("places", default=1),
        text("state"),
        number("ticket", optional=True),
        text("pickup", default=""),
        text("allergy", default=""),
        number("created_ms"),
        number("changed_ms"),
        ref("changed_by", "person", optional=True, on_delete="SET NULL"),
    )
    index("enrolment", "course_id", "attendee_id", unique=True, where="state <> 'cancelled'")
    index("enrolment", "course_id", "ticket", where="state = 'waiting'")
    index("enrolment", "attendee_id", "state")
    index("enrolment", "companion_id", where="companion_id IS NOT NULL")
    index("enrolment", "booked_by")
    index("enrolment", "changed_by", where="changed_by IS NOT NULL")
    table(
        "attendance",
        ref("session_id", "session"),
        ref("enrolment_id", "enrolment"),
        ref("person_id", "person", on_delete="RESTRICT"),
        text("state"),
        number("at_ms"),
        number("arrived_ms", optional=True),
        text("arrived_with", default=""),
        number("collected_ms", optional=True),
        text("collected_by", default=""),
        ref("marked_by", "person", optional=True, on_delete="SET NULL"),
        sa.PrimaryKeyConstraint("session_id", "enrolment_id"),
    )
    index("attendance", "enrolment_id")
    index("attendance", "person_id", "at_ms")
    index("attendance", "marked_by", where="marked_by IS NOT NULL")
    table(
        "pause",
        key(),
        ref("person_id", "person"),
        number("since_ms"),
        number("until_ms"),
        number("lifted_ms", optional=True),
        ref("lifted_by", "person", optional=True, on_delete="SET NULL"),
    )
    index("pause", "person_id", "until_ms")
    index("pause", "lifted_by", where="lifted_by IS NOT NULL")
    table(
        "interest",
        ref("course_id", "course"),
        ref("person_id", "person"),
        number("created_ms"),
        number("told_ms", optional=True),
        sa.PrimaryKeyConstraint("course_id", "person_id"),
    )
    index("interest", "person_id")
    index("interest", "course_id", where="told_ms IS NULL")
    table(
        "draw",
        ref("course_id", "course"),
        text("seed"),
        text("seed_hash"),
        number("created_ms"),
        number("drawn_ms", optional=True),
        number("seats", optional=True),
        sa.PrimaryKeyConstraint("course_id"),
    )
    table(
        "draw_entry",
        ref("enrolment_id", "enrolment"),
        ref("course_id", "course"),
        text("number"),
        number("places", default=1),
        number("rank", optional=True),
        text("result", default=""),
        sa.PrimaryKeyConstraint("enrolment_id"),
        sa.UniqueConstraint("course_id", "number"),
    )
