"""`python -m bench.walk [BOT]`: one resident signs up once, and every word is printed. For adjusting a bot's script to its words."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bench.bots import BOTS, Bot, Running
from bench.fake_api import Call, FakeApi
from bench.load import Resident
from bench.place import NoStart, Start
from bench.rounds import first_poll, run_loop

PATIENCE_S = 5.0


async def walk(bot: Bot) -> int:
    """Go through the bot's script once and print it; returns 0 when its end was reached."""
    api = FakeApi()
    await api.open()
    over = asyncio.Event()
    resident = Resident(api, 700_000_001)

    def hear(call: Call) -> None:
        if call.method == "answercallbackquery":
            print(f"  (toast) {call.fields.get('text') or ''}")
        if not call.message_id or call.chat != resident.chat:
            return
        buttons = call.buttons
        print(f"{call.method}: {call.text}")
        if buttons:
            print("  " + " ".join(f"[{button.text}]" for button in buttons))
        rule = bot.script.next(call.text, buttons)
        if rule is None:
            print("  -- no rule fits: passed over")
        elif rule.does == "type":
            print(f"resident types {rule.what}")
            resident.type(rule.what.format(n=resident.chat))
        elif rule.does == "tap" and (button := rule.button(buttons)):
            print(f"resident taps {button.text}")
            resident.tap(button, call.message_id)
        else:
            over.set()

    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port)
            bot.prepare(start)
            with Running(bot, start) as running:
                await first_poll(api, running)
                api.hear = hear
                print(f"resident types {bot.script.opening}")
                resident.type(bot.script.opening)
                try:
                    await asyncio.wait_for(over.wait(), PATIENCE_S)
                except TimeoutError:
                    print("-- the end was not reached; the bot's last words:\n" + running.tail())
                    return 1
                await asyncio.sleep(0.3)
    finally:
        await api.close()
    return 0


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.walk", description="One resident signs up, word by word.")
    reader.add_argument("bot", nargs="?", default="linli", choices=list(BOTS))
    name = reader.parse_args().bot
    try:
        return run_loop(lambda: walk(BOTS[name]))
    except NoStart as problem:
        print(f"{name} did not take part: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
