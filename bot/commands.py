"""The commands beside `run`. Each works while the service runs on the same data, and takes effect there without a restart."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from bot import pictures
from bot.desk_links import desk_address, operator_link
from bot.files import Files
from bot.ground import database
from bot.service import now_ms
from bot.settings import Settings
from language.text import Moment, Saying, _
from services import codes, staff
from services import draw as draws
from services.community import loading, reading
from services.community.reading import CommunityFile
from services.courses import named
from storage import communities
from storage.communities import Community
from storage.database import Database


class Mistake(Exception):
    """The command cannot be done as given. `lines` say why, each with what to do."""

    def __init__(self, *lines: Saying) -> None:
        super().__init__(f"{len(lines)} mistake(s)")
        self.lines = lines


def check(settings: Settings, file: Path | None) -> list[Saying]:
    """The configuration is fine, or we would not be here; is the community file? Raises Mistake with all that is wrong."""
    lines: list[Saying] = [_("配置没有问题。数据库：{path}", path=str(settings.database))]
    if file is not None:
        _kept(file)
        lines.append(_("社区文件没有问题：{file}", file=str(file)))
    return lines


def _kept(file: Path) -> tuple[CommunityFile, pictures.Seen]:
    found, problems = reading.read(file)
    if found is None:
        raise Mistake(*problems)
    found, seen, problems = pictures.see(found, file.parent)
    if problems:
        raise Mistake(*problems)
    return found, seen


async def load(settings: Settings, file: Path) -> list[Saying]:
    """Bring a community up to date with its file. Raises Mistake with everything wrong in the file; then nothing was changed."""
    found, seen = _kept(file)
    await pictures.keep(seen, Files(settings.data / "files"))
    async with database(settings, alone=False) as db:
        remarks = await db.write(lambda: loading.load(found, now_ms(), settings.zone, new_seed))
    return [*remarks, _("已载入：{name}，{n}门课程。", name=found.community.name, n=len(found.courses))]


async def invite(settings: Settings, role: str, community: str) -> list[Saying]:
    """A code that gives the role to whoever sends it to the chat. Raises Mistake where the community is not clear."""
    code = codes.new_code(secrets.token_bytes(16))
    async with database(settings, alone=False) as db:
        chosen = await _chosen(db, community)
        given = await db.write(lambda: staff.invite(chosen.id, role, code, now_ms()))
    if isinstance(given, staff.Refused):
        raise Mistake(_("没有这个角色：可以是 {roles}。", roles="、".join(staff.GIVEN)))
    return [
        _("邀请码：{code}", code=given.code),
        _("请本人把它发到聊天里，{when} 之前有效，只能用一次。", when=Moment(given.expires_ms)),
    ]


async def desk(settings: Settings, community: str) -> list[Saying]:
    """A link that opens the desk once, as the community's administrator. Raises Mistake where the community is not clear."""
    async with database(settings, alone=False) as db:
        chosen = await _chosen(db, community)
        link = await operator_link(db, chosen.id, desk_address(settings), now_ms())
    return [_("社区办公用的值守台（一小时内有效，只能用一次）："), f"  {link}"]


async def _chosen(db: Database, community: str) -> Community:
    """The community with this id, or the only one there is. Raises Mistake."""
    known = await db.read(communities.every)
    chosen = [c for c in known if community in ("", c.slug)]
    if not known:
        raise Mistake(_("还没有社区：先运行 load 载入社区文件，或启动一次演示社区。"))
    if len(chosen) != 1:
        raise Mistake(_("请用 --community 写明是哪个社区：{ids}", ids="、".join(c.slug for c in known)))
    return chosen[0]


async def backup(settings: Settings, file: Path) -> list[Saying]:
    """A consistent copy of the database, while the service goes on. Raises StorageError."""
    async with database(settings, alone=False) as db:
        await db.backup(file)
    size = (await asyncio.to_thread(file.stat)).st_size
    return [
        _("已备份到 {file}（{kb} KB）。", file=str(file), kb=size // 1024),
        _("照片和语音在 {folder}，请一起拷走。备份里有居民信息，请妥善保管，过期删掉。", folder=str(settings.data / "files")),
    ]


async def draw(settings: Settings, course_id: str, *, verify: bool) -> list[Saying]:
    """Hold the draw of a course, or check one that was held. Raises Mistake."""
    async with database(settings, alone=False) as db:
        course = await db.read(lambda: named(course_id))
        if course is None:
            raise Mistake(_("没有 id 是 {id} 的课程。", id=course_id))
        if verify:
            checked = await db.read(lambda: draws.verify_course(course.id))
            if isinstance(checked, draws.NoDraw):
                raise Mistake(_("「{course}」不是抽签课，或还没有抽签。", course=course.title))
            if not checked.ok:
                raise Mistake(
                    _("「{course}」的抽签对不上（{what}），请查审计记录。", course=course.title, what=checked.problem)
                )
        drawn = await db.write(lambda: draws.hold(course.id, None, now_ms()))
    match drawn:
        case draws.StillOpen(closes_ms):
            raise Mistake(_("「{course}」{when} 才截止，到时再抽。", course=course.title, when=Moment(closes_ms)))
        case draws.Drawn(seed=seed, seed_hash=seed_hash, entries=entries):
            head = (
                _("复核无误：「{course}」", course=course.title) if verify else _("抽签完成：「{course}」", course=course.title)
            )
            facts: list[Saying] = [_("种子：{seed}", seed=seed), _("事先公布的 SHA-256：{hash}", hash=seed_hash)]
            ranked = sorted(entries, key=lambda entry: entry.rank or 0)
            return [head, *facts, *(f"{entry.rank}. {entry.number} {entry.result}" for entry in ranked)]
        case _:
            raise Mistake(_("「{course}」不是抽签课。", course=course.title))


def new_seed() -> str:
    """A seed for a draw: 64 hex digits that nobody can guess."""
    return secrets.token_hex(32)
