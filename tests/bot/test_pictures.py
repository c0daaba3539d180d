"""Pictures that a community file names: looked at before anything changes, made small, and kept for everybody."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot import pictures
from bot.files import Files
from language.catalogue import Voice
from services.community import reading
from services.community.reading import CommunityFile
from services.records import departure
from storage import meals, web
from tests.services.conftest import NOW, ZONE, Town, empty_database, town  # noqa: F401

MENU = """
[community]
id = "lixia"
name = "里下社区"
[meals]
price = 15
[[meals.menu]]
day = 2026-11-24
dishes = [{{ name = "清蒸鲈鱼", tags = ["不含蛋"], picture = "{picture}" }}, "红烧肉"]
"""


def read(folder: Path, picture: str) -> CommunityFile:
    (folder / "community.toml").write_text(MENU.format(picture=picture), "utf-8")
    found, problems = reading.read(folder / "community.toml")
    assert found is not None, problems
    return found


def named(file: CommunityFile) -> list[str]:
    assert file.meals is not None
    return [dish.picture for day in file.meals.menu for dish in day.cooked]


async def test_a_picture_is_kept_small_and_without_what_the_camera_wrote(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (3000, 2000), "orange").save(tmp_path / "fish.png", exif=exif)
    file, seen, problems = pictures.see(read(tmp_path, "fish.png"), tmp_path)
    assert problems == []
    blob, nothing = named(file)
    assert nothing == "" and list(seen) == [blob]
    files = Files(tmp_path / "files")
    await pictures.keep(seen, files)
    (tmp_path / "kept").write_bytes(content := await files.load(blob))
    with Image.open(tmp_path / "kept") as kept:
        assert (kept.format, kept.size) == ("JPEG", (1280, 853))
    assert b"taken at home" not in content


async def test_what_is_clear_in_a_picture_is_white(tmp_path: Path) -> None:
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(tmp_path / "fish.png")
    _file, seen, _problems = pictures.see(read(tmp_path, "fish.png"), tmp_path)
    [content] = seen.values()
    with Image.open(BytesIO(content)) as kept:
        assert kept.getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize(("name", "why"), [("gone.jpg", "找不到"), ("words.jpg", "不是"), ("huge.jpg", "太大")])
def test_what_is_no_picture_is_told_with_its_name(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "words.jpg").write_text("清蒸鲈鱼", "utf-8")
    (tmp_path / "huge.jpg").write_bytes(bytes(pictures.MOST_BYTES + 1))
    _file, seen, problems = pictures.see(read(tmp_path, name), tmp_path)
    [said] = [Voice("zh", ZONE).say(problem) for problem in problems]
    assert seen == {} and why in said and name in said


def test_a_tag_that_nobody_understands_is_told(tmp_path: Path) -> None:
    (tmp_path / "community.toml").write_text(MENU.format(picture="").replace("不含蛋", "香菜"), "utf-8")
    [problem] = reading.check(tmp_path / "community.toml")
    said = Voice("zh", ZONE).say(problem)
    assert "「清蒸鲈鱼」" in said and "「香菜」" in said and "虾蟹" in said


def test_a_picture_of_the_menu_outlives_whoever_looked_at_it(town: Town) -> None:  # noqa: F811
    blob, guest = "ab" * 32, town.person("张汉梅")
    day_id = town.do(meals.save_day(town.community_id, "2026-11-24", NOW, 10))
    town.do(meals.add_dish(day_id, 1, "清蒸鲈鱼"))
    assert not town.do(web.in_use(blob))
    town.do(meals.describe_dish(town.do(meals.dishes(day_id))[0].id, "", blob))
    town.connection.execute("INSERT INTO web_file (external_id, blob, name, at_ms) VALUES ('chat-1', ?, 'a.jpg', 1)", (blob,))
    town.connection.execute("UPDATE account SET channel = 'web' WHERE person_id = ?", (guest,))
    town.do(departure.leave(guest, NOW, "feed"))
    assert town.do(web.in_use(blob))
    assert town.connection.execute("SELECT COUNT(*) FROM errand WHERE kind = 'shred'").fetchone() == (0,)
    town.do(meals.describe_dish(town.do(meals.dishes(day_id))[0].id, "", ""))
    assert not town.do(web.in_use(blob))


@settings(max_examples=80, deadline=None)
@given(
    kind=st.sampled_from(pictures.FORMATS),
    cut=st.integers(0, 400),
    wrong=st.lists(st.tuples(st.integers(0, 2_000), st.binary(max_size=4))),
)
def test_bytes_that_were_made_to_break_a_reader_are_no_picture_or_one(
    kind: str, cut: int, wrong: list[tuple[int, bytes]]
) -> None:
    content = BytesIO()
    Image.effect_noise((60, 40), 50).convert("RGB").save(content, kind)
    bad = bytearray(content.getvalue())
    for at, instead in wrong:
        bad[at : at + len(instead)] = instead
    made = pictures.small(bytes(bad[: len(bad) - cut]), 30)
    if made is not None:
        with Image.open(BytesIO(made)) as image:
            assert image.format == "JPEG" and max(image.size) <= 30
