"""The command line: `python -m bot run|desk|check|load|invite|backup|draw`, also installed as `linli`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import console, logs
from bot.settings import Settings, SettingsError, load_settings
from language.text import Saying, _
from services import staff
from storage.database import StorageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 it could not be done (said in a sentence), 2 called wrongly."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings(options.config, os.environ)
    except SettingsError as error:
        for problem in error.problems:
            console.say(problem, error=True)
        return 1
    logs.configure(settings.log)
    from bot import commands
    from bot.ground import CannotStart

    try:
        return _do(options, settings)
    except CannotStart as error:
        console.say(error.say, error=True)
    except commands.Mistake as error:
        for line in error.lines:
            console.say(line, error=True)
    except StorageError as error:
        console.say(_("数据库用不了：{error}", error=str(error)), error=True)
    except KeyboardInterrupt:
        return 130
    return 1


def _do(options: argparse.Namespace, settings: Settings) -> int:
    from bot import commands, service

    lines: list[Saying] = []
    match options.command:
        case "run":
            service.run(settings)
        case "desk":
            lines = asyncio.run(commands.desk(settings, options.community))
        case "check":
            lines = commands.check(settings, options.file)
        case "load":
            lines = asyncio.run(commands.load(settings, options.file))
        case "invite":
            lines = asyncio.run(commands.invite(settings, options.role, options.community))
        case "backup":
            lines = asyncio.run(commands.backup(settings, options.file))
        case "draw":
            lines = asyncio.run(commands.draw(settings, options.course, verify=options.verify))
    for line in lines:
        console.say(line, zone=settings.zone)
    return 0


def _parser() -> argparse.ArgumentParser:
    say = console.voice().say
    parser = argparse.ArgumentParser(prog="linli", description=say(_("邻里客厅：一个社区的服务，都在一个聊天里。")))
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--config", type=Path, help=say(_("配置文件（默认是当前目录的 config.toml）")))
    commands = parser.add_subparsers(dest="command", required=True, metavar="run|desk|check|load|invite|backup|draw")
    commands.add_parser("run", parents=[shared], help=say(_("启动服务")))
    desk = commands.add_parser("desk", parents=[shared], help=say(_("生成一个登录值守台的链接")))
    desk.add_argument("--community", default="", help=say(_("社区的 id（有多个社区时要写）")))
    check = commands.add_parser("check", parents=[shared], help=say(_("检查配置和社区文件")))
    check.add_argument("file", type=Path, nargs="?", help=say(_("社区文件")))
    load = commands.add_parser("load", parents=[shared], help=say(_("载入社区文件")))
    load.add_argument("file", type=Path)
    invite = commands.add_parser(
        "invite", parents=[shared], help=say(_("生成一个邀请码：让人来做工作人员、厨房人员、送餐员……"))
    )
    invite.add_argument("role", choices=staff.GIVEN)
    invite.add_argument("--community", default="", help=say(_("社区的 id（有多个社区时要写）")))
    backup = commands.add_parser("backup", parents=[shared], help=say(_("备份数据库到一个新文件")))
    backup.add_argument("file", type=Path)
    draw = commands.add_parser("draw", parents=[shared], help=say(_("给抽签课抽签，或用 --verify 复核")))
    draw.add_argument("course", help=say(_("课程的 id")))
    draw.add_argument("--verify", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
