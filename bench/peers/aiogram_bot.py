"""The four-question sign-up on aiogram: its finite state machine with the default memory storage, rows kept through aiosqlite.

Written after the library's own example (finite_state_machine). Its polling handles every update as a task of its own, the default.
With BENCH_UVLOOP=1 it runs on uvloop, which its `fast` extra brings.
"""

from __future__ import annotations

import asyncio
import os

import aiosqlite
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

COURSES = ["周一 瑜伽", "周三 声乐", "周六 烘焙", "周日 太极"]
PUPILS = ["我自己", "孩子", "父母"]
router = Router()


class SignUp(StatesGroup):
    course = State()
    pupil = State()
    name = State()
    ok = State()


def keyboard(labels: list[str]) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=label, callback_data=str(n))] for n, label in enumerate(labels)]
    return InlineKeyboardMarkup(inline_keyboard=rows)


@router.message(Command("courses"))
async def courses(message: Message, state: FSMContext) -> None:
    await state.set_state(SignUp.course)
    await message.answer("想上哪门课？", reply_markup=keyboard(COURSES))


@router.callback_query(SignUp.course)
async def course(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.update_data(course=COURSES[int(query.data or 0)])
    await state.set_state(SignUp.pupil)
    if isinstance(query.message, Message):
        await query.message.edit_text("谁来上课？", reply_markup=keyboard(PUPILS))


@router.callback_query(SignUp.pupil)
async def pupil(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.update_data(pupil=PUPILS[int(query.data or 0)])
    await state.set_state(SignUp.name)
    if isinstance(query.message, Message):
        await query.message.edit_text("请问怎么称呼，电话多少？")


@router.message(SignUp.name, F.text)
async def name(message: Message, state: FSMContext) -> None:
    data = await state.update_data(name=message.text)
    await state.set_state(SignUp.ok)
    summary = "{pupil} 报名 {course}，联系人 {name}。".format(**data)
    await message.answer(summary, reply_markup=keyboard(["确认报名"]))


@router.callback_query(SignUp.ok)
async def ok(query: CallbackQuery, state: FSMContext, database: aiosqlite.Connection) -> None:
    await query.answer("报名成功")
    data = await state.get_data()
    row = (query.from_user.id, data["course"], data["pupil"], data["name"])
    await database.execute("INSERT INTO enrolment (person, course, pupil, name) VALUES (?, ?, ?, ?)", row)
    await database.commit()
    await state.clear()
    if isinstance(query.message, Message):
        await query.message.edit_text("报名成功！")


async def main() -> None:
    async with aiosqlite.connect(os.environ["BENCH_DB"]) as database:
        await database.execute("PRAGMA journal_mode=WAL")
        await database.execute("CREATE TABLE enrolment (id INTEGER PRIMARY KEY, person, course, pupil, name)")
        session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BENCH_API"]))
        dispatcher = Dispatcher(database=database)
        dispatcher.include_router(router)
        await dispatcher.start_polling(Bot(os.environ["BENCH_TOKEN"], session=session))


if __name__ == "__main__":
    if os.environ.get("BENCH_UVLOOP"):
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())
