"""Makes the papers that staff ask for, beside the turns: sheets and posters cost processor time that nobody should wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.files import Files
from bot.links import Links
from conversation.errand_runner import Doer
from language.catalogue import Voice
from language.message import Document
from language.text import Day, Moment, Money, Saying, Text, Value, _
from services import papers, posters, sheets
from services.canteen import bill_papers, day_papers
from services.canteen.day_prints import printed
from services.canteen.kitchen_sheet import Sheet
from services.canteen.loads import Load
from services.courses import Refused
from services.patrol import hour_papers
from storage import accounts, case_files, errands
from storage.courses import Course
from storage.database import Database
from storage.errands import SHRED, Errand
from storage.sql import Query

T = TypeVar("T")

NO_ADDRESS = _("海报上的码要有网址才能扫。请管理员在 config.toml 的 [web] public_url 写上手机能打开的网址，重启后再来。")


def papers_doers(
    db: Database, files: Files, clock: Callable[[], int], committed: Callable[[], None], zone: ZoneInfo, links: Links
) -> dict[str, Doer]:
    """The doer of each kind of paper."""

    async def voice_of(errand: Errand) -> Voice:
        account_id = errand.account_id
        account = await db.read(lambda: accounts.by_id(account_id)) if account_id is not None else None
        return Voice(account.language if account else "zh", zone)

    async def hand_over(errand: Errand, text: Saying, document: Document | None, *, shred: bool = False) -> None:
        now_ms = clock()
        await db.write(lambda: papers.hand_over(errand, text, document, now_ms, shred=shred))
        committed()

    async def allowed(errand: Errand, read: Callable[[], Coroutine[Query, Any, T | Refused]]) -> T | None:
        """What is to be made a paper of; None, and the errand is off the list, where whoever asked may not see it (any more)."""
        made = await db.read(read)
        if not isinstance(made, Refused):
            return made
        await db.write(lambda: errands.done(errand.id))
        return None

    async def sheet_of(voice: Voice, title: str, columns: Sequence[Text], rows: Sequence[Sequence[Value | float]]) -> bytes:
        return await book_of(voice, (title, columns, rows))

    async def book_of(voice: Voice, *tables: tuple[Saying, Sequence[Text], Sequence[Sequence[Value | float]]]) -> bytes:
        def make() -> bytes:
            made = datetime.fromtimestamp(clock() / 1000, zone)
            return sheets.book([table_of(voice, *table) for table in tables], made)

        return await asyncio.to_thread(make)

    async def roster(errand: Errand) -> None:
        wanted, voice = papers.wanted(errand), await voice_of(errand)
        made = await allowed(errand, lambda: papers.roster_rows(wanted))
        if made is None:
            return
        title, rows = made
        content = await sheet_of(voice, title, papers.COLUMNS, rows)
        text = _(
            "「{course}」名单，共{n}人。里面有居民的个人信息，请妥善保管；7天后这里就不能再下载了。", course=title, n=len(rows)
        )
        document = Document(await files.save(content), f"{title} {voice.say(_('名单'))}.xlsx")
        await hand_over(errand, text, document, shred=True)

    async def poster(errand: Errand) -> None:
        wanted, voice = papers.wanted(errand), await voice_of(errand)
        course = await allowed(errand, lambda: papers.poster_of(wanted))
        if course is None:
            return
        addresses = links.to(f"course_{course.id}")
        if not addresses:
            await hand_over(errand, NO_ADDRESS, None)
            return
        captions = {"web": voice.say(_("微信或手机浏览器扫码")), "telegram": voice.say(_("Telegram 扫码"))}
        codes = [posters.Code(address, captions[channel]) for channel, address in addresses.items()]
        lines = [voice.say(line) for line in _about(course)]
        content = posters.poster(
            course.title, lines, voice.say(_("扫码报名")), codes, "en" if voice.language == "en" else "zh-CN"
        )
        document = Document(await files.save(content), f"{course.title} {voice.say(_('海报'))}.html")
        text = _("「{course}」的海报好了。用电脑打开这个文件，直接打印（A4）就行。", course=course.title)
        await hand_over(errand, text, document)

    async def meals(errand: Errand) -> None:
        wanted, voice = papers.wanted(errand), await voice_of(errand)
        made = await allowed(errand, lambda: day_papers.meal_day(wanted))
        if made is None:
            return
        sheet, routes = made
        day = voice.say(Day(sheet.meal.date))
        made_at = datetime.fromtimestamp(clock() / 1000, zone)
        content = await asyncio.to_thread(meal_book, sheet, routes, voice, made_at)
        text = _(
            "{day} 订餐表，共{n}份，送餐按楼栋排好了。里面有居民的个人信息，请妥善保管；7天后这里就不能再下载了。",
            day=Day(sheet.meal.date), n=sheet.portions(),
        )  # fmt: skip
        document = Document(await files.save(content), f"{day} {voice.say(_('订餐表'))}.xlsx")
        await hand_over(errand, text, document, shred=True)

    async def bill(errand: Errand) -> None:
        of, voice = bill_papers.wanted(errand), await voice_of(errand)
        made = await allowed(errand, lambda: bill_papers.bill_rows(of))
        if made is None:
            return
        people, orders = made
        tables = (_("账单"), bill_papers.BILL_COLUMNS, people), (_("每一份餐"), bill_papers.ORDER_COLUMNS, orders)
        document = Document(await files.save(await book_of(voice, *tables)), f"{of.month} {voice.say(_('餐费账单'))}.xlsx")
        text = _(
            "{month}的餐费账单，共{n}人。里面有居民的个人信息，请妥善保管；7天后这里就不能再下载了。",
            month=of.month.said, n=len(people) - 1,
        )  # fmt: skip
        await hand_over(errand, text, document, shred=True)

    async def subsidy(errand: Errand) -> None:
        of, voice = bill_papers.wanted(errand), await voice_of(errand)
        rows = await allowed(errand, lambda: bill_papers.subsidy_rows(of, zone))
        if rows is None:
            return
        content = await book_of(voice, (_("补贴表"), bill_papers.SUBSIDY_COLUMNS, rows))
        document = Document(await files.save(content), f"{of.month} {voice.say(_('补贴表'))}.xlsx")
        text = _(
            "{month}的补贴表，共{n}人。里面有居民的个人信息，请妥善保管；7天后这里就不能再下载了。",
            month=of.month.said, n=len(rows) - 1,
        )  # fmt: skip
        await hand_over(errand, text, document, shred=True)

    async def meals_print(errand: Errand) -> None:
        wanted, voice = papers.wanted(errand), await voice_of(errand)
        made = await allowed(errand, lambda: day_papers.meal_day(wanted))
        if made is None:
            return
        sheet, routes = made
        content = await asyncio.to_thread(printed, sheet, routes, voice)
        day = Day(sheet.meal.date)
        text = _(
            "{day} 打印页，共{n}份。用电脑打开这个文件，直接打印（A4）就行。里面有居民的个人信息，请妥善保管；7天后这里就不能再下载了。",
            day=day, n=sheet.portions(),
        )  # fmt: skip
        document = Document(await files.save(content), f"{voice.say(day)} {voice.say(_('打印页'))}.html")
        await hand_over(errand, text, document, shred=True)

    async def hours(errand: Errand) -> None:
        of, voice = hour_papers.wanted(errand), await voice_of(errand)
        made = await allowed(errand, lambda: hour_papers.hours_sheet(of))
        if made is None:
            return
        assert of.month is not None
        tables = (_("时长"), hour_papers.SUM_COLUMNS, made.people), (_("每一班"), hour_papers.SHIFT_COLUMNS, made.shifts)
        name = f"{made.team.name} {of.month} {voice.say(_('志愿时长'))}.xlsx"
        document = Document(await files.save(await book_of(voice, *tables)), name)
        text = _(
            "{team}{month}的志愿时长，共{n}人。里面有居民的个人信息，请妥善保管；7天后这里就不能再下载了。",
            team=made.team.name, month=of.month.said, n=len(made.people) - 1,
        )  # fmt: skip
        await hand_over(errand, text, document, shred=True)

    async def spot_codes(errand: Errand) -> None:
        of, voice = hour_papers.wanted(errand), await voice_of(errand)
        made = await allowed(errand, lambda: hour_papers.codes(of))
        if made is None:
            return
        community, found = made
        if not links.to("spot"):
            await hand_over(errand, NO_ADDRESS, None)
            return
        captions = {"web": voice.say(_("微信或手机浏览器扫码")), "telegram": voice.say(_("Telegram 扫码"))}
        pages = [
            posters.Poster(
                spot.name, [community.name], voice.say(_("巡逻签到、上报隐患，扫这里")),
                [posters.Code(to, captions[channel]) for channel, to in links.to(f"spot_{spot.code}").items()],
            )
            for spot in found
        ]  # fmt: skip
        title = f"{community.name} {voice.say(_('点位码'))}"
        content = await asyncio.to_thread(posters.posters, title, pages, "en" if voice.language == "en" else "zh-CN")
        text = _("{n}个点位的码好了，一个点位一页。用电脑打开这个文件，直接打印（A4），贴到对应的地方。", n=len(pages))
        await hand_over(errand, text, Document(await files.save(content), f"{title}.html"))

    async def shred(errand: Errand) -> None:
        async with files.sharing:
            if not await db.read(lambda: case_files.used(errand.body)):  # the same bytes may have come to a case, too
                await files.delete(errand.body)
        await db.write(lambda: errands.done(errand.id))

    return {
        papers.ROSTER: roster, papers.POSTER: poster, day_papers.SHEET: meals, day_papers.PRINT: meals_print, SHRED: shred,
        bill_papers.BILL: bill, bill_papers.SUBSIDY: subsidy, hour_papers.HOURS: hours, hour_papers.CODES: spot_codes,
    }  # fmt: skip


def _about(course: Course) -> list[Saying]:
    """What a passer-by wants to know."""
    return [
        _("{when} 起，每次{minutes}分钟，共{n}次", when=Moment(course.starts_ms), minutes=course.minutes, n=course.sessions),
        _("地点：{place}", place=course.place) if course.place else "",
        _("老师：{teacher}", teacher=course.teacher) if course.teacher else "",
        _("费用：{price}", price=Money(course.price_fen)),
    ]


def table_of(voice: Voice, title: Saying, columns: Sequence[Text], rows: Sequence[Sequence[Value | float]]) -> sheets.Table:
    """A table in the words of whoever asked."""
    cells = [[value if isinstance(value, int | float | str) else voice.say(value) for value in row] for row in rows]
    return sheets.Table(voice.say(title), [voice.say(column) for column in columns], cells)


def meal_book(made: Sheet, routes: Sequence[Load], voice: Voice, made_at: datetime) -> bytes:
    """A day of the canteen as an .xlsx: all orders, what the kitchen cooks, and each route in walking order."""
    tables = [
        table_of(voice, _("订餐表"), day_papers.MEAL_COLUMNS, day_papers.meal_rows(made)),
        table_of(voice, _("厨房单"), day_papers.DISH_COLUMNS, day_papers.dish_rows(made)),
        *(
            table_of(voice, _("送餐 第{n}条", n=of.route.n), day_papers.ROUTE_COLUMNS, day_papers.route_rows(of))
            for of in routes
        ),
    ]
    return sheets.book(tables, made_at)
