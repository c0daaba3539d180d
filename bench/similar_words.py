"""What neighbours report and wish, in several wordings each, with slips: so that it is known which of them mean the same."""

from __future__ import annotations

import random
from dataclasses import dataclass

from services.cases import places

BUILDINGS = 250
"""Of four units each: a town of 10,000 open cases is a large one."""
# What may be wrong, by category, in four wordings each. A wording says the thing only; where it is comes before it.
THINGS: dict[str, list[tuple[str, ...]]] = {
    "water": [
        ("水管爆了", "水管爆裂，到处是水", "自来水管子爆开了", "水管破了一直喷水"),
        ("下水道堵了", "下水道堵塞，脏水往外冒", "下水管不通", "下水堵住了，臭得很"),
        ("天花板漏水", "顶上往下滴水", "屋顶渗水", "天花板一直在滴水"),
        ("井盖不见了", "窨井盖没有了，怕人掉下去", "井盖丢了", "路边井盖被人拿走了"),
        ("地下室积水", "地下室进水了，水很深", "地下室全是积水", "负一楼淹水"),
        ("消防栓漏水", "消火栓一直流水", "消防栓坏了在漏水", "消防栓滴水好几天"),
    ],
    "power": [
        ("电梯坏了", "电梯停了不动", "电梯又坏了，老人下不来", "电梯故障，按了没反应"),
        ("路灯不亮", "路灯坏了，晚上很黑", "门口的路灯不亮了", "路灯好几天没亮"),
        ("楼道灯坏了", "楼道的灯不亮", "楼梯灯坏了看不见", "楼道声控灯没反应"),
        ("停电了", "家里没电", "整个单元停电", "突然没电了"),
        ("电表箱门掉了", "电表箱的门坏了，电线露在外面", "电表箱门关不上", "电表箱开着，线都露出来了"),
        ("门禁坏了", "单元门禁刷不开", "门禁卡刷了没用", "门禁系统坏了进不去"),
    ],
    "fire": [
        ("楼道堆了杂物", "楼道里堆满纸箱", "有人在楼道堆东西", "楼梯间堆了很多杂物，走不过去"),
        ("电动车在楼道充电", "有人把电瓶车推进楼道充电", "楼道里给电动车充电", "电瓶车在楼道里充电，太危险"),
        ("飞线充电", "从窗户拉电线下来充电", "有人飞线给电动车充电", "电线从楼上拉下来充电"),
        ("消防通道被车堵了", "有车停在消防通道上", "消防通道停了车，过不去", "私家车占了消防通道"),
        ("灭火器过期了", "灭火器没有压力了", "灭火器早就过期", "楼道灭火器失效"),
    ],
    "building": [
        ("栏杆松了", "阳台栏杆松动", "栏杆摇摇晃晃", "楼梯栏杆快掉了"),
        ("墙皮掉下来了", "外墙皮脱落，差点砸到人", "墙皮往下掉", "外墙瓷砖脱落"),
        ("台阶破了", "门口台阶坏了一块", "台阶缺了一角，容易摔跤", "单元门口的台阶碎了"),
        ("路面有个大坑", "路上塌了一个坑", "路面坑坑洼洼", "路面塌陷了"),
        ("扶手断了", "楼梯扶手断了一截", "扶手掉了没人修", "无障碍坡道扶手坏了"),
        ("单元门关不上", "单元门坏了", "大门关不严", "单元门的闭门器坏了"),
    ],
    "other": [
        ("垃圾没人收", "垃圾桶满了好几天", "垃圾堆成山，很臭", "垃圾桶满出来了没人管"),
        ("狗到处拉屎", "有人遛狗不牵绳，狗屎没人清", "地上都是狗屎", "遛狗不捡狗粪"),
        ("广场舞太吵", "晚上跳舞音响太大声", "跳广场舞吵得睡不着", "音响声音太大扰民"),
        ("树枝快断了", "大树的树枝要掉下来", "树枝断了挂在上面", "树被风吹断了枝"),
        ("有蟑螂老鼠", "楼里老鼠很多", "到处是蟑螂", "老鼠乱窜，要灭鼠"),
        ("僵尸车占车位", "有辆破车停了半年没人动", "废旧汽车长期占车位", "一辆没人要的车占着车位"),
    ],
}
# What neighbours would like, in several wordings. Where it should be makes no other wish of it.
WISHES: list[tuple[str, ...]] = [
    ("装充电桩", "建电动车充电桩", "多装几个充电的桩子", "加装电瓶车充电桩"),
    ("加个滑梯", "给孩子装一个滑梯", "添一个儿童滑梯", "小朋友想要滑滑梯"),
    ("装长椅", "放几张长椅给老人坐", "多摆几条长凳", "添几把休息的椅子"),
    ("开书法班", "办书法课", "想学毛笔字，开个书法班", "请老师来教书法"),
    ("装电梯", "老楼加装电梯", "给旧楼装上电梯", "没有电梯的楼加装电梯"),
    ("修篮球场", "把篮球场修一修", "篮球场地面重新铺", "翻新篮球架和球场"),
    ("种花", "空地种点花草", "花坛里种花", "把荒地改成花园"),
    ("装晾衣架", "建公共晒衣架", "多几个晒被子的架子", "统一装晾衣杆"),
    ("设快递柜", "装一个快递柜", "放快递柜方便取件", "增加智能快递柜"),
    ("开早餐点", "办个便宜的早餐摊", "想有个早点铺", "食堂也卖早餐"),
    ("装减速带", "门口道路装减速带", "车开太快，加减速带", "铺几条减速带"),
    ("建停车棚", "搭自行车棚", "给电动车盖个车棚", "修一个停车棚遮雨"),
    ("办亲子读书会", "开儿童阅读活动", "周末组织孩子读书", "绘本故事会多办几次"),
    ("装摄像头", "多装监控", "门口加个监控探头", "增加摄像头防小偷"),
    ("分类垃圾桶", "多放分类垃圾桶", "换成分类的垃圾箱", "垃圾分类点再增加"),
]
CORNERS = (
    "东门",
    "西门",
    "南门",
    "北门",
    "中心花园",
    "活动室旁边",
    "幼儿园门口",
    "小广场",
    "停车场",
    "湖边",
    "菜场旁",
    "老年食堂前",
)
BEFORE = ("", "", "", "你好，", "麻烦看一下，", "我要反映：", "您好！", "社区同志，", "急，")
AFTER = ("", "", "", "。", "，请尽快处理", "，麻烦来人修一下", "！", "，谢谢", "，已经好几天了")
DIGITS = "零一二三四五六七八九十"
LIKE_SOUNDING = {
    "漏": "露",
    "堵": "赌",
    "坏": "怀",
    "灯": "登",
    "滴": "嘀",
    "管": "官",
    "梯": "题",
    "修": "休",
    "桩": "庄",
    "装": "妆",
}


@dataclass(frozen=True)
class Meant:
    """What a text means: two texts mean the same where this is equal. A wish has no category and no building."""

    category: str
    thing: int
    building: int = 0
    unit: int = 0

    @property
    def key(self) -> str:
        """The place as the house knows it."""
        return places.of_words(f"{self.building}栋{self.unit}单元").key if self.building else ""

    def said(self, chance: random.Random, wording: int, *, place: bool, typo: bool = False) -> str:
        """The text, in one of its wordings."""
        wordings = THINGS[self.category][self.thing] if self.category else WISHES[self.thing]
        what = wordings[wording % len(wordings)]
        if typo:
            what = mistyped(what, chance)
        if not self.category:
            corner = chance.choice(("", "在")) + chance.choice(CORNERS) if chance.random() < 0.6 else ""
            what = chance.choice(("建议{}{}", "能不能{}{}", "希望{}{}", "{}{}吧")).format(corner, what)
        elif place:
            what = self.where(chance) + chance.choice(("", "", "的", "，", "那里")) + what
        return chance.choice(BEFORE) + what + chance.choice(AFTER)

    def where(self, chance: random.Random) -> str:
        """The place, as people write it."""
        building = number(self.building, chance) + chance.choice(("栋", "栋", "幢", "号楼"))
        unit = number(self.unit, chance) + "单元"
        return building + unit


def number(n: int, chance: random.Random) -> str:
    """A number in digits or, below a hundred, in characters."""
    if n >= 100 or chance.random() < 0.65:
        return str(n)
    tens, ones = divmod(n, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones or not tens else "")


def mistyped(words: str, chance: random.Random) -> str:
    """A slip: a character left out, doubled, or one that sounds alike."""
    heard = [n for n, sign in enumerate(words) if sign in LIKE_SOUNDING]
    if heard and chance.random() < 0.6:
        n = chance.choice(heard)
        return words[:n] + LIKE_SOUNDING[words[n]] + words[n + 1 :]
    n = chance.randrange(len(words))
    return words[:n] + chance.choice(("", words[n] * 2)) + words[n + 1 :]


def everything(kind: str) -> list[Meant]:
    """Whatever may be brought up of a kind; what may be wrong may be so in every unit."""
    if kind == "suggestion":
        return [Meant("", n) for n in range(len(WISHES))]
    return [
        Meant(category, n, building, unit)
        for category, things in THINGS.items()
        for n in range(len(things))
        for building in range(1, BUILDINGS + 1)
        for unit in range(1, 5)
    ]
