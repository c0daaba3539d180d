"""Rounds: a shift as those see it who look after it: which of its checkpoints were passed, who stayed away, where somebody is needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from storage.checkins import HELD, LONGEST_MS
from storage.sql import sql


class Round(Struct, frozen=True):
    """A shift as those see it who look after it."""

    shift_id: int
    duty_id: int
    duty: str
    team_id: int
    community_id: int
    day: str
    starts_ms: int
    ends_ms: int


_ROUND = "SELECT s.id, s.duty_id, d.name, d.team_id, d.community_id, s.day, s.starts_ms, s.ends_ms FROM shift s JOIN duty d ON d.id = s.duty_id"
_FREE_AT = sql(
    f"{_ROUND} JOIN team_member m ON m.team_id = d.team_id AND m.person_id = CAST(:person_id AS BIGINT)"
    " WHERE d.community_id = :community_id AND s.state = 'planned' AND s.starts_ms <= CAST(:starts_by_ms AS BIGINT)"
    " AND s.day >= :first_day AND s.ends_ms > CAST(:now_ms AS BIGINT)"
    " AND (SELECT COUNT(*) FROM shift_place x WHERE x.shift_id = s.id AND x.state <> 'gone') < s.need"
    " AND (NOT EXISTS (SELECT 1 FROM duty_spot a WHERE a.duty_id = d.id)"
    " OR EXISTS (SELECT 1 FROM duty_spot b WHERE b.duty_id = d.id AND b.spot_id = :spot_id)) ORDER BY s.starts_ms, s.id"
)
_NO_SHOWS = sql(
    "SELECT p.person_id, COUNT(*) FROM shift_place p JOIN shift s ON s.id = p.shift_id JOIN duty d ON d.id = s.duty_id"
    f" WHERE d.team_id = :team_id AND s.day >= :first_day AND s.starts_ms > :since_ms AND p.no_show = 1 AND {HELD}"
    " GROUP BY p.person_id ORDER BY p.person_id"
)
_ROUND_OF = sql(f"{_ROUND} WHERE s.id = :shift_id AND s.state = 'planned'")
_ROUNDS = sql(
    f"{_ROUND} WHERE d.team_id = :team_id AND s.state = 'planned' AND s.day >= :first_day AND s.ends_ms > :since_ms AND s.ends_ms <= :until_ms"
    " ORDER BY s.ends_ms DESC, s.id DESC"
)
_VISIT = sql(
    "INSERT INTO shift_visit (shift_id, spot_id, person_id, at_ms) VALUES (:shift_id, :spot_id, :person_id, :now_ms)"
    " ON CONFLICT DO NOTHING RETURNING spot_id"
)
_VISITED = sql("SELECT spot_id FROM shift_visit WHERE shift_id = :shift_id ORDER BY at_ms, spot_id")
_VISITS = sql("SELECT spot_id, at_ms FROM shift_visit WHERE shift_id = :shift_id ORDER BY at_ms, spot_id")
_VISITS_BY = sql(
    "SELECT s.day, t.name, v.at_ms FROM shift_visit v JOIN shift s ON s.id = v.shift_id JOIN spot t ON t.id = v.spot_id"
    " WHERE v.person_id = :person_id ORDER BY v.at_ms, v.spot_id"
)
_GIVE_VISITS = sql("UPDATE shift_visit SET person_id = :to WHERE person_id = :person_id RETURNING spot_id")


async def free_at(spot_id: int, community_id: int, person_id: int, starts_by_ms: int, now_ms: int) -> list[Round]:
    """The shifts of the person's teams that pass a spot now and still need somebody."""
    return await _FREE_AT.all(
        Round, spot_id=spot_id, community_id=community_id, person_id=person_id, starts_by_ms=starts_by_ms,
        first_day=_day_before(now_ms - LONGEST_MS), now_ms=now_ms,
    )  # fmt: skip


async def no_shows(team_id: int, since_ms: int) -> dict[int, int]:
    """Who of a team did not come to shifts that began since then, and how often."""
    found = await _NO_SHOWS.all(
        lambda *row: (int(row[0]), int(row[1])), team_id=team_id, since_ms=since_ms, first_day=_day_before(since_ms)
    )
    return dict(found)


def _day_before(at_ms: int) -> str:
    """A local day that is over before that moment in every zone: it lets a statement find the shifts since then by an index."""
    return (datetime.fromtimestamp(at_ms / 1000, UTC).date() - timedelta(days=1)).isoformat()


async def get(shift_id: int) -> Round | None:
    """That shift; None where it does not take place."""
    return await _ROUND_OF.one(Round, shift_id=shift_id)


async def of_team(team_id: int, since_ms: int, until_ms: int) -> list[Round]:
    """The shifts of a team that ended after `since_ms` and by `until_ms`, the newest first."""
    return await _ROUNDS.all(
        Round, team_id=team_id, since_ms=since_ms, until_ms=until_ms, first_day=_day_before(since_ms - LONGEST_MS)
    )


async def visit(shift_id: int, spot_id: int, person_id: int, now_ms: int) -> bool:
    """Somebody passed the checkpoint. False where somebody of that shift had before."""
    return await _VISIT.run(shift_id=shift_id, spot_id=spot_id, person_id=person_id, now_ms=now_ms)


async def visited(shift_id: int) -> list[int]:
    """The checkpoints that were passed, in the order in which they were."""
    return await _VISITED.all(int, shift_id=shift_id)


async def visits(shift_id: int) -> dict[int, int]:
    """When each checkpoint was passed that was (UTC milliseconds)."""
    found = await _VISITS.all(lambda spot_id, at_ms: (int(spot_id), int(at_ms)), shift_id=shift_id)
    return dict(found)


async def visits_by(person_id: int) -> list[tuple[str, str, int]]:
    """Where the person passed: the day, the checkpoint, the moment."""
    return await _VISITS_BY.all(lambda day, spot, at_ms: (str(day), str(spot), int(at_ms)), person_id=person_id)


async def give_visits(person_id: int, to: int) -> None:
    """The one record passed where the other did."""
    await _GIVE_VISITS.all(int, person_id=person_id, to=to)
