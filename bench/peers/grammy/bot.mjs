// The four-question sign-up on grammY: the conversations plugin, its concurrent runner, rows kept through better-sqlite3.
// Written after the plugins' own documentation: `sequentialize` by chat before anything with state, side effects in `external`.
// What a person has answered so far lives in memory, the plugin's default.

import { conversations, createConversation } from "@grammyjs/conversations";
import { run, sequentialize } from "@grammyjs/runner";
import Database from "better-sqlite3";
import { Bot, InlineKeyboard } from "grammy";

const COURSES = ["周一 瑜伽", "周三 声乐", "周六 烘焙", "周日 太极"];
const PUPILS = ["我自己", "孩子", "父母"];

const database = new Database(process.env.BENCH_DB);
database.pragma("journal_mode = WAL");
database.exec("CREATE TABLE enrolment (id INTEGER PRIMARY KEY, person, course, pupil, name)");
const enrol = database.prepare("INSERT INTO enrolment (person, course, pupil, name) VALUES (?, ?, ?, ?)");

const keyboard = (kind, labels) => InlineKeyboard.from(labels.map((label, n) => [InlineKeyboard.text(label, `${kind}:${n}`)]));
const chosen = (ctx, labels) => labels[Number(ctx.callbackQuery.data.split(":")[1])];

async function signUp(conversation, ctx) {
  await ctx.reply("想上哪门课？", { reply_markup: keyboard("course", COURSES) });
  const first = await conversation.waitForCallbackQuery(/^course:/);
  await first.answerCallbackQuery();
  const course = chosen(first, COURSES);

  await first.editMessageText("谁来上课？", { reply_markup: keyboard("pupil", PUPILS) });
  const second = await conversation.waitForCallbackQuery(/^pupil:/);
  await second.answerCallbackQuery();
  const pupil = chosen(second, PUPILS);

  await second.editMessageText("请问怎么称呼，电话多少？");
  const third = await conversation.waitFor("message:text");
  const name = third.message.text;

  await third.reply(`${pupil} 报名 ${course}，联系人 ${name}。`, { reply_markup: keyboard("ok", ["确认报名"]) });
  const last = await conversation.waitForCallbackQuery(/^ok:/);
  await last.answerCallbackQuery("报名成功");
  await conversation.external(() => {
    enrol.run(last.from.id, course, pupil, name);
  });
  await last.editMessageText("报名成功！");
}

const bot = new Bot(process.env.BENCH_TOKEN, { client: { apiRoot: process.env.BENCH_API } });
bot.use(sequentialize((ctx) => ctx.chat?.id.toString()));
bot.use(conversations());
bot.use(createConversation(signUp));
bot.command("courses", (ctx) => ctx.conversation.enter("signUp"));
bot.catch((error) => console.error(error));

const runner = run(bot);
const stop = () => runner.isRunning() && runner.stop();
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
