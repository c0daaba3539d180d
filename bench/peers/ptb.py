"""The four-question sign-up on python-telegram-bot: ConversationHandler with inline buttons, rows kept through aiosqlite.

Written after the library's own examples (conversationbot, inlinekeyboard2). Updates are handled one by one, as its documentation
demands where a ConversationHandler is used. What a person has answered so far lives in memory.
"""

from __future__ import annotations

import os
from typing import Any

import aiosqlite
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

COURSE, PUPIL, NAME, OK = range(4)
COURSES = ["周一 瑜伽", "周三 声乐", "周六 烘焙", "周日 太极"]
PUPILS = ["我自己", "孩子", "父母"]


def keyboard(labels: list[str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=str(n))] for n, label in enumerate(labels)])


async def courses(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message
    await update.message.reply_text("想上哪门课？", reply_markup=keyboard(COURSES))
    return COURSE


async def course(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    query = update.callback_query
    assert query and query.data and context.user_data is not None
    await query.answer()
    context.user_data["course"] = COURSES[int(query.data)]
    await query.edit_message_text("谁来上课？", reply_markup=keyboard(PUPILS))
    return PUPIL


async def pupil(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    query = update.callback_query
    assert query and query.data and context.user_data is not None
    await query.answer()
    context.user_data["pupil"] = PUPILS[int(query.data)]
    await query.edit_message_text("请问怎么称呼，电话多少？")
    return NAME


async def name(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message and context.user_data is not None
    context.user_data["name"] = update.message.text
    summary = "{pupil} 报名 {course}，联系人 {name}。".format(**context.user_data)
    await update.message.reply_text(summary, reply_markup=keyboard(["确认报名"]))
    return OK


async def ok(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    query = update.callback_query
    assert query and context.user_data is not None
    await query.answer("报名成功")
    database: aiosqlite.Connection = context.bot_data["database"]
    row = (query.from_user.id, context.user_data["course"], context.user_data["pupil"], context.user_data["name"])
    await database.execute("INSERT INTO enrolment (person, course, pupil, name) VALUES (?, ?, ?, ?)", row)
    await database.commit()
    await query.edit_message_text("报名成功！")
    context.user_data.clear()
    return ConversationHandler.END


async def open_database(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    database = await aiosqlite.connect(os.environ["BENCH_DB"])
    await database.execute("PRAGMA journal_mode=WAL")
    await database.execute("CREATE TABLE enrolment (id INTEGER PRIMARY KEY, person, course, pupil, name)")
    application.bot_data["database"] = database


async def close_database(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    await application.bot_data["database"].close()


def main() -> None:
    builder = Application.builder().token(os.environ["BENCH_TOKEN"]).base_url(os.environ["BENCH_API"] + "/bot")
    application = builder.post_init(open_database).post_shutdown(close_database).build()
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("courses", courses)],
            states={
                COURSE: [CallbackQueryHandler(course)],
                PUPIL: [CallbackQueryHandler(pupil)],
                NAME: [MessageHandler(filters.TEXT & ~filters.COMMAND, name)],
                OK: [CallbackQueryHandler(ok)],
            },
            fallbacks=[CommandHandler("courses", courses)],
        )
    )
    application.run_polling()


if __name__ == "__main__":
    main()
