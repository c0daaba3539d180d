"""Cases (hazards, suggestions and what else a community has), volunteers and their shifts, the council, and talks with a person."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import index, key, number, ref, table, text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("community", text("opening", default=""))
    table(
        "team",
        key(),
        ref("community_id", "community"),
        text("slug"),
        number("n"),
        text("name"),
        text("purpose", default=""),
        sa.UniqueConstraint("community_id", "slug"),
    )
    table(
        "team_member",
        ref("team_id", "team"),
        ref("person_id", "person"),
        number("lead", default=0),
        number("joined_ms"),
        sa.PrimaryKeyConstraint("team_id", "person_id"),
    )
    index("team_member", "person_id")
    table(
        "team_wish",
        ref("team_id", "team"),
        ref("person_id", "person"),
        ref("asked_by", "person", optional=True, on_delete="SET NULL"),
        number("asked_ms"),
        sa.PrimaryKeyConstraint("team_id", "person_id"),
    )
    index("team_wish", "person_id")
    index("team_wish", "asked_by", where="asked_by IS NOT NULL")
    table(
        "spot",
        key(),
        ref("community_id", "community"),
        text("slug"),
        number("n"),
        text("name"),
        text("code"),
        number("latitude_e6", optional=True),
        number("longitude_e6", optional=True),
        sa.UniqueConstraint("community_id", "slug"),
        sa.UniqueConstraint("code"),
    )
    table(
        "duty",
        key(),
        ref("community_id", "community"),
        ref("team_id", "team"),
        text("slug"),
        number("n"),
        text("name"),
        text("weekdays"),
        text("starts"),
        number("minutes"),
        number("need"),
        text("filed", default=""),
        sa.UniqueConstraint("community_id", "slug"),
    )
    index("duty", "team_id")
    table(
        "duty_spot",
        ref("duty_id", "duty"),
        ref("spot_id", "spot"),
        number("n"),
        sa.PrimaryKeyConstraint("duty_id", "spot_id"),
    )
    index("duty_spot", "spot_id")
    table(
        "shift",
        key(),
        ref("duty_id", "duty"),
        text("day"),
        number("starts_ms"),
        number("ends_ms"),
        number("need"),
        text("state", default="planned"),
        sa.UniqueConstraint("duty_id", "day"),
    )
    index("shift", "starts_ms")
    table(
        "shift_place",
        ref("shift_id", "shift"),
        ref("person_id", "person"),
        text("state"),
        text("reason", default=""),
        number("taken_ms"),
        number("in_ms", optional=True),
        text("in_how", default=""),
        number("out_ms", optional=True),
        text("out_how", default=""),
        number("minutes", optional=True),
        number("no_show", default=0),
        sa.PrimaryKeyConstraint("shift_id", "person_id"),
    )
    index("shift_place", "person_id", "shift_id")
    table(
        "shift_swap",
        ref("shift_id", "shift"),
        ref("person_id", "person"),
        ref("other_shift_id", "shift"),
        ref("other_id", "person"),
        number("asked_ms"),
        sa.PrimaryKeyConstraint("shift_id", "person_id"),
    )
    index("shift_swap", "person_id")
    index("shift_swap", "other_shift_id")
    index("shift_swap", "other_id")
    table(
        "shift_visit",
        ref("shift_id", "shift"),
        ref("spot_id", "spot"),
        ref("person_id", "person", optional=True, on_delete="SET NULL"),
        number("at_ms"),
        sa.PrimaryKeyConstraint("shift_id", "spot_id"),
    )
    index("shift_visit", "spot_id")
    index("shift_visit", "person_id", where="person_id IS NOT NULL")
    table(
        "hours_change",
        key(),
        ref("shift_id", "shift"),
        ref("person_id", "person"),
        number("was_minutes", optional=True),
        number("minutes"),
        text("reason"),
        ref("made_by", "person", optional=True, on_delete="SET NULL"),
        number("at_ms"),
    )
    index("hours_change", "shift_id", "person_id")
    index("hours_change", "person_id")
    index("hours_change", "made_by", where="made_by IS NOT NULL")
    table(
        "case_kind",
        key(),
        ref("community_id", "community"),
        text("slug"),
        number("n"),
        text("body"),
        sa.UniqueConstraint("community_id", "slug"),
    )
    table(
        "canned_answer",
        key(),
        ref("community_id", "community"),
        number("n"),
        text("title"),
        text("words"),
        sa.UniqueConstraint("community_id", "title"),
    )
    table(  # "case" is a word of SQL
        "cases",
        key(),
        ref("community_id", "community"),
        text("kind"),
        text("words", default=""),
        text("details", default=""),
        text("category", default=""),
        text("severity", default=""),
        number("danger", default=0),
        text("place", default=""),
        text("place_key", default=""),
        number("latitude_e6", optional=True),
        number("longitude_e6", optional=True),
        ref("spot_id", "spot", optional=True, on_delete="SET NULL"),
        ref("reporter_id", "person", optional=True, on_delete="SET NULL"),
        ref("made_by", "person", optional=True, on_delete="SET NULL"),
        number("anonymous", default=0),
        text("state"),
        text("phase"),
        text("shown", default="no"),
        number("told", default=0),
        ref("team_id", "team", optional=True, on_delete="SET NULL"),
        ref("owner_id", "person", optional=True, on_delete="SET NULL"),
        number("followers", default=0),
        number("level", default=0),
        number("due_ms", optional=True),
        number("created_ms"),
        number("changed_ms"),
        number("closed_ms", optional=True),
        ref("merged_into", "cases", optional=True, on_delete="SET NULL"),
        ref("shift_id", "shift", optional=True, on_delete="SET NULL"),
    )
    index("cases", "community_id", "kind", "id")
    index("cases", "community_id", "kind", "place_key", where="closed_ms IS NULL AND place_key <> ''")
    index("cases", "community_id", "kind", "category", "followers", "id", where="closed_ms IS NULL")
    op.create_index(
        "cases_open",
        "cases",
        ["community_id", "danger", "due_ms", "id"],
        sqlite_where=sa.text("closed_ms IS NULL"),
        postgresql_where=sa.text("closed_ms IS NULL"),
    )
    index("cases", "community_id", "created_ms", where="closed_ms IS NULL")
    index("cases", "community_id", "id", where="told = 0")
    index("cases", "community_id", "shown", "kind", "followers", where="shown <> 'no'")
    for column in ("spot_id", "reporter_id", "made_by", "team_id", "owner_id", "merged_into", "shift_id"):
        index("cases", column, where=f"{column} IS NOT NULL")
    table(
        "case_event",
        key(),
        ref("case_id", "cases"),
        ref("actor_id", "person", optional=True, on_delete="SET NULL"),
        text("kind"),
        text("state", default=""),
        text("words", default=""),
        text("seen_by", default="staff"),
        number("erased", default=0),
        number("at_ms"),
    )
    index("case_event", "case_id", "id")
    index("case_event", "actor_id", where="actor_id IS NOT NULL")
    table(
        "case_file",
        key(),
        ref("case_id", "cases"),
        ref("event_id", "case_event", optional=True, on_delete="SET NULL"),
        ref("added_by", "person", optional=True, on_delete="SET NULL"),
        text("kind"),
        text("state", default="coming"),
        text("blob", default=""),
        text("name", default=""),
        number("at_ms"),
    )
    index("case_file", "case_id", "id")
    index("case_file", "event_id", where="event_id IS NOT NULL")
    index("case_file", "added_by", where="added_by IS NOT NULL")
    index("case_file", "blob", where="blob <> ''")
    table(
        "case_follower",
        ref("case_id", "cases"),
        ref("person_id", "person"),
        text("why"),
        number("since_ms"),
        sa.PrimaryKeyConstraint("case_id", "person_id"),
    )
    index("case_follower", "person_id")
    table(
        "case_gram",
        ref("community_id", "community"),
        text("kind"),
        text("gram"),
        ref("case_id", "cases"),
        sa.PrimaryKeyConstraint("community_id", "kind", "gram", "case_id"),
    )
    index("case_gram", "case_id")
    table(
        "case_merge",
        ref("case_id", "cases"),
        ref("into_id", "cases"),
        ref("asked_by", "person", optional=True, on_delete="SET NULL"),
        number("asked_ms"),
        sa.PrimaryKeyConstraint("case_id"),
    )
    index("case_merge", "into_id")
    index("case_merge", "asked_by", where="asked_by IS NOT NULL")
    table(
        "meeting",
        key(),
        ref("community_id", "community"),
        text("title"),
        number("starts_ms"),
        text("place", default=""),
        text("state", default="planned"),
        text("outcome", default=""),
        ref("made_by", "person", optional=True, on_delete="SET NULL"),
        number("created_ms"),
    )
    index("meeting", "community_id", "starts_ms")
    index("meeting", "made_by", where="made_by IS NOT NULL")
    table(
        "meeting_item",
        ref("meeting_id", "meeting"),
        ref("case_id", "cases"),
        number("n"),
        text("outcome", default=""),
        text("words", default=""),
        sa.PrimaryKeyConstraint("meeting_id", "case_id"),
    )
    index("meeting_item", "case_id")
    table(
        "on_duty",
        ref("community_id", "community"),
        ref("person_id", "person"),
        number("since_ms"),
        number("until_ms"),
        sa.PrimaryKeyConstraint("community_id", "person_id"),
    )
    index("on_duty", "person_id")
    table(
        "talk",
        key(),
        ref("community_id", "community"),
        ref("person_id", "person"),
        ref("staff_id", "person", optional=True, on_delete="SET NULL"),
        text("state", default="waiting"),
        text("asked", default=""),
        number("danger", default=0),
        number("asked_ms"),
        number("answered_ms", optional=True),
        number("said_ms"),
        number("ended_ms", optional=True),
    )
    index("talk", "person_id", unique=True, where="ended_ms IS NULL")
    index("talk", "community_id", "asked_ms", where="ended_ms IS NULL")
    index("talk", "person_id", "id")
    index("talk", "staff_id", where="staff_id IS NOT NULL")
    table(
        "talk_line",
        key(),
        ref("talk_id", "talk"),
        number("by_staff"),
        text("words", default=""),
        text("file_kind", default=""),
        text("blob", default=""),
        text("file_name", default=""),
        number("at_ms"),
    )
    index("talk_line", "talk_id", "id")
