"""A worker runs a week of the demo community from the desk alone, and residents see each effect in the chat."""

from __future__ import annotations

from pathlib import Path

from tests.desk.week.friday import friday
from tests.desk.week.monday import monday
from tests.desk.week.thursday import thursday
from tests.desk.week.town import monday_morning
from tests.desk.week.tuesday import tuesday
from tests.desk.week.wednesday import wednesday
from tests.desk.week.weekend import saturday, sunday


async def test_a_week_is_run_from_the_desk_and_residents_see_it_in_the_chat(tmp_path: Path) -> None:
    async with monday_morning(tmp_path) as week:
        for day in (monday, tuesday, wednesday, thursday, friday, saturday, sunday):
            await day(week)
