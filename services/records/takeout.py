"""Taking one's data along: two files, one to read and one for other programs, made after the turn that asked for them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from msgspec import convert

from language.catalogue import Voice
from language.message import Button, Document, Outgoing
from language.text import Day, Moment, Money, Saying, Value, _, lines, paragraphs
from services.canteen import diets, standing
from services.canteen.bills import named
from services.cases import kinds, naming
from services.papers import KEPT_MS
from services.records import exporting
from storage import accounts, errands, outbox
from storage.outbox import Lane
from storage.standing import Standing

EXPORT = "export"
"""The errand that makes the files and hands them over."""

_STATES: dict[str, Value] = {
    "seat": _("已报上"),
    "offered": _("有位子，等确认"),
    "waiting": _("候补"),
    "entered": _("等抽签"),
    "cancelled": _("已取消"),
}
_MARKS: dict[str, Value] = {"present": _("到了"), "absent": _("缺席"), "excused": _("请假")}
_OUTCOMES: dict[str, Value] = {
    "waiting": _("还没送到"), "delivered": _("送到了"), "nobody": _("没人应门"), "other": _("别的情况"),
}  # fmt: skip
_MEALS: dict[str, Value] = {"ordered": _("订了"), "cancelled": _("退了"), "called_off": _("那天没开餐")}
_PHASES: dict[str, Value] = {state.phase: kinds.shown(state.name) for state in kinds.REPAIRED}
PURPOSES: dict[str, Value] = {"general": _("办事用的资料"), "sensitive": _("过敏等健康情况"), "child": _("孩子的资料")}
"""What people agree to, in words."""
_RECORDS = ("messages", "acts_by_me", "acts_about_me")


async def ask(account_id: int, now_ms: int) -> None:
    """Have the files made and sent to this account."""
    await errands.add(EXPORT, account_id, "{}", now_ms)


async def collect(person_id: int) -> dict[str, Any]:
    """Everything held on the person, as they may see it: a parent who was asked and has not agreed is not told of."""
    held = await exporting.export(person_id)
    if held:
        held["members"] = [member for member in held["members"] if member["agreed_ms"] is not None]
        held["household"] = [
            kin for kin in held["household"] if kin["agreed_ms"] is not None or kin["guardian_id"] != person_id
        ]
    return held


def to_read(held: dict[str, Any], voice: Voice) -> bytes:
    """What is held, in words."""
    return voice.say(_in_words(held)).encode()


def for_programs(held: dict[str, Any]) -> bytes:
    """What is held, complete, as JSON; times in UTC milliseconds."""
    return json.dumps(held, ensure_ascii=False, indent=2).encode()


async def hand_over(errand_id: int, account_id: int, readable: str, complete: str, now_ms: int) -> None:
    """Send both files (named by their blobs); they are destroyed after a week, or at once where the person has left meanwhile."""
    account = await accounts.by_id(account_id)
    await errands.done(errand_id)
    for blob in (readable, complete):
        await errands.add(errands.SHRED, None, blob, now_ms + KEPT_MS if account else now_ms)
    if account is None:
        return
    first = Outgoing(text=_("这是我们记下的您的全部资料，用文字写的。"), document=Document(readable, "linli.txt"))
    second = Outgoing(
        text=_("同样的内容，给别的软件用的。七天内可以下载，请自己收好，别转给别人。"),
        document=Document(complete, "linli.json"),
        buttons=(Button(label=_("我的数据"), data="/mydata"), Button(label=_("首页"), data="/home", look="nav")),
    )
    for n, message in enumerate((first, second)):
        await outbox.notice(f"export:{errand_id}", n, account, message, Lane.REPLY, now_ms)


def _in_words(held: dict[str, Any]) -> Saying:
    person = held["person"]
    home = " ".join(filter(None, (person["building"], person["unit"], person["room"])))
    return paragraphs(
        _("邻里客厅记下的您的资料"),
        lines(
            _("姓名：{value}", value=person["name"]) if person["name"] else None,
            _("电话：{value}", value=person["phone"]) if person["phone"] else None,
            _("住址：{value}", value=home) if home else None,
            _("生日：{value}", value=f"{person['birth_date']} {person['birth_lunar']}".strip())
            if person["birth_date"]
            else None,
            _("紧急联系人：{value}", value=f"{person['contact_name']} {person['contact_phone']}".strip())
            if person["contact_phone"]
            else None,
            _("第一次来：{when}", when=Moment(person["created_ms"])),
        ),
        _list(
            _("联系渠道"), [_("{name}，最近 {when}", name=a["channel"], when=Moment(a["seen_ms"])) for a in held["accounts"]]
        ),
        _list(_("家人"), [member["name"] for member in held["members"]]),
        _list(_("饮食卡"), [diets.named(held["diet"])]) if held["diet"] else None,
        _list(
            _("您同意过"),
            [
                _("{what}，{when}", what=PURPOSES.get(c["purpose"], c["purpose"]), when=Moment(c["given_ms"]))
                for c in held["consents"]
            ],
        ),
        _list(_("报名"), [_booking(booked) for booked in held["enrolments"]]),
        _list(_("订过的餐"), [_meal(ordered) for ordered in held["meals"]]),
        _list(_("长期订餐"), [standing.summary(convert(one, Standing)) for one in held["standing_orders"]]),
        _list(_("餐费"), [_payment(paid) for paid in held["meal_payments"]]),
        _list(
            _("上课签到"),
            [
                _("{when} {state}", when=Moment(m["at_ms"]), state=_MARKS.get(m["state"], m["state"]))
                for m in held["attendance"]
            ],
        ),
        _list(
            _("送到家的餐"),
            [
                _("{when} {state}", when=Moment(d["done_ms"]), state=_OUTCOMES.get(d["outcome"], d["outcome"]))
                for d in held["brought_to_me"]
                if d["done_ms"]
            ],
        ),
        _list(_("您说过去送餐的日子"), held["brought_by_me"]["days"]),
        *_neighbourhood(held),
        _("另外还有{n}条最近的消息和操作记录，都在另一个文件里。", n=sum(len(held[key]) for key in _RECORDS)),
    )


def _neighbourhood(held: dict[str, Any]) -> list[Saying | None]:
    """What the person brought up, the teams and shifts, and the talks with those who work here."""
    cases, helping = held["cases"], held["volunteering"]
    own = [case["id"] for case in cases["brought_up"]]
    followed = [case_id for case_id in cases["followed"] if case_id not in own]
    said = len([event for event in cases["said"] if event["words"]])
    return [
        _list(_("您反映的事"), [_case(case) for case in cases["brought_up"]]),
        _list(_("您关注的事"), [_("第{n}号", n=case_id) for case_id in followed]),
        _list(_("您在这些事里说过的话和发过的照片、语音"), [_("话{n}句，照片和语音{m}个", n=said, m=len(cases["files"]))])
        if said or cases["files"]
        else None,
        _list(_("志愿队伍"), [_team(team) for team in helping["teams"]]),
        _list(_("值班"), [_shift(shift) for shift in helping["shifts"]]),
        _list(
            _("和工作人员聊过"),
            [_("{when}，{n}句", when=Moment(talk["asked_ms"]), n=len(talk["lines"])) for talk in held["talks"]["talks"]],
        ),
    ]


def _case(case: dict[str, Any]) -> Saying:
    stands: Value = _PHASES[case["phase"]]
    if case["merged_into"] is not None:
        stands = _("合到第{n}号一起办", n=case["merged_into"])
    what = naming.short(case["words"] or case["place"])
    when = Moment(case["created_ms"])
    if not what:
        return _("第{n}号，{when} 反映的，{stands}", n=case["id"], when=when, stands=stands)
    return _("第{n}号「{what}」，{when} 反映的，{stands}", n=case["id"], what=what, when=when, stands=stands)


def _team(team: dict[str, Any]) -> Saying:
    if "asked_ms" in team:
        return _("{team}，想参加，还在等答复", team=team["team"])
    return _("{team}，队长", team=team["team"]) if team["lead"] else team["team"]


def _shift(shift: dict[str, Any]) -> Saying:
    day, duty = Day(date.fromisoformat(shift["day"]), "year"), shift["duty"]
    if shift["minutes"]:
        return _("{day} {duty}，{n}分钟", day=day, duty=duty, n=shift["minutes"])
    return _("{day} {duty}", day=day, duty=duty)


def _list(title: Value, entries: list[Any]) -> Saying | None:
    return lines(title, *entries) if entries else None


def _meal(ordered: dict[str, Any]) -> Saying:
    day, state = Day(date.fromisoformat(ordered["day"]), "year"), _MEALS.get(ordered["state"], ordered["state"])
    return _("{day} {dish}，{n}份，{state}", day=day, dish=ordered["dish"], n=ordered["portions"], state=state)


def _payment(paid: dict[str, Any]) -> Saying:
    day, fen, kind = Day(date.fromisoformat(paid["day"]), "year"), paid["fen"], paid["kind"]
    if paid["reverses"] is not None:
        return _("{day} 作废{what}{sum}，{reason}", day=day, what=named(kind, -fen), sum=Money(abs(fen)), reason=paid["note"])
    if fen < 0:
        return _("{day} {what}{sum}，{reason}", day=day, what=named(kind, fen), sum=Money(-fen), reason=paid["note"])
    return _("{day} {what}{sum}", day=day, what=named(kind, fen), sum=Money(fen))


def _booking(booked: dict[str, Any]) -> Saying:
    extra = " ".join(filter(None, (booked["pickup"], booked["allergy"])))
    state = _STATES.get(booked["state"], booked["state"])
    when = Moment(booked["created_ms"])
    if extra:
        return _("{course}，{state}，{when} 报的，{extra}", course=booked["course"], state=state, when=when, extra=extra)
    return _("{course}，{state}，{when} 报的", course=booked["course"], state=state, when=when)
