"""Diet cards: what is in a dish, what that means for whom, and health data that goes when its consent, or its person, goes."""

from __future__ import annotations

from datetime import date

import pytest

from services import people
from services.canteen import day_papers, diets, kitchen_sheet, meals, order_again, orders
from services.canteen.diets import Card
from services.canteen.ingredients import unknown, within
from services.canteen.orders import Blocked, Ordered
from services.courses import Refused
from services.papers import Wanted
from services.records import erasing, exporting, merging
from storage import audit, households
from storage import diets as stored
from storage import meals as meals_stored
from storage import people as people_stored
from storage.meals import Canteen, Dish
from tests.services.conftest import NOW, ZONE, Town

FISH = Card(allergies=("fish",))


@pytest.fixture
def kitchen(town: Town) -> int:
    """A canteen that cooks on Tuesday and Wednesday; the id of Tuesday."""
    town.do(meals_stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 10, 1500, "[]")))
    tuesday = town.do(meals.plan(town.community_id, date(2026, 11, 24), ["清蒸鲈鱼", "红烧肉"], ZONE, NOW))
    town.do(meals.plan(town.community_id, date(2026, 11, 25), ["武昌鱼", "冬瓜排骨"], ZONE, NOW))
    assert tuesday is not None
    return tuesday


def keeps(town: Town, who: int, card: Card, by: int | None = None) -> None:
    assert town.do(diets.save(who, by or who, card, NOW, agreed=True))


def order(town: Town, day: int, who: int, n: int) -> object:
    dish = town.do(meals_stored.dishes(day))[n - 1]
    return town.do(orders.order(day, who, who, dish.id, NOW, portions=1, way="dine"))


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("清蒸鲈鱼套餐（低盐）", "fish"), ("鱼香肉丝", "soya"), ("清炒虾仁", "shellfish"), ("蟹味菇肉片", ""), ("番茄炒蛋", "egg"),
        ("番茄牛腩", ""), ("酸奶", "milk"), ("奶白菜", ""), ("豆奶", "soya"), ("土豆烧牛肉", ""), ("蚕豆米", ""), ("豆角烧肉", ""),
        ("家常豆腐", "soya"), ("蛋糕", "egg milk sugar wheat"), ("宫保鸡丁", "nuts soya"), ("热干面", "nuts wheat"),
        ("油麦菜", ""), ("馒头", "wheat"), ("糖醋里脊", "sugar"), ("甜椒牛柳", ""), ("红烧肉（少糖）", "soya"), ("蜜汁叉烧", "sugar"),
        ("腊肉", "salt"), ("低盐卤牛肉", "soya"), ("腊八粥", ""), ("干煸四季豆", "hard"), ("冬瓜排骨", "hard"), ("大骨汤", ""),
        ("无骨鱼片", "fish"), ("甲鱼汤", ""), ("海鲜粥", "fish shellfish"), ("白灼生菜", ""),
    ],
)  # fmt: skip
def test_a_name_says_what_is_in_it(name: str, inside: str) -> None:
    assert within(name, "") == set(inside.split())


def test_what_the_kitchen_wrote_goes_before_the_name() -> None:
    assert within("时蔬小炒", "虾,糖") == {"shellfish", "sugar"}
    assert within("素鱼（豆制）", "不含鱼、大豆") == {"soya"}
    assert within("红烧肉", "低糖，不含大豆") == frozenset()
    assert unknown(["鱼", "不含蛋", "低盐", "香菜"]) == ["香菜"]


def test_an_allergy_blocks_and_a_condition_warns() -> None:
    fish, pork = Dish(1, 1, 1, "清蒸鲈鱼"), Dish(2, 1, 2, "糖醋排骨")
    elder = Card(("diabetes", "soft"), ("fish",))
    assert (diets.blocks(fish, elder), diets.warns(pork, elder)) == (("fish",), ("diabetes", "soft"))
    assert diets.blocks(pork, elder) == diets.blocks(fish, diets.NONE) == diets.warns(fish, diets.NONE) == ()
    assert diets.blocks(pork, FISH) == diets.warns(pork, FISH) == ()


def test_what_one_is_allergic_to_is_not_to_be_had_however_it_is_asked_for(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅")
    assert isinstance(order(town, kitchen, zhang, 1), Ordered)
    keeps(town, zhang, FISH)
    wednesday = town.do(meals_stored.on(town.community_id, "2026-11-25"))
    assert wednesday is not None
    assert order(town, wednesday.id, zhang, 1) == Blocked(("fish",))
    found = town.do(meals_stored.day(wednesday.id))
    assert found is not None and found.taken == 0
    assert town.do(order_again.again(zhang, town.do(meals.menu(town.community_id, NOW)), NOW)) is None
    [harmful] = town.do(orders.harmful(zhang, "2026-11-23", NOW))
    assert harmful.dish == "清蒸鲈鱼"
    other, fish = town.do(meals_stored.dishes(kitchen))[1], town.do(meals_stored.dishes(kitchen))[0]
    assert isinstance(town.do(orders.change(harmful.id, zhang, NOW, dish_id=other.id)), orders.Changed)
    assert town.do(orders.change(harmful.id, zhang, NOW, dish_id=fish.id)) == Blocked(("fish",))


def test_the_same_again_says_what_is_to_be_minded(town: Town, kitchen: int) -> None:
    zhang = town.person("张汉梅")
    order(town, kitchen, zhang, 2)
    keeps(town, zhang, Card(("soft",)))
    same = town.do(order_again.again(zhang, town.do(meals.menu(town.community_id, NOW)), NOW))
    assert same is not None and (same.dish.name, same.card) == ("冬瓜排骨", Card(("soft",)))


def test_the_kitchen_cooks_for_each_diet_and_sees_each_allergy(town: Town, kitchen: int) -> None:
    zhang, chen, staff = town.person("张汉梅"), town.person("陈兆龙"), town.staff()
    keeps(town, zhang, Card(("diabetes",), ("fish", "egg")))
    keeps(town, chen, Card(("diabetes", "soft")))
    made = order(town, kitchen, zhang, 2)
    order(town, kitchen, chen, 2)
    assert isinstance(made, Ordered)
    town.do(orders.change(made.listed.id, zhang, NOW, note="少饭"))
    sheet = town.do(kitchen_sheet.sheet(kitchen, staff))
    assert isinstance(sheet, kitchen_sheet.Sheet)
    assert "2. 红烧肉：2份（糖尿病 2份、软食 1份、有过敏 1份）" in town.say(kitchen_sheet.summary(sheet))
    made_day = town.do(day_papers.meal_day(Wanted(kitchen, staff)))
    assert not isinstance(made_day, Refused)
    assert {town.say(row[7]) for row in day_papers.meal_rows(made_day[0])} == {"少饭；糖尿病；过敏：鱼、鸡蛋", "糖尿病、软食"}  # type: ignore[arg-type]


def test_who_looks_at_the_list_is_written_down(town: Town, kitchen: int) -> None:
    zhang, staff = town.person("张汉梅"), town.staff()
    order(town, kitchen, zhang, 2)
    for tells in (False, True):
        sheet = town.do(kitchen_sheet.sheet(kitchen, staff))
        assert isinstance(sheet, kitchen_sheet.Sheet)
        town.do(kitchen_sheet.read(sheet, staff, NOW))
        assert bool(town.do(audit.about(f"meal_day:{kitchen}"))) == tells
        keeps(town, zhang, FISH)


def test_health_data_needs_a_consent_of_its_own_and_somebody_who_may(town: Town) -> None:
    daughter, father, stranger = town.person("林悦"), town.person("林建国"), town.person("路人")
    town.do(households.link(daughter, father, "parent", NOW, NOW))
    assert not town.do(diets.save(father, daughter, FISH, NOW))
    assert not town.do(diets.save(father, stranger, FISH, NOW, agreed=True))
    assert not town.do(people.consents_to(father, "sensitive")) and not town.do(diets.of(father))
    keeps(town, father, FISH, daughter)
    assert town.do(diets.of(father)) == FISH
    assert not town.do(diets.remove(father, stranger)) and town.do(diets.remove(father, daughter))
    assert town.do(stored.get(father)) is None


def test_the_card_goes_with_the_consent(town: Town) -> None:
    zhang = town.person("张汉梅")
    keeps(town, zhang, FISH)
    town.do(people.withdraw(zhang, "general"))
    assert town.do(diets.of(zhang)) == FISH
    town.do(people.withdraw(zhang, "sensitive"))
    assert town.do(stored.get(zhang)) is None


def test_an_empty_card_is_none(town: Town) -> None:
    zhang = town.person("张汉梅")
    keeps(town, zhang, FISH)
    keeps(town, zhang, diets.NONE)
    assert town.do(stored.get(zhang)) is None


def test_the_card_is_exported_merged_and_erased_with_its_person(town: Town) -> None:
    keep, double, staff = town.person("张汉梅"), town.person("张汉梅"), town.staff()
    keeps(town, keep, FISH)
    keeps(town, double, Card(("soft",), ("egg",)))
    town.do(merging.merge(keep, double, staff, NOW))
    assert town.do(diets.of(keep)) == Card(("soft",), ("fish", "egg"))
    assert town.do(exporting.export(keep))["diet"] == ("soft", "fish", "egg")
    town.do(erasing.erase(keep, NOW, "feed"))
    assert town.connection.execute("SELECT COUNT(*) FROM diet_card").fetchone() == (0,)
    assert town.do(people_stored.get(keep)) is None
