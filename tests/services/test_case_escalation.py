"""What is not seen to in time: who hears next and when, each level once, never at night but for danger, and nothing after the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS, to_ms
from services.cases import handling, moves
from services.cases.kinds import SOLVED
from services.still import still_so
from storage import case_events, outbox, roles, teams
from tests.services.conftest import ZONE, Town, local
from tests.services.test_cases import report, stand

SAID = ("超时", "危险还没有人", "危险已经半小时")


def reminded(town: Town, person: int) -> list[str]:
    """How what the person was reminded of begins."""
    return [said.splitlines()[0] for said in town.heard(person) if said.startswith(SAID)]


def at(town: Town, words: str) -> None:
    """Let the time pass until then (local), and the clock do what is due."""
    town.now_ms = to_ms(local(words), ZONE)
    town.catch_up()


def hire(town: Town, name: str, role: str) -> int:
    """Somebody with that role."""
    person = town.person(name)
    town.do(roles.grant(town.community_id, role, person, None, town.now_ms))
    return person


def test_what_is_late_goes_to_who_has_it_then_to_all_then_to_the_administrators_each_once(town: Town) -> None:
    chief, zhou, li = hire(town, "罗主任", "admin"), town.staff(), town.staff("李荣珍")
    case_id = report(town, town.person("张汉梅"))  # Monday at nine; a day's time
    town.do(handling.take(case_id, zhou, town.now_ms))
    at(town, "2026-11-24 08:59")
    assert reminded(town, zhou) == []
    at(town, "2026-11-24 09:00")
    assert [reminded(town, one) for one in (zhou, li, chief)] == [["超时了，请尽快处理："], [], []]
    at(town, "2026-11-24 20:59")
    assert len(reminded(town, zhou)) == 1
    at(town, "2026-11-24 21:00")
    assert [len(reminded(town, one)) for one in (zhou, li, chief)] == [2, 1, 1]
    at(town, "2026-11-25 09:00")
    assert [len(reminded(town, one)) for one in (zhou, li, chief)] == [2, 1, 2]
    at(town, "2026-12-25 09:00")
    assert [len(reminded(town, one)) for one in (zhou, li, chief)] == [2, 1, 2]
    assert [event.words for event in town.do(case_events.of_case(case_id)) if event.kind == "late"] == ["3", "4", "5"]


def test_a_move_begins_the_next_half_anew(town: Town) -> None:
    zhou, li = town.staff(), town.staff("李荣珍")
    case_id = report(town, town.person("张汉梅"))
    at(town, "2026-11-24 09:00")
    assert [len(reminded(town, one)) for one in (zhou, li)] == [1, 1]  # nobody has it: all hear
    at(town, "2026-11-24 18:00")
    town.do(handling.take(case_id, li, town.now_ms))
    at(town, "2026-11-25 05:59")
    assert len(reminded(town, zhou)) == 1
    at(town, "2026-11-25 07:30")  # six o'clock is night
    assert len(reminded(town, zhou)) == 2


def test_the_leads_of_its_team_hear_with_who_has_it(town: Town) -> None:
    zhou, lead = town.staff(), town.person("赵队长")
    team_id = town.do(teams.save(town.community_id, "patrol", 1, "老街坊巡逻队", ""))
    town.do(teams.join(team_id, lead, town.now_ms, lead=True))
    case_id = report(town, town.person("张汉梅"))
    town.do(handling.pass_on(case_id, team_id, zhou, town.now_ms, seen=None))
    at(town, "2026-11-24 09:00")
    assert [len(reminded(town, one)) for one in (zhou, lead)] == [0, 1]


def test_danger_that_nobody_takes_is_told_again_at_night_and_aloud(town: Town) -> None:
    chief, zhou = hire(town, "罗主任", "admin"), town.staff()
    at(town, "2026-11-23 23:00")
    case_id = report(town, town.person("张汉梅"), "煤气味很重")
    at(town, "2026-11-23 23:14")
    assert reminded(town, zhou) == []
    at(town, "2026-11-23 23:15")
    assert reminded(town, zhou) == reminded(town, chief) == ["危险还没有人去处理，谁能去？"]
    at(town, "2026-11-23 23:30")
    assert [len(reminded(town, one)) for one in (zhou, chief)] == [1, 2]
    rows = town.do(outbox.waiting_for("test", "chat-2"))
    assert [row.weight for row in rows] == [2, 2]
    assert all(town.do(still_so(row.about)) for row in rows)
    town.do(handling.take(case_id, zhou, town.now_ms))
    assert not town.do(still_so(rows[-1].about))
    at(town, "2026-11-24 00:59")
    assert [len(reminded(town, one)) for one in (zhou, chief)] == [1, 2]
    at(town, "2026-11-24 01:00")
    assert reminded(town, zhou)[-1] == "超时了，请尽快处理："


def test_danger_given_to_a_colleague_is_told_again_until_they_take_it(town: Town) -> None:
    zhou, li = town.staff(), town.staff("李荣珍")
    case_id = report(town, town.person("张汉梅"), "煤气味很重")
    town.do(handling.give(case_id, li, zhou, town.now_ms, seen=None))
    at(town, "2026-11-23 09:15")
    assert [len(reminded(town, one)) for one in (zhou, li)] == [1, 1]


def test_solved_and_no_word_for_three_days_counts_as_solved(town: Town) -> None:
    zhou, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang)
    town.do(moves.set_state(case_id, "solved", "", zhou, town.now_ms, seen="new"))
    at(town, "2026-11-26 08:59")
    assert stand(town, case_id).phase == SOLVED
    at(town, "2026-11-26 09:00")
    assert stand(town, case_id).phase == "done"
    assert town.heard(zhang)[-1] == "您反映的「漏水、下水 · 3栋2单元」有新进展：已解决。"
    at(town, "2026-12-26 09:00")
    assert reminded(town, zhou) == []


def test_what_has_no_clock_is_left_alone(town: Town) -> None:
    zhou = town.staff()
    case_id = report(town, town.person("张汉梅"))
    town.connection.execute("UPDATE cases SET due_ms = NULL WHERE id = ?", (case_id,))
    at(town, "2027-11-26 09:00")
    assert reminded(town, zhou) == []


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["wait", "take", "give", "working", "new", "solved", "done", "again", "nothing"]),
        st.sampled_from([MINUTE_MS, 16 * MINUTE_MS, HOUR_MS, 7 * HOUR_MS, DAY_MS]),
        st.integers(0, 1),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(danger=st.booleans(), acts=ACTS)
def test_whatever_happens_each_level_is_told_once_a_clock_and_nothing_after_the_end(
    found_town: Callable[[], Town], danger: bool, acts: list[tuple[str, int, int]]
) -> None:
    town = found_town()
    people = [town.staff(), town.staff("李荣珍"), hire(town, "罗主任", "admin")]
    zhang = town.person("张汉梅")
    case_id = report(town, zhang, "煤气味很重" if danger else "水管漏水")
    climbed: list[tuple[int, int | None]] = []
    for act, after_ms, who in acts:
        before = stand(town, case_id)
        by = people[who]
        if act in ("working", "new", "solved", "done"):
            town.do(handling.move(case_id, act, "", by, town.now_ms, seen=before.state))
        elif act == "take":
            town.do(handling.take(case_id, by, town.now_ms))
        elif act == "give":
            town.do(handling.give(case_id, people[1 - who], by, town.now_ms, seen=before.owner_id))
        elif act == "again":
            town.do(moves.again(case_id, "", [], zhang, 0, "test", town.now_ms))
        closed = stand(town, case_id).closed_ms is not None
        waits = stand(town, case_id).phase != SOLVED and not closed
        told = _told(town)
        town.now_ms += after_ms
        town.catch_up()
        if not waits:
            assert _told(town) == told
        climbed += [(level, stand(town, case_id).due_ms) for level in _climbed(town, case_id)[len(climbed) :]]
        assert len(climbed) == len(set(climbed)), "a level was told twice by the same clock"
        for sent in _told(town)[len(told) :]:
            _is_by_day_or_danger(town, sent, bool(stand(town, case_id).danger))
    town.connection.close()


def _climbed(town: Town, case_id: int) -> list[int]:
    """The levels up to which the case was passed, in their order."""
    return [int(event.words) for event in town.do(case_events.of_case(case_id)) if event.kind in ("late", "untaken")]


def _told(town: Town) -> list[tuple[str, int, int]]:
    """Every reminder that was written: its cause, for whom, and when."""
    rows = town.connection.execute(
        "SELECT o.cause, a.person_id, o.created_ms FROM outbox o JOIN account a ON a.id = o.account_id"
        " WHERE o.cause LIKE 'case:%:up:%' ORDER BY o.id"
    )
    return [(cause, person, at_ms) for cause, person, at_ms in rows]


def _is_by_day_or_danger(town: Town, sent: tuple[str, int, int], danger: bool) -> None:
    clock = datetime.fromtimestamp(sent[2] / 1000, ZONE).time()
    assert danger or local("2026-11-23 07:30").time() <= clock < local("2026-11-23 21:30").time()
