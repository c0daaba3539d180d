"""Cases: what people bring up, and where each stands."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Case(Struct, frozen=True):
    """A case of a `kind` of its community's.

    `reporter_id` is whose it is, `made_by` who entered it (a guardian, staff, or the same). `details` is a JSON list of [label, words].
    `place` is as people say it, `place_key` what is equal where the place is ("" where nothing can tell). `phase` is what the house
    reasons with, `state` the community's own. `shown`: "no" | "asked" (waits for staff) | "yes" | "refused". `due_ms` is by when it is
    to be seen to, `level` how far up it was passed since then (`services.cases.escalation`). A case that was merged is closed, and goes
    on as `merged_into`.
    """

    id: int
    community_id: int
    kind: str
    words: str
    details: str
    category: str
    severity: str
    danger: int
    place: str
    place_key: str
    latitude_e6: int | None
    longitude_e6: int | None
    spot_id: int | None
    reporter_id: int | None
    made_by: int | None
    anonymous: int
    state: str
    phase: str
    shown: str
    team_id: int | None
    owner_id: int | None
    followers: int
    level: int
    due_ms: int | None
    created_ms: int
    changed_ms: int
    closed_ms: int | None
    merged_into: int | None
    shift_id: int | None


COLUMNS = (
    "c.id, c.community_id, c.kind, c.words, c.details, c.category, c.severity, c.danger, c.place, c.place_key, c.latitude_e6,"
    " c.longitude_e6, c.spot_id, c.reporter_id, c.made_by, c.anonymous, c.state, c.phase, c.shown, c.team_id, c.owner_id, c.followers,"
    " c.level, c.due_ms, c.created_ms, c.changed_ms, c.closed_ms, c.merged_into, c.shift_id"
)
_ADD = sql(
    "INSERT INTO cases (community_id, kind, words, details, category, severity, danger, place, place_key, latitude_e6, longitude_e6,"
    " spot_id, reporter_id, made_by, anonymous, state, phase, shown, team_id, due_ms, created_ms, changed_ms, shift_id)"
    " VALUES (:community_id, :kind, :words, :details, :category, :severity, :danger, :place, :place_key,"
    " CAST(:latitude_e6 AS BIGINT), CAST(:longitude_e6 AS BIGINT), CAST(:spot_id AS BIGINT), CAST(:reporter_id AS BIGINT),"
    " CAST(:made_by AS BIGINT), :anonymous, :state, :phase, :shown, CAST(:team_id AS BIGINT), CAST(:due_ms AS BIGINT), :now_ms, :now_ms,"
    " CAST(:shift_id AS BIGINT)) RETURNING id"
)
_GET = sql(f"SELECT {COLUMNS} FROM cases c WHERE c.id = :id")
_FOLLOWED = sql(
    f"SELECT {COLUMNS} FROM case_follower f JOIN cases c ON c.id = f.case_id WHERE f.person_id = :person_id"
    " AND (f.why = 'reporter' OR c.shown NOT IN ('asked', 'refused'))"
    " ORDER BY CASE WHEN c.closed_ms IS NULL THEN 0 ELSE 1 END, c.changed_ms DESC, c.id DESC LIMIT :most"
)
_SINCE = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.closed_ms IS NULL AND c.created_ms > :since_ms"
    " ORDER BY c.id"
)
_UNTOLD = sql(f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.told = 0 ORDER BY c.id LIMIT :most")
_TOLD = sql("UPDATE cases SET told = 1 WHERE id = :id RETURNING id")
_OPEN_AT = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.place_key = :place_key AND c.place_key <> ''"
    " AND c.closed_ms IS NULL AND c.kind = :kind ORDER BY c.followers DESC, c.id DESC LIMIT 20"
)
_OPEN_IN_CATEGORY = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.kind = :kind AND c.category = :category"
    " AND c.closed_ms IS NULL ORDER BY c.followers DESC, c.id DESC LIMIT :most"
)
_LAST_MADE = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.made_by = :person_id AND c.created_ms > :since_ms ORDER BY c.id DESC LIMIT 1"
)
_PLACE = sql(
    "UPDATE cases SET place = :place, place_key = :place_key, latitude_e6 = CAST(:latitude_e6 AS BIGINT),"
    " longitude_e6 = CAST(:longitude_e6 AS BIGINT), spot_id = CAST(:spot_id AS BIGINT)"
    " WHERE id = :id AND closed_ms IS NULL AND place = '' AND place_key = '' RETURNING id"
)
# "shown <> 'no'" says nothing new, but without it SQLite does not see that the index of what is shown will do.
_PUBLIC = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.kind = :kind AND c.shown = 'yes'"
    " AND c.shown <> 'no' AND c.merged_into IS NULL ORDER BY CASE WHEN c.closed_ms IS NULL THEN 0 ELSE 1 END, c.followers DESC, c.id DESC LIMIT :most"
)
_ANY_OF = sql("SELECT 1 FROM cases WHERE community_id = :community_id AND kind = :kind LIMIT 1")
_TO_MODERATE = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.shown = 'asked' AND c.shown <> 'no'"
    " AND c.closed_ms IS NULL"
    " ORDER BY c.id LIMIT :most"
)
_MOVE = sql(
    "UPDATE cases SET state = :state, phase = :phase, due_ms = CAST(:due_ms AS BIGINT), level = :level,"
    " closed_ms = CAST(:closed_ms AS BIGINT), changed_ms = :now_ms"
    " WHERE id = :id AND state = :was AND phase = :was_phase AND merged_into IS NULL RETURNING id"
)
_OWN = sql(
    "UPDATE cases SET owner_id = CAST(:owner_id AS BIGINT), changed_ms = :now_ms"
    " WHERE id = :id AND closed_ms IS NULL AND COALESCE(owner_id, 0) = :was RETURNING id"
)
_HAND = sql(
    "UPDATE cases SET team_id = CAST(:team_id AS BIGINT), owner_id = NULL, changed_ms = :now_ms WHERE id = :id AND closed_ms IS NULL"
    " AND COALESCE(owner_id, 0) = :was_owner AND COALESCE(team_id, 0) = :was_team RETURNING id"
)
_CLASSIFY = sql(
    "UPDATE cases SET category = :category, severity = :severity, danger = :danger, due_ms = CAST(:due_ms AS BIGINT), level = :level,"
    " changed_ms = :now_ms WHERE id = :id AND closed_ms IS NULL AND category = :was_category AND severity = :was_severity RETURNING id"
)
_REKIND = sql(
    "UPDATE cases SET kind = :kind, state = :state, phase = :phase, shown = :shown, category = :category, severity = :severity,"
    " due_ms = CAST(:due_ms AS BIGINT), level = 0, changed_ms = :now_ms"
    " WHERE id = :id AND closed_ms IS NULL AND kind = :was AND state = :was_state RETURNING id"
)
_REPLACE = sql(
    "UPDATE cases SET place = :place, place_key = :place_key, latitude_e6 = NULL, longitude_e6 = NULL,"
    " spot_id = CAST(:spot_id AS BIGINT), changed_ms = :now_ms"
    " WHERE id = :id AND closed_ms IS NULL AND place = :was AND place_key = :was_key RETURNING id"
)
_PASS_UP = sql("UPDATE cases SET level = :level WHERE id = :id AND closed_ms IS NULL AND level = :was RETURNING id")
_SHOW = sql("UPDATE cases SET shown = :shown WHERE id = :id AND shown = :was RETURNING id")
_MERGE = sql(
    "UPDATE cases SET merged_into = :into, closed_ms = :now_ms, changed_ms = :now_ms, due_ms = NULL"
    " WHERE id = :id AND closed_ms IS NULL AND merged_into IS NULL RETURNING id"
)
_RECOUNT = sql(
    "UPDATE cases SET followers = (SELECT COUNT(*) FROM case_follower f WHERE f.case_id = cases.id) WHERE id = :id"
    " RETURNING followers"
)
_BLANK = sql("UPDATE cases SET words = '', details = '' WHERE id = :id RETURNING id")
_UNPLACE = sql(
    "UPDATE cases SET place = '', place_key = '', latitude_e6 = NULL, longitude_e6 = NULL, spot_id = NULL WHERE id = :id RETURNING id"
)


async def add(
    community_id: int, kind: str, state: str, phase: str, now_ms: int, *, words: str = "", details: str = "", category: str = "",
    severity: str = "", danger: bool = False, place: str = "", place_key: str = "", latitude_e6: int | None = None,
    longitude_e6: int | None = None, spot_id: int | None = None, reporter_id: int | None = None, made_by: int | None = None,
    anonymous: bool = False, shown: str = "no", team_id: int | None = None, due_ms: int | None = None, shift_id: int | None = None,
) -> int:  # fmt: skip
    """Keep a new case; returns its id."""
    made: int = await _ADD.value(
        community_id=community_id, kind=kind, words=words, details=details, category=category, severity=severity,
        danger=int(danger), place=place, place_key=place_key, latitude_e6=latitude_e6, longitude_e6=longitude_e6, spot_id=spot_id,
        reporter_id=reporter_id, made_by=made_by, anonymous=int(anonymous), state=state, phase=phase, shown=shown, team_id=team_id,
        due_ms=due_ms, now_ms=now_ms, shift_id=shift_id,
    )  # fmt: skip
    return made


async def get(case_id: int) -> Case | None:
    """The case."""
    return await _GET.one(Case, id=case_id)


async def followed(person_id: int, most: int) -> list[Case]:
    """What the person brought up or follows, but what staff keep back from others: open ones first, those that changed last first."""
    return await _FOLLOWED.all(Case, person_id=person_id, most=most)


async def since(community_id: int, since_ms: int) -> list[Case]:
    """What was brought up after that moment and is still open, the oldest first."""
    return await _SINCE.all(Case, community_id=community_id, since_ms=since_ms)


async def untold(community_id: int, most: int) -> list[Case]:
    """What was brought up and nobody was told of, the oldest first."""
    return await _UNTOLD.all(Case, community_id=community_id, most=most)


async def told(case_id: int) -> None:
    """Whoever sees to it was told of it."""
    await _TOLD.run(id=case_id)


async def open_at(community_id: int, kind: str, place_key: str) -> list[Case]:
    """What is open at a place, what most follow first, then the newest, 20 at most."""
    return await _OPEN_AT.all(Case, community_id=community_id, kind=kind, place_key=place_key)


async def open_in_category(community_id: int, kind: str, category: str, most: int) -> list[Case]:
    """What is open of a category, what most follow first, then the newest: in a storm people gather at one."""
    return await _OPEN_IN_CATEGORY.all(Case, community_id=community_id, kind=kind, category=category, most=most)


async def last_made(person_id: int, since_ms: int) -> Case | None:
    """What the person entered last, after that moment."""
    return await _LAST_MADE.one(Case, person_id=person_id, since_ms=since_ms)


async def place(
    case_id: int, place: str, place_key: str, latitude_e6: int | None, longitude_e6: int | None, spot_id: int | None
) -> bool:
    """Say where it is. False where that is known, or it is closed."""
    return await _PLACE.run(
        id=case_id, place=place, place_key=place_key, latitude_e6=latitude_e6, longitude_e6=longitude_e6, spot_id=spot_id
    )


async def public(community_id: int, kind: str, most: int) -> list[Case]:
    """What everybody of the community may read: open ones first, those with the most followers first."""
    return await _PUBLIC.all(Case, community_id=community_id, kind=kind, most=most)


async def any_of(community_id: int, kind: str) -> bool:
    """Whether anything of that kind was ever brought up there."""
    return await _ANY_OF.run(community_id=community_id, kind=kind)


async def to_moderate(community_id: int, most: int) -> list[Case]:
    """What waits for staff to let neighbours see it, the oldest first."""
    return await _TO_MODERATE.all(Case, community_id=community_id, most=most)


async def move(
    case: Case, state: str, phase: str, now_ms: int, *, due_ms: int | None, closed_ms: int | None, level: int = 0
) -> bool:
    """Have it in another state. False where it is not in the state in which `case` saw it any more."""
    return await _MOVE.run(
        id=case.id, was=case.state, was_phase=case.phase, state=state, phase=phase, due_ms=due_ms, closed_ms=closed_ms,
        level=level, now_ms=now_ms,
    )  # fmt: skip


async def own(case_id: int, owner_id: int | None, was: int | None, now_ms: int) -> bool:
    """Somebody sees to it (None: nobody). False where it is not `was` who does, or it is closed."""
    return await _OWN.run(id=case_id, owner_id=owner_id, was=was or 0, now_ms=now_ms)


async def hand(case: Case, team_id: int | None, now_ms: int) -> bool:
    """A team sees to it (None: none), and nobody in particular. False where it is not with the person and team that `case` saw."""
    return await _HAND.run(id=case.id, team_id=team_id, was_owner=case.owner_id or 0, was_team=case.team_id or 0, now_ms=now_ms)


async def classify(case: Case, category: str, severity: str, danger: int, due_ms: int | None, level: int, now_ms: int) -> bool:
    """It is about something else, or worse or less bad. False where it is not what `case` saw, or closed."""
    return await _CLASSIFY.run(
        id=case.id, category=category, severity=severity, danger=danger, due_ms=due_ms, level=level, now_ms=now_ms,
        was_category=case.category, was_severity=case.severity,
    )  # fmt: skip


async def rekind(
    case: Case, kind: str, state: str, phase: str, shown: str, category: str, severity: str, due_ms: int | None, now_ms: int
) -> bool:
    """It is of another kind, in that kind's state. False where it is not in the state in which `case` saw it any more, or closed."""
    return await _REKIND.run(
        id=case.id, kind=kind, state=state, phase=phase, shown=shown, category=category, severity=severity, due_ms=due_ms,
        now_ms=now_ms, was=case.kind, was_state=case.state,
    )  # fmt: skip


async def replace(case: Case, place: str, place_key: str, spot_id: int | None, now_ms: int) -> bool:
    """It is somewhere else than was said. False where it is not where `case` saw it any more, or closed."""
    return await _REPLACE.run(
        id=case.id, place=place, place_key=place_key, spot_id=spot_id, now_ms=now_ms, was=case.place, was_key=case.place_key
    )


async def pass_up(case_id: int, was: int, level: int) -> bool:
    """It was passed up to that level. False where somebody else did so, or it is closed."""
    return await _PASS_UP.run(id=case_id, was=was, level=level)


async def show(case_id: int, was: str, shown: str) -> bool:
    """Whether neighbours see it. False where it is not as it `was`."""
    return await _SHOW.run(id=case_id, was=was, shown=shown)


async def merge(case_id: int, into: int, now_ms: int) -> bool:
    """It goes on as another one. False where it is closed."""
    return await _MERGE.run(id=case_id, into=into, now_ms=now_ms)


async def recount(case_id: int) -> int:
    """Count its followers anew; returns their number."""
    return int(await _RECOUNT.value(id=case_id) or 0)


async def blank(case_id: int) -> None:
    """Remove what somebody who is erased had said in it; the rest of it stays, also where it is."""
    await _BLANK.run(id=case_id)


async def unplace(case_id: int) -> None:
    """Remove where it was."""
    await _UNPLACE.run(id=case_id)
