"""Cases and suggestions in figures, worked out by hand."""

from __future__ import annotations

from typing import Any

from services.calendar import DAY_MS
from services.canteen.months import Month
from services.cases import pace
from services.cases.kinds import HAZARD
from services.figures import cases, suggestions
from services.records import erasing
from storage import case_events
from storage import cases as cases_stored
from tests.services.conftest import Town
from tests.services.test_figures import asked, ms


def case(
    town: Town, came: str, went: list[tuple[str, str]], *, kind: str = HAZARD, event: str = "state", late: str = "", **more: Any
) -> int:
    """A case that came at a moment and went through these states at those, its time being over at the one that is `late`; its id."""
    phases = {
        "new": "waiting", "agenda": "working", "working": "working", "adopted": "working", "building": "working", "solved": "solved",
        "done": "done", "declined": "declined",
    }  # fmt: skip
    found = town.do(cases_stored.add(town.community_id, kind, "new", "waiting", ms(came), **more))
    town.do(case_events.add(found, None, "reported", ms(came), state="new"))
    if late:
        town.do(case_events.add(found, None, "late", ms(late), words="1", seen_by="staff"))
    for state, at in went:
        now = town.do(cases_stored.get(found))
        assert now is not None
        ends = ms(at) if phases[state] in ("done", "declined") else None
        assert town.do(cases_stored.move(now, state, phases[state], ms(at), due_ms=None, closed_ms=ends))
        town.do(case_events.add(found, None, event, ms(at), state=state))
    return found


def test_days_to_repair_run_from_the_report_to_the_repair_that_held(town: Town) -> None:
    fast = [("solved", "2026-10-02 09:00"), ("done", "2026-10-05 09:00")]
    case(town, "2026-10-01 09:00", fast, category="water", severity="utility")  # a day: just in time, it may take 24 hours
    again = [("solved", "2026-10-06 09:00"), ("working", "2026-10-07 09:00"), ("solved", "2026-10-09 09:00")]
    case(town, "2026-10-05 09:00", again, category="fire", severity="ordinary")  # 4 days: in time, it may take a week
    slow = [("solved", "2026-10-10 09:00")]
    case(town, "2026-09-20 09:00", slow, late="2026-09-27 09:00", category="fire", severity="ordinary")  # 20 days: too late
    case(town, "2026-10-20 09:00", [("declined", "2026-10-21 09:00")], category="fire", severity="ordinary")
    case(town, "2026-10-30 09:00", [("solved", "2026-11-02 09:00")], category="fire", severity="ordinary")  # November's
    found = town.do(cases.read(asked(town)))
    sums = found.over(asked(town).span.step)
    assert (sums.brought, sums.right, sums.declined, sums.open) == (4, 3, 1, 1)
    assert sorted(sums.days) == [1.0, 4.0, 20.0]
    assert (sums.half, sums.nine_tenths) == (4.0, 20.0)
    assert (sums.in_time, sums.late, sums.punctual) == (2, 1, 66.7)
    abouts = [(town.say(title), one.brought, one.right) for title, one in found.by_category(asked(town).span.step)]
    assert abouts == [("消防、堵楼道", 3, 2), ("漏水、下水", 1, 1)]


def test_the_figures_say_of_a_case_what_the_page_of_times_says_of_it(town: Town) -> None:
    again = [("solved", "2026-10-02 09:00"), ("working", "2026-10-20 09:00"), ("solved", "2026-10-21 09:00")]
    case(
        town, "2026-10-01 09:00", again, severity="ordinary"
    )  # it held for a while: what came up again was seen to within a day
    case(town, "2026-10-01 09:00", [("solved", "2026-10-04 09:00")], late="2026-10-02 09:00", severity="utility")
    case(town, "2026-10-05 09:00", [("solved", "2026-10-06 09:00")], severity="ordinary")
    sums = town.do(cases.read(asked(town))).over(asked(town).span.step)
    paces = town.do(pace.between(town.community_id, town.staff(), ms("2026-10-01 00:00"), ms("2026-11-01 00:00"), town.now_ms))
    whole = paces.whole
    assert (sums.right, sums.in_time, sums.in_time + sums.late) == (whole.repaired, whole.in_time, whole.timed) == (3, 2, 3)
    assert sum(sums.days) / 3 == (whole.repair_ms or 0) / DAY_MS == 8.0  # 20, 3 and 1 days


def test_what_was_merged_into_another_case_is_part_of_that_one(town: Town) -> None:
    one, other = case(town, "2026-10-01 09:00", []), case(town, "2026-10-02 09:00", [])
    town.do(cases_stored.merge(other, one, ms("2026-10-03 09:00")))
    assert town.do(cases.read(asked(town))).over(asked(town).span.step).brought == 1


def test_a_hazard_of_who_is_erased_was_repaired_all_the_same(town: Town) -> None:
    reporter = town.person("张汉梅")
    case(
        town, "2026-10-01 09:00", [("solved", "2026-10-03 09:00")], severity="ordinary", reporter_id=reporter, made_by=reporter
    )
    town.do(erasing.erase(reporter, ms("2026-10-20 09:00"), "ab" * 8))
    assert town.do(cases.read(asked(town))).over(asked(town).span.step).days == (2.0,)


def test_a_suggestion_is_adopted_once_and_what_staff_kept_back_was_not_declined(town: Town) -> None:
    case(
        town,
        "2026-09-01 09:00",
        [
            ("agenda", "2026-09-05 09:00"),
            ("adopted", "2026-10-05 09:00"),
            ("building", "2026-10-08 09:00"),
            ("done", "2026-11-03 09:00"),
        ],
        kind="suggestion",
    )
    case(town, "2026-10-01 09:00", [("declined", "2026-10-09 09:00")], kind="suggestion")
    case(town, "2026-10-02 09:00", [("declined", "2026-10-03 09:00")], kind="suggestion", event="refused")
    case(town, "2026-10-03 09:00", [], kind="suggestion")
    sums = town.do(suggestions.read(asked(town))).over(asked(town).span.step)
    assert (sums.brought, sums.adopted, sums.declined, sums.done) == (3, 1, 1, 0)
    assert sums.adopting == 50.0
    november = asked(town, Month(2026, 11))
    assert town.do(suggestions.read(november)).over(november.span.step).done == 1
