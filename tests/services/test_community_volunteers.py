"""Teams, places and duties of a community file: mistakes are named, and loading keeps what hangs on walls and what staff set."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from language.catalogue import Voice
from services.community import loading
from services.community.reading import CommunityFile, parse
from storage import duties, spots, teams
from storage.duties import Duty
from tests.services.conftest import ZONE, Town

FILE = """
[community]
id = "xiaojunshan"
name = "小军山社区"

[[teams]]
id = "patrol"
name = "老街坊巡逻队"
purpose = "每天转转"

[[spots]]
id = "gate"
name = "南门"
latitude = 30.41862
longitude = 114.05531

[[spots]]
id = "square"
name = "广场"

[[duties]]
id = "evening"
team = "patrol"
name = "晚巡"
weekdays = "51"
starts = "19:00"
minutes = 60
need = 2
spots = ["square", "gate"]
"""


def mistakes(text: str) -> list[str]:
    """What is wrong with such a file."""
    return [Voice("zh", ZONE).say(problem) for problem in parse(tomllib.loads(text))[1]]


def filed(text: str) -> CommunityFile:
    """Such a file, free of mistakes."""
    file, problems = parse(tomllib.loads(text))
    assert file is not None, problems
    return file


def load(town: Town, text: str, seed: str = "ab") -> list[str]:
    """Load such a file and return what is said of it."""
    return [town.say(remark) for remark in town.do(loading.load(filed(text), town.now_ms, ZONE, lambda: seed * 32))]


def rows(town: Town) -> dict[str, list[Any]]:
    """Everything that a file brings besides courses and meals."""
    tables = ("community", "team", "spot", "duty", "duty_spot", "case_kind", "canned_answer")
    return {table: town.connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables}


def evening(town: Town) -> Duty:
    [duty] = town.do(duties.of_community(town.community_id))
    return duty


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (('name = "老街坊巡逻队"\n', ""), ["[[teams]] patrol", "缺少 name"]),
        (("purpose", "purposes"), ["[[teams]] patrol", "purposes", "purpose？"]),
        (('id = "patrol"', 'id = "巡逻"'), ["[[teams]] 巡逻", "id", "英文字母"]),
        (("[[teams]]", "[teams]"), ["teams", "[[teams]]"]),
        (("latitude = 30.41862", "latitude = 130.4"), ["[[spots]] gate", "latitude", "130.4", "纬度"]),
        (("latitude = 30.41862\n", ""), ["[[spots]] gate", "latitude", "longitude", "一起写"]),
        (('id = "square"\n', ""), ["spots 第2条", "缺少 id"]),
        (('id = "square"', 'id = "gate"'), ["[[spots]] gate", "两次"]),
        (('team = "patrol"', 'team = "patrols"'), ["[[duties]] evening", "team", "patrols", "[[teams]]"]),
        (('["square", "gate"]', '["square", "door"]'), ["[[duties]] evening", "spots", "door", "[[spots]]"]),
        (('["square", "gate"]', '["gate", "gate"]'), ["[[duties]] evening", "spots", "只写一次"]),
        (('weekdays = "51"', 'weekdays = "18"'), ["[[duties]] evening", "weekdays", "18", "1是周一"]),
        (('weekdays = "51"', "weekdays = 51"), ["[[duties]] evening", "weekdays", 'weekdays = "15"']),
        (('starts = "19:00"', 'starts = "7 p.m."'), ["[[duties]] evening", "starts", "7 p.m.", 'starts = "19:00"']),
        (("minutes = 60\n", ""), ["[[duties]] evening", "缺少 minutes", "多少分钟"]),
        (("need = 2", "need = 200"), ["[[duties]] evening", "need", "200", "0到20"]),
        (("[[spots]]\nid", "[[spot]]\nid"), ["spot", "[[spots]]", "改名"]),
    ],
)
def test_each_mistake_is_one_line_that_says_what_where_and_how(change: tuple[str, str], parts: list[str]) -> None:
    lines = mistakes(FILE.replace(*change))
    assert all("\n" not in line for line in lines)
    assert any(all(part in line for part in parts) for line in lines), lines


def test_all_mistakes_are_named_at_once_and_a_broken_team_is_still_known_to_its_duty() -> None:
    broken = FILE.replace('name = "老街坊巡逻队"\n', "").replace("need = 2", "need = -1").replace('name = "广场"', "name = 1")
    assert len(mistakes(broken.replace('"square", "gate"', '"square", "door"'))) == 4


def test_what_the_file_says_is_what_is_there(town: Town) -> None:
    assert load(town, FILE) == ["新的队伍：老街坊巡逻队", "新的地点：南门、广场", "新的值班：晚巡"]
    [team] = town.do(teams.of_community(town.community_id))
    gate, square = town.do(spots.of_community(town.community_id))
    duty = evening(town)
    assert (team.slug, team.n, team.name, team.purpose) == ("patrol", 1, "老街坊巡逻队", "每天转转")
    assert (gate.latitude_e6, gate.longitude_e6, square.latitude_e6) == (30_418_620, 114_055_310, None)
    assert (duty.team_id, duty.weekdays, duty.starts, duty.minutes, duty.need) == (team.id, "1,5", "19:00", 60, 2)
    assert [spot.slug for spot in town.do(spots.of_duty(duty.id))] == ["square", "gate"]


@pytest.mark.parametrize("weekdays", ['"1234567"', '"7654321"', None])
def test_a_duty_of_every_day_names_none(town: Town, weekdays: str | None) -> None:
    load(town, FILE.replace('weekdays = "51"\n', f"weekdays = {weekdays}\n" if weekdays else ""))
    assert evening(town).weekdays == ""


def test_loading_twice_changes_nothing_the_second_time(town: Town) -> None:
    load(town, FILE)
    before = rows(town)
    assert load(town, FILE, seed="cd") == [] and rows(town) == before


def test_the_code_on_the_wall_stays_whatever_becomes_of_the_file(town: Town) -> None:
    load(town, FILE)
    codes = [spot.code for spot in town.do(spots.of_community(town.community_id))]
    load(town, FILE.replace('name = "南门"', 'name = "大门"').replace("30.41862", "30.5"), seed="cd")
    gate, square = town.do(spots.of_community(town.community_id))
    assert (gate.name, gate.latitude_e6) == ("大门", 30_500_000) and [gate.code, square.code] == codes
    assert len(set(codes)) == 2 and all(len(code) == 10 for code in codes)


def test_the_same_place_in_two_communities_has_two_codes(town: Town) -> None:
    load(town, FILE)
    load(town, FILE.replace('id = "xiaojunshan"', 'id = "jingwu"'))
    codes = [code for (code,) in town.connection.execute("SELECT code FROM spot")]
    assert len(set(codes)) == 4


def test_how_many_staff_wanted_stays_until_the_file_changes_that_duty(town: Town) -> None:
    load(town, FILE)
    town.connection.execute("UPDATE duty SET need = 5")
    assert load(town, FILE.replace('name = "广场"', 'name = "大广场"')) == [] and evening(town).need == 5
    assert load(town, FILE.replace("minutes = 60", "minutes = 90")) == ["值班有改动：晚巡"]
    assert (evening(town).need, evening(town).minutes) == (2, 90)


def test_a_round_that_changed_passes_the_new_places(town: Town) -> None:
    load(town, FILE)
    load(town, FILE.replace('["square", "gate"]', '["gate"]'))
    assert [spot.slug for spot in town.do(spots.of_duty(evening(town).id))] == ["gate"]


def test_what_the_file_names_no_more_stays_and_is_said(town: Town) -> None:
    load(town, FILE)
    before = rows(town)
    remarks = load(town, FILE[: FILE.index("[[teams]]")])
    assert rows(town) == before
    assert [name for name in ("老街坊巡逻队", "南门", "广场", "晚巡") if not any(name in one for one in remarks)] == []
    assert any("need = 0" in remark for remark in remarks)
    load(town, FILE.replace("need = 2", "need = 0"))
    assert evening(town).need == 0
