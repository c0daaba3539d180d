"""Importing the household register: the file, how far it is, and what came of it."""

from __future__ import annotations

import msgspec

from desk.downloads import Cell, Download, Table
from desk.forms import Upload, Wrong
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Saying, _
from services.register import importing
from services.register.reading import MOST_BYTES
from storage import people, register
from storage.register import Import

pages = Pages()

STATES: dict[str, tuple[Saying, str]] = {
    "reading": (_("正在读"), "soon"),
    "unread": (_("没有读成"), "late"),
    "ready": (_("等您看过"), "info"),
    "applying": (_("正在导入"), "soon"),
    "done": (_("导入好了"), "good"),
    "undoing": (_("正在撤回"), "soon"),
    "undone": (_("撤回了"), ""),
}
KINDS: dict[str, Saying] = {
    "new": _("新的人"),
    "change": _("补上资料"),
    "ask": _("要您看一下"),
    "same": _("和现在一样"),
    "bad": _("看不懂"),
}
OUTCOMES: dict[str, Saying] = {
    "added": _("登记了"),
    "changed": _("补上了"),
    "kept": _("没有动"),
    "gone": _("没有办：情况变了"),
    "joined": _("登记了，后来合并过"),
    "removed": _("撤回：删掉了"),
    "restored": _("撤回：改回去了"),
    "stays": _("撤不回的"),
}


class File(msgspec.Struct, frozen=True):
    """The register."""

    file: Upload


@pages.get("/people/register", may="people.change")
async def chosen(visit: Visit) -> Shown:
    """Which file, and the earlier ones."""
    made = [
        (one, await people.get(one.made_by) if one.made_by else None)
        for one in await importing.latest(visit.community_id, visit.by)
    ]
    return visit.show("people/register.html", imports=made, states=STATES)


@pages.post("/people/register", may="people.change", form=File, again=chosen)
async def begin(visit: Visit, form: File) -> Done:
    """Take it in. Nothing changes before it was looked at."""
    if len(form.file.content) > MOST_BYTES:
        raise Wrong(file=_("文件太大了，请分成几个，每个4MB以内。"))
    if not form.file.content.startswith(b"PK"):
        raise Wrong(file=_("这不是 .xlsx 表格。旧版 .xls 请在 Excel 里另存为 .xlsx，再选一次。"))
    import_id = await importing.begin(visit.community_id, visit.by, form.file.name, form.file.content, visit.now_ms)
    if import_id is None:
        raise NotHere
    return Done(f"/people/register/{import_id}")


@pages.get("/people/register/template.xlsx", may="people.change")
async def template(visit: Visit) -> Download:
    """An empty register, and how it is filled in."""
    head = (_("姓名"), _("楼栋"), _("单元"), _("房号"), _("出生日期"), _("电话"))
    how: list[list[Cell]] = [
        [_("姓名"), _("一行一个人，姓名一定要有。"), "张汉梅"],
        [_("楼栋"), _("几栋，写数字就行。"), "3"],
        [_("单元"), _("没有单元就空着。"), "1"],
        [_("房号"), _("也可以不分三列，只写一列「住址」，如 3栋1单元502。"), "502"],
        [_("出生日期"), _("1950-3-8、1950.3.8、1950年3月8日都可以。"), "1950-3-8"],
        [_("电话"), _("手机或座机；没有就空着。"), "13800000000"],
    ]
    return Download(_("居民名册模板"), [Table(_("居民"), head, []), Table(_("怎么填"), (_("列"), _("说明"), _("例子")), how)])


@pages.get("/people/register/{import_id:int}", may="people.change")
async def one(visit: Visit) -> Shown:
    """How far it is: being read, to be looked at, being done, done."""
    found = await asked(visit)
    number = dict.fromkeys(KINDS, 0) | await register.kinds(found.id)
    choices = await register.choices(found.id)
    return visit.show(
        "people/register_one.html", one=found, state=STATES[found.state], said=importing.said(found.said), kinds=KINDS, number=number,
        will_enter=number["new"] + choices.get("new", 0), outcomes=OUTCOMES, became=await register.outcomes(found.id),
        will_change=number["change"], decided=sum(n for choice, n in choices.items() if choice.startswith(("fill", "file"))),
        skipped=choices.get("skip", 0),
    )  # fmt: skip


@pages.post("/people/register/{import_id:int}/apply", may="people.change", again=one)
async def apply(visit: Visit, form: NoFields) -> Done:
    """Have it done."""
    found = await asked(visit)
    if not await importing.apply(found.id, visit.by, visit.now_ms):
        raise Wrong(_("这份名册已经在办，或者办过了。"))
    return Done(f"/people/register/{found.id}", _("开始导入了，可以离开这一页，它自己会办完。"))


@pages.post("/people/register/{import_id:int}/drop", may="people.change", again=one)
async def drop(visit: Visit, form: NoFields) -> Done:
    """Nothing shall come of it."""
    found = await asked(visit)
    if not await importing.drop(found.id, visit.by):
        raise Wrong(_("这份名册已经在办，或者办过了。"))
    return Done("/people/register", _("这份名册不要了，什么都没有改。"))


@pages.get("/people/register/{import_id:int}/undo", may="people.change")
async def before_undo(visit: Visit) -> Shown:
    """What would go back to how it was."""
    found = await asked(visit)
    return visit.show("people/register_undo.html", one=found, became=await register.outcomes(found.id))


@pages.post("/people/register/{import_id:int}/undo", may="people.change", again=before_undo)
async def undo(visit: Visit, form: NoFields) -> Done:
    """Have it undone, as far as nothing came after it."""
    found = await asked(visit)
    if not await importing.undo(found.id, visit.by, visit.now_ms):
        raise Wrong(_("这份名册现在不能撤回。"))
    return Done(f"/people/register/{found.id}", _("开始撤回了。"))


async def asked(visit: Visit) -> Import:
    """The import that the page is about. Raises NotHere where the community has none such."""
    found = await importing.get_import(visit.number("import_id"), visit.by)
    if found is None or found.community_id != visit.community_id:
        raise NotHere
    return found
