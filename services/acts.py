"""The audit trail in plain words: who did what to what. Every action that is written down has its words here (a test holds that)."""

from __future__ import annotations

from dataclasses import dataclass

from language.text import Saying, Text, Value, _
from services.staff import is_admin, is_staff
from storage import audit, courses, people
from storage.audit import Act

NEWEST = 50
MOST_ABOUT = 200

WORDS: dict[str, Text] = {
    # residents and their data
    "add person": _("登记了居民"),
    "add child": _("登记了孩子"),
    "ask parent": _("请求替家人办事"),
    "link parent": _("登记了父母"),
    "confirm kin": _("核实了家人关系"),
    "decline kin": _("没有同意家人关系"),
    "verify": _("认识了本人"),
    "see age": _("看身份证核实了年龄"),
    "see person": _("看了居民的资料"),
    "see phone": _("看了电话"),
    "see phones": _("看了名单上的电话"),
    "see contact": _("看了紧急联系人"),
    "see photo": _("看了送餐照片"),
    "edit person": _("改了居民的资料"),
    "set contact": _("改了紧急联系人"),
    "link kin": _("登记了家人"),
    "unlink kin": _("解除了家人关系"),
    "note consent": _("记下了当面的同意"),
    "withdraw consent": _("按本人要求收回了同意"),
    "see person acts": _("看了谁看过资料"),
    "export person": _("导出了一位居民的全部资料"),
    "export people": _("导出了居民名册"),
    "check register": _("核对了要导入的名册"),
    "import register": _("导入了名册"),
    "undo register": _("撤回了导入的名册"),
    "set apart": _("认定两条记录不是同一个人"),
    "erase person": _("按本人要求删除了资料"),
    "recovery code": _("给了登录口令"),
    "merge": _("合并了重复的记录"),
    "lift pause": _("恢复了抢课"),
    "call": _("打通了电话"),
    "call in vain": _("打了电话没打通"),
    "see parked": _("看了没办成的事"),
    # those who work here
    "invite": _("邀请了同事"),
    "grant admin": _("设为管理员"),
    "grant staff": _("设为工作人员"),
    "grant courier": _("设为送餐员"),
    "grant kitchen": _("设为厨房人员"),
    "grant reader": _("设为只看数字的人"),
    "revoke admin": _("收回了管理员身份"),
    "revoke staff": _("收回了工作人员身份"),
    "revoke courier": _("不再当送餐员"),
    "revoke kitchen": _("收回了厨房身份"),
    "revoke reader": _("收回了只看数字的身份"),
    "desk in": _("登录了值守台"),
    "desk out": _("退出了值守台"),
    "sign out": _("让人退出了值守台"),
    "export acts": _("导出了操作记录"),
    "broadcast": _("发了通知"),
    "stop broadcast": _("停了通知"),
    # courses
    "open": _("开放了报名"),
    "close": _("截止了报名"),
    "move": _("改了时间地点"),
    "cancel course": _("取消了课程"),
    "cancel session": _("停了一节课"),
    "draw": _("抽了签"),
    "move session": _("改了一节课的时间"),
    "restore session": _("恢复了一节停的课"),
    "add course": _("开了新课"),
    "edit course": _("改了课程资料"),
    "see roster": _("看了名单"),
    "export roster": _("导出了名单"),
    "book": _("代为报名"),
    "cancel": _("取消了报名"),
    "accept offer": _("替居民要了候补位子"),
    "mark present": _("记为到了"),
    "mark absent": _("记为没来"),
    "mark excused": _("记为请假"),
    "mark coming": _("撤了请假"),
    # meals
    "publish menu": _("排了菜单"),
    "set cut-off": _("改了订餐截止时间"),
    "set capacity": _("改了份数"),
    "close meal day": _("定了不开餐"),
    "dish ran out": _("换了一道菜"),
    "order meal": _("代为订餐"),
    "change meal": _("改了订餐"),
    "standing order": _("代为长期订餐"),
    "read diets": _("看了忌口"),
    "confirm meal changes": _("确认了订餐变动"),
    "export meals": _("导出了订餐表"),
    "print meals": _("打印了订餐表"),
    "export meal bill": _("导出了餐费单"),
    "export meal subsidy": _("导出了补贴表"),
    "take route": _("接了送餐路线"),
    "free route": _("收回了送餐路线"),
    "give route": _("派了送餐路线"),
    "see to drop": _("处理了没送成的餐"),
    "meal cash": _("收了现金餐费"),
    "meal topup": _("充了用餐卡"),
    "meal card": _("从用餐卡扣了餐费"),
    "meal cash at door": _("记了上门收的餐费"),
    "give back meal cash": _("退了现金餐费"),
    "give back meal topup": _("退了充的钱"),
    "reverse meal payment": _("作废了一笔餐费"),
    "waive meal": _("免了一份餐费"),
    # cases
    "report": _("代为上报"),
    "join case": _("替来电的居民加入了"),
    "export cases": _("导出了待办清单"),
    "see case": _("打开看了"),
    "take case": _("接手处理"),
    "give case": _("转给了别人"),
    "ask reporter": _("问了反映人"),
    "see reporter": _("看了反映人是谁"),
    "see reporter phone": _("看了反映人的电话"),
    "note on case": _("写了备注"),
    "set severity": _("改了紧急程度"),
    "set category": _("改了类别"),
    "set kind": _("改了种类"),
    "set place": _("改了地方"),
    "merge cases": _("合并了相同的"),
    "see case acts": _("看了操作记录"),
    "case progress": _("说了进展"),
    "show case": _("公开了建议"),
    "not show case": _("没有公开建议"),
    "hide case": _("把公开的建议收回了"),
    "ask to merge": _("问了能不能合并"),
    # the council
    "plan meeting": _("定了议事会"),
    "move meeting": _("改了议事会的时间地点"),
    "cancel meeting": _("取消了议事会"),
    "close meeting": _("记了议事会的结果"),
    "put on agenda": _("列入了议程"),
    "take off agenda": _("从议程里拿掉了"),
    "council adopted": _("记为采纳"),
    "council declined": _("记为不采纳"),
    "council later": _("记为以后再议"),
    # volunteers
    "accept member": _("收了队员"),
    "decline member": _("没有收队员"),
    "add member": _("加了队员"),
    "remove member": _("请走了队员"),
    "name lead": _("定了队长"),
    "end lead": _("不再当队长"),
    "set need": _("改了每班人数"),
    "add duty": _("加了一项值班"),
    "change duty": _("改了一项值班"),
    "end duty": _("停了一项值班"),
    "add shift": _("加了一班"),
    "move shift": _("改了一班的时间"),
    "restore shift": _("恢复了一班"),
    "place on shift": _("排了班"),
    "take off shift": _("撤了班"),
    "cancel shift": _("取消了一班"),
    "see duty roster": _("看了值班表"),
    "see hours": _("看了志愿时长"),
    "correct hours": _("改了志愿时长"),
    "export hours": _("导出了志愿时长"),
    "print spot codes": _("打印了点位码"),
    # talks
    "on duty": _("上岗了"),
    "off duty": _("下班了"),
    "take talk": _("接了找人的"),
    "hand on talk": _("转了找人的"),
    "read talk": _("看了聊天记录"),
    "end talk": _("结束了聊天"),
    "ask to see chat": _("问了能不能看对话"),
    "see chat": _("看了居民的对话"),
    "write to": _("给居民写了消息"),
    "call about broadcast": _("把没收到通知的列进了要打电话的"),
}  # fmt: skip
BEGINNINGS: dict[str, Text] = {"case ": _("改了状态")}
"""Actions whose end the community's file names, such as "case solved"."""
_ABOUT: dict[str, Text] = {
    "meal_day": _("某天的餐"), "meal_month": _("某月的餐费"), "meal_order": _("一份订餐"),
    "enrolment": _("一个报名"), "route": _("一条路线"), "role": _("同事"), "broadcast": _("一条通知"), "dish": _("一道菜"),
    "parked": _("没办成的事"), "meeting": _("一次议事会"), "team": _("一支队伍"), "shift": _("一个班"), "duty": _("一种值班"),
    "talk": _("一次聊天"), "register": _("一份名册"), "community": _("社区"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is read. `who` is "" for the command line, and for who is gone."""

    id: int
    at_ms: int
    who: Saying
    what: Text
    about: Value


def words(action: str) -> Text:
    """What was done, in words; the action itself where it has none."""
    known = WORDS.get(action)
    return known or next((text for begins, text in BEGINNINGS.items() if action.startswith(begins)), Text(action))


async def latest(community_id: int, by: int) -> list[Line]:
    """What was done in the community last, the newest first, for an administrator. Empty for others."""
    if not await is_admin(by, community_id):
        return []
    return [await _line(act) for act in await audit.latest(community_id, NEWEST)]


async def page(community_id: int, by: int, *, actor_id: int = 0, before_id: int = 0, most: int = NEWEST) -> list[Line]:
    """What was done in the community before that act (0: up to now), by everybody or by `actor_id`, the newest first, for an
    administrator. Empty for others.
    """
    if not await is_admin(by, community_id):
        return []
    return [await _line(act) for act in await audit.page(community_id, actor_id, before_id, most)]


async def note_export(community_id: int, by: int, now_ms: int) -> None:
    """Somebody takes the acts along."""
    await audit.note(community_id, by, "export acts", "", now_ms)


async def about_case(case_id: int, community_id: int, by: int, now_ms: int) -> list[Line]:
    """Who looked at a case and who changed it, the newest first, for staff; that is written down, too. Empty for others."""
    if not await is_staff(by, community_id):
        return []
    found = await audit.about(f"case:{case_id}")
    await audit.note(community_id, by, "see case acts", f"case:{case_id}", now_ms)
    return [await _line(act) for act in reversed(found)]


async def about_person(person_id: int, by: int, now_ms: int) -> list[Line]:
    """Who looked at a resident's record and who changed it, the newest first, for staff; that is written down, too. Empty for others."""
    person = await people.get(person_id)
    if person is None or person.community_id is None or not await is_staff(by, person.community_id):
        return []
    found = await audit.about(f"person:{person_id}")
    await audit.note(person.community_id, by, "see person acts", f"person:{person_id}", now_ms)
    return [await _line(act) for act in reversed(found[-MOST_ABOUT:])]


async def _line(act: Act) -> Line:
    actor = await people.get(act.actor_id) if act.actor_id is not None else None
    return Line(
        act.id,
        act.at_ms,
        (actor.name or _("一位同事")) if actor is not None else "",
        words(act.action),
        await _about(act.subject),
    )


async def _about(subject: str) -> Value:
    word, _colon, which = subject.partition(":")
    if word == "person" and which.isdigit():
        person = await people.get(int(which))
        return person.name if person is not None and person.name else _("一位居民")
    if word == "course" and which.isdigit():
        course = await courses.get(int(which))
        return course.title if course is not None else _("一门课")
    return _("第{n}号", n=which) if word == "case" else _ABOUT.get(word, "")
