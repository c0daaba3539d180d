"""The buildings of a community file: mistakes are named, the map has what the file says, and the demo has a map."""

from __future__ import annotations

import pytest

from services.cases import places
from services.community.reading import read
from storage import buildings
from tests.services.conftest import Town
from tests.services.test_community_file import DEMO
from tests.services.test_community_volunteers import load, mistakes

FILE = """
[community]
id = "xiaojunshan"
name = "小军山社区"

[[buildings]]
name = "3栋"
latitude = 30.41981
longitude = 114.05521

[[buildings]]
name = "7栋"
latitude = 30.42027
longitude = 114.05565
"""


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (('name = "3栋"\n', ""), ["buildings 第1条", "缺少 name", "3栋"]),
        (('name = "7栋"', 'name = "3栋"'), ["buildings 第2条", "写了两次"]),
        (("latitude = 30.41981", "latitude = 130.4"), ["buildings 第1条", "latitude", "130.4", "纬度"]),
        (("longitude = 114.05521\n", ""), ["buildings 第1条", "缺少 longitude", "经度"]),
        (("latitude", "lattitude"), ["lattitude", "latitude？"]),
        (("[[buildings]]", "[[building]]"), ["building", "[[buildings]]", "改名"]),
        (('name = "3栋"', f'name = "{"长" * 21}"'), ["buildings 第1条", "name", "20个字"]),
        (('name = "3栋"', 'name = " 3栋"'), ["buildings 第1条", "name", "20个字"]),
        (('name = "3栋"', 'name = "  "'), ["buildings 第1条", "name", "20个字"]),
        (("latitude = 30.41981", "latitude = nan"), ["buildings 第1条", "latitude", "nan"]),
        (("latitude = 30.41981", "latitude = 31.41981"), ["buildings 第1条", "3栋", "公里", "latitude"]),
    ],
)
def test_each_mistake_is_one_line_that_says_what_where_and_how(change: tuple[str, str], parts: list[str]) -> None:
    lines = mistakes(FILE.replace(*change))
    assert all("\n" not in line for line in lines)
    assert any(all(part in line for part in parts) for line in lines), lines


def test_the_map_has_the_buildings_of_the_file_and_no_others(town: Town) -> None:
    assert load(town, FILE) == ["地图上新的楼栋：3栋、7栋"]
    before = town.do(buildings.of_community(town.community_id))
    assert [(one.name, one.latitude_e6, one.longitude_e6) for one in before] == [
        ("3栋", 30_419_810, 114_055_210), ("7栋", 30_420_270, 114_055_650)
    ]  # fmt: skip
    assert load(town, FILE) == [] and town.do(buildings.of_community(town.community_id)) == before
    moved = FILE.replace('name = "7栋"', 'name = "8栋"').replace("30.41981", "30.41990")
    assert load(town, moved) == ["地图上新的楼栋：8栋", "地图上不再有：7栋"]
    after = town.do(buildings.of_community(town.community_id))
    assert [(one.name, one.latitude_e6) for one in after] == [("3栋", 30_419_900), ("8栋", 30_420_270)] and after[
        0
    ].id == before[0].id


def test_the_demo_has_a_dozen_buildings_each_known_by_its_number() -> None:
    file, problems = read(DEMO / "xiaojunshan.toml")
    assert file is not None and not problems
    assert len(file.buildings) >= 12
    assert all(places.of_building(one.name) for one in file.buildings)
