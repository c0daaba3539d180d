"""Questions that several flows ask. Nothing is written here: what is learned is kept when the flow acts (`Learned.keep`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.journal import Value
from conversation.questions import Accepted, Option, Refusal
from conversation.screen import HOME
from language.births import Birth, read_birth
from language.lunar import LunarDay, days_in_month, months_of, say_lunar, to_solar
from language.message import Button
from language.text import Saying, Text, _, paragraphs
from services import people
from storage.people import Person

AGREE = _("同意")


@dataclass
class Learned:
    """What a flow has learned about the person it talks with, to be kept when it acts."""

    person: Person
    general: bool = False
    sensitive: bool = False
    name: str = ""
    phone: str = ""
    born: Birth | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """The person's name, as known or as just learned."""
        return self.name or self.person.name

    async def keep(self, chat: Chat, *, brought: bool = False) -> None:
        """Keep what was learned. `brought`: the person was told just now what couriers see, and has a meal brought."""
        if self.general or (brought and not people.knows_couriers(self.person)):
            await people.consent(self.person.id, chat.now_ms)
        if self.sensitive:
            await people.consent(self.person.id, chat.now_ms, purpose="sensitive")
        if self.name:
            await people.set_name(self.person.id, self.name)
        if self.phone:
            await people.set_phone(self.person.id, self.phone)
        if self.born:
            await people.set_birth(self.person.id, self.born.day, chat.today, lunar=self.born.lunar)


async def consent(chat: Chat, person: Person) -> bool | None:
    """Ask to keep personal data where it has not been agreed to. True: just agreed; None: agreed before; False: refused."""
    if people.agreed(person):
        return None
    return await chat.choose(
        "consent",
        people.CONSENT_TEXT,
        [Option("yes", AGREE, True, "main"), Option("no", _("先不同意"), False)],
        about=(f"version:{people.CONSENT_VERSION}",),
    )


async def learn_contact(chat: Chat, what_for: Saying = "") -> Learned | None:
    """The person with consent, name and phone, asking for what is missing; None (with a kind word said) where they refuse.

    `what_for` is said before the first of these questions, so that nobody wonders why they are asked.
    """
    person = await people.get(chat.person_id)
    assert person is not None
    if what_for and not person.name:
        chat.say(what_for)
    agreed = await consent(chat, person)
    if agreed is False:
        chat.say(_("没关系，不同意也能看课程和办事指南。想报名时再来就好。"), Button(_("看课程"), "/courses", "main"), HOME)
        return None
    learned = Learned(person, general=agreed is True)
    if not person.name:
        learned.name = await chat.words("name", _("怎么称呼您？请打上姓名。"), label=_("姓名"), check=name_trouble, longest=500)
    if not person.phone:
        learned.phone = await chat.phone("phone", _("留个电话吧，有变动时能找到您。"), label=_("电话"), skip=_("先不留电话"))
    return learned


def name_trouble(words: str) -> Text | None:
    """Why the words are no name; None where they are one."""
    name = people.plain_name(words)
    if isinstance(name, str):
        return None
    return _("姓名有点长，写常用的就行，{most}个字以内。", most=people.NAME_LENGTH)


LUNAR = "lunar"
MOST_LIVE_SINCE = 1930
"""The first decade on the first page: elders are asked for their birthday more often than others, and hardly anyone is older."""


async def birth_date(
    chat: Chat, key: str, text: Saying, *, about: tuple[str, ...], youngest: int = 0, oldest: int = 110
) -> Birth:
    """A birth date by buttons (decade, year, month, day; solar or lunar) or typed whole at the first of them."""
    this_year = chat.today.year
    example = 1950 if oldest > 60 else this_year - oldest // 2
    decades = range((this_year - oldest) // 10 * 10, (this_year - youngest) // 10 * 10 + 1, 10)
    ordered = sorted(decades, key=lambda decade: (decade < MOST_LIVE_SINCE, decade)) if oldest > 60 else list(reversed(decades))

    def typed(words: str) -> Accepted | Refusal:
        birth = read_birth(words, chat.today)
        if birth is None:
            return Refusal(_("没看懂，可以这样写：1950年3月8日，或农历1950年三月初八。也可以点按钮选。"))
        if birth.day > chat.today or this_year - birth.day.year > people.OLDEST:
            return Refusal(_("这个日子好像不对，请再看一下年份。"))
        return Accepted([birth.day.isoformat(), birth.lunar], birth.said)

    def restored(value: Value) -> Birth | int | str:
        assert isinstance(value, list)
        return Birth(date.fromisoformat(value[0]), value[1])

    options: list[Option[Birth | int | str]] = [
        Option(str(decade), _("{decade}年代", decade=decade), decade) for decade in ordered
    ]
    first = await chat.ask(
        Choose(
            key=f"{key}.decade",
            text=paragraphs(text, _("直接打字最快，比如：{year}年3月8日、农历{year}年三月初八；也可以点按钮。", year=example)),
            among=[*options[:7], Option(LUNAR, _("按农历选"), LUNAR), *options[7:]],
            about=about,
            label=_("生日"),
            typed=typed,
            restored=restored,
        )
    )
    if isinstance(first, Birth):
        return first
    lunar = first == LUNAR
    if lunar:
        first = await chat.choose(
            f"{key}.era", _("农历生日，哪个年代？"), [o for o in options if isinstance(o.value, int)], about=about
        )
    assert isinstance(first, int)
    until = this_year if not lunar or to_solar(this_year, LunarDay(1, 1)) <= chat.today else this_year - 1
    years = [Option(str(year), _("{year}年", year=year), year) for year in range(first, min(first + 10, until + 1))]
    year = await chat.choose(f"{key}.year", _("哪一年？"), years, about=about)
    if lunar:
        return await _lunar_day(chat, key, year, about)
    last_month = chat.today.month if year == this_year else 12
    months = [Option(str(m), _("{month}月", month=m), m) for m in range(1, last_month + 1)]
    month = await chat.choose(f"{key}.month", _("几月？"), months, about=(*about, str(year)))
    last = 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days
    last = chat.today.day if (year, month) == (this_year, chat.today.month) else last
    days = [Option(str(d), _("{day}日", day=d), d) for d in range(1, last + 1)]
    day = await chat.choose(f"{key}.day", _("几号？"), days, about=(*about, f"{year}-{month}"))
    return Birth(date(year, month, day))


async def _lunar_day(chat: Chat, key: str, year: int, about: tuple[str, ...]) -> Birth:
    begun = [m for m in months_of(year) if to_solar(year, m) <= chat.today]
    months = [Option(f"{m.month}{'闰' if m.leap else ''}", say_lunar(m).removesuffix("初一"), m) for m in begun]
    month = await chat.choose(f"{key}.month", _("农历几月？"), months, about=(*about, str(year)))
    every = [LunarDay(month.month, d, month.leap) for d in range(1, days_in_month(year, month.month, month.leap) + 1)]
    days = [Option(str(d.day), say_lunar(d)[-2:], d) for d in every if to_solar(year, d) <= chat.today]
    lunar = await chat.choose(f"{key}.day", _("农历几号？"), days, about=(*about, f"{year}-{say_lunar(month)}"))
    return Birth(to_solar(year, lunar), say_lunar(lunar))
