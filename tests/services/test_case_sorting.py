"""A case that was taken for another kind, or for elsewhere: it is found, timed and shown as what it is; and how long cases took."""

from __future__ import annotations

import pytest

from services.calendar import HOUR_MS
from services.cases import board, classifying, clock, estate, kinds, moves, pace, places, similar
from services.cases.outcomes import Already, Done, Refused
from storage import buildings, case_files, cases, teams
from storage.case_board import Filter
from tests.services.conftest import ZONE, Town
from tests.services.test_case_handling import a_team, kinds_of
from tests.services.test_cases import report, stand


def test_what_is_a_suggestion_after_all_waits_to_be_read_and_is_found_among_suggestions(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang, "中心花园的灯换成暖光的")
    assert town.do(classifying.set_kind(case_id, kinds.SUGGESTION, zhang, town.now_ms)) == Refused("not yours")
    assert town.do(classifying.set_kind(case_id, "nothing", staff, town.now_ms)) == Refused("no such kind")
    assert town.do(classifying.set_kind(case_id, kinds.HAZARD, staff, town.now_ms)) == Already(case_id)
    assert isinstance(town.do(classifying.set_kind(case_id, kinds.SUGGESTION, staff, town.now_ms)), Done)
    case = stand(town, case_id)
    assert (case.kind, case.state, case.shown, case.category, case.due_ms) == (kinds.SUGGESTION, "new", "asked", "", None)
    grams = town.connection.execute("SELECT DISTINCT kind FROM case_gram WHERE case_id = ?", (case_id,)).fetchall()
    assert grams == [(kinds.SUGGESTION,)]
    assert isinstance(town.do(classifying.set_kind(case_id, kinds.HELP, staff, town.now_ms)), Done)
    case = stand(town, case_id)
    assert (case.kind, case.shown, case.due_ms) == (kinds.HELP, "no", town.now_ms + 24 * HOUR_MS)
    assert kinds_of(town, case_id) == ["reported", "kind", "kind"]


def test_where_it_is_can_be_corrected_and_then_it_is_like_what_is_there(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id, there = report(town, zhang), places.of_words("5栋1单元")
    assert town.do(classifying.set_place(case_id, places.of_words("3栋2单元"), staff, town.now_ms)) == Already(case_id)
    assert town.do(classifying.set_place(case_id, places.Where(), staff, town.now_ms)) == Refused("nothing said")
    assert isinstance(town.do(classifying.set_place(case_id, there, staff, town.now_ms)), Done)
    assert (stand(town, case_id).place, stand(town, case_id).place_key) == ("5栋1单元", "home:5|1")

    def alike(place: str) -> list[int]:
        found = town.do(similar.find(town.community_id, kinds.HAZARD, "", "water", places.of_words(place).key))
        return [one.case.id for one in found]

    assert (alike("5栋1单元"), alike("3栋2单元")) == ([case_id], [])
    town.do(moves.set_state(case_id, "done", "", staff, town.now_ms, seen="new"))
    assert town.do(classifying.set_place(case_id, places.of_words("7栋"), staff, town.now_ms)) == Refused("closed")


def test_staff_see_all_a_lead_the_teams_and_a_resident_nothing_on_the_board(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    team_id, lead = a_team(town)
    one, two = report(town, zhang), report(town, zhang, "7栋路灯坏了")
    assert town.do(cases.hand(stand(town, two), team_id, town.now_ms))

    def seen(by: int) -> list[int]:
        found = town.do(board.page(town.community_id, by, Filter(), town.now_ms, 10, 0, urgent=False))
        return sorted(tile.case.id for tile in found)

    assert (seen(staff), seen(lead), seen(zhang)) == ([one, two], [two], [])
    columns = town.do(board.columns(town.community_id, staff, Filter(kind=kinds.HAZARD), town.now_ms, 1))
    assert [(column.phase, column.number, len(column.tiles)) for column in columns][:2] == [
        ("waiting", 2, 1),
        ("working", 0, 0),
    ]
    assert town.do(teams.get(team_id)) is not None


def test_a_kind_that_the_file_names_no_more_stays_on_its_board(town: Town) -> None:
    staff, case_id = town.staff(), report(town, town.person("张汉梅"))
    town.connection.execute("UPDATE cases SET state = 'inspecting', phase = 'working' WHERE id = ?", (case_id,))
    columns = town.do(board.columns(town.community_id, staff, Filter(kind=kinds.HAZARD), town.now_ms, 5))
    assert [(column.state, column.number) for column in columns if column.number] == [("inspecting", 1)]


@pytest.mark.parametrize("words", ["50%", "a_b", "\\", "'", "水管"])
def test_what_is_looked_for_is_looked_for_as_it_is_written(town: Town, words: str) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    wanted = report(town, zhang, f"说的是{words}这件")
    report(town, zhang, "501和axb")
    found = town.do(board.number(town.community_id, staff, Filter(like=board.pattern(words)), town.now_ms))
    assert found == (1, 0) and wanted


def test_until_the_first_answer_and_the_repair_and_in_time_or_not(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    begun_ms = town.now_ms
    quick, slow, open_, declined = (report(town, zhang) for _n in range(4))
    town.wait(hours=2)
    town.do(moves.set_state(quick, "working", "", staff, town.now_ms, seen="new"))
    town.do(moves.set_state(declined, "declined", "不归社区管", staff, town.now_ms, seen="new"))
    town.wait(hours=10)
    town.do(moves.set_state(quick, "solved", "好了", staff, town.now_ms, seen="working"))
    town.wait(hours=1)
    town.do(moves.solved(quick, zhang, town.now_ms))
    town.wait(hours=17)
    town.catch_up()
    town.do(moves.set_state(slow, "done", "好了", staff, town.now_ms, seen="new"))
    found = town.do(pace.between(town.community_id, staff, begun_ms, town.now_ms + 1, town.now_ms))
    by_id = {case.id: case for case in found.cases}
    assert by_id[quick].first_ms == begun_ms + 2 * HOUR_MS and by_id[quick].repaired_ms == begun_ms + 12 * HOUR_MS
    assert (by_id[slow].late, by_id[open_].late, by_id[quick].late, by_id[declined].late) == (1, 1, 0, 0)
    assert by_id[declined].repaired_ms is None
    whole = found.whole
    assert (whole.number, whole.repaired, whole.timed, whole.in_time, whole.share) == (4, 2, 3, 1, 33)
    assert {pace.month(case, ZONE) for case in found.cases} == {"2026-11"}
    assert town.do(pace.between(town.community_id, zhang, 0, town.now_ms, town.now_ms)).cases == []


def test_a_photo_from_the_desk_is_there_at_once_and_is_kept_for_its_time(town: Town) -> None:
    from language.message import Attached
    from services.cases.files import HERE

    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang)
    sent = [Attached("photo", "ab" * 32)]
    town.do(moves.set_state(case_id, "done", "好了", staff, town.now_ms, seen="new", photos=sent, channel=HERE))
    [file] = town.do(case_files.of_case(case_id))
    assert (file.state, file.blob, file.name) == ("kept", "ab" * 32, "photo.jpg")
    assert town.connection.execute("SELECT count(*) FROM reminder WHERE kind = 'case_keep'").fetchone() == (1,)
    assert town.connection.execute("SELECT count(*) FROM errand WHERE kind = 'case_file'").fetchone() == (0,)


def test_a_point_beside_a_building_is_at_it_and_a_building_is_not_its_neighbour(town: Town) -> None:
    for name, latitude in (("3栋", 30_419_810), ("13栋", 30_421_000)):
        town.do(buildings.save(town.community_id, name, latitude, 114_055_210))
    three, thirteen = town.do(estate.known(town.community_id))
    assert (three.filter.place, thirteen.filter.place) == ("home:3|", "home:13|")
    assert three.filter.south_e6 < 30_419_810 < three.filter.north_e6 < thirteen.filter.south_e6
    assert places.of_building("党群服务中心") == "" and places.of_building("三栋") == "home:3|"


@pytest.mark.parametrize(
    ("ms", "said"),
    [(0, "不到1分钟"), (40 * 60_000, "40分钟"), (5 * HOUR_MS, "5小时"), (60 * HOUR_MS, "2.5天"), (72 * HOUR_MS, "3天"), (300 * HOUR_MS, "12天")],
)  # fmt: skip
def test_a_span_is_said_as_people_say_it(town: Town, ms: int, said: str) -> None:
    assert town.say(clock.span(ms)) == said
