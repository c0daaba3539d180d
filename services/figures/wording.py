"""The month's report in sentences, as an office writes to the one above it: each says what there is to say, and nothing of what there is not."""

from __future__ import annotations

from dataclasses import dataclass

from language.text import Joined, Saying, Text, Value, _
from services.cases.kinds import HAZARD, shown
from services.figures.asking import Asked
from services.figures.meals import Sums as Meals
from services.figures.month import Figures
from services.figures.panels import said, share


@dataclass(frozen=True, slots=True)
class Words:
    """What is compared with what: "本月" and "比上月", or "比上月同期" of a month that still runs."""

    asked: Asked

    @property
    def end(self) -> Text:
        """When the month is over, or now."""
        return _("目前") if self.asked.span.running else _("月末")

    def points(self, now: float | None, before: float | None) -> Value:
        """How a rate changed, as the end of a clause; nothing where one of the two is not known."""
        if now is None or before is None:
            return ""
        change = round(now - before, 1)
        if not change:
            return self._same()
        n = said(abs(change))
        if self.asked.span.running:
            return _("，比上月同期提高{n}个百分点", n=n) if change > 0 else _("，比上月同期下降{n}个百分点", n=n)
        return _("，比上月提高{n}个百分点", n=n) if change > 0 else _("，比上月下降{n}个百分点", n=n)

    def more(self, now: float, before: float, unit: Value) -> Value:
        """How an amount changed; nothing where there was none."""
        change = round(now - before, 1)
        if not before:
            return ""
        if not change:
            return self._same()
        n = said(abs(change))
        if self.asked.span.running:
            return (
                _("，比上月同期增加{n}{unit}", n=n, unit=unit) if change > 0 else _("，比上月同期减少{n}{unit}", n=n, unit=unit)
            )
        return _("，比上月增加{n}{unit}", n=n, unit=unit) if change > 0 else _("，比上月减少{n}{unit}", n=n, unit=unit)

    def _same(self) -> Text:
        return _("，与上月同期持平") if self.asked.span.running else _("，与上月持平")


def courses(asked: Asked, found: Figures) -> list[Saying]:
    """What is to be said of courses."""
    now, before, words = found.courses.over(asked.span.step), found.courses.over(asked.span.before), Words(asked)
    listed = found.courses.by_course(asked.span.step)
    if not now.sessions:
        return [_("本月没有开课。")]
    told: list[Saying] = [_("本月开课{n}门，上课{times}次。", n=len(listed), times=said(now.sessions))]
    if now.came is None:
        return [*told, _("各次课都没有点名，没有到课率。")]
    told.append(
        _(
            "点名{called}次，应到{due}人次，实到{present}人次，到课率{rate}%{change}。",
            called=said(now.called), due=said(now.due), present=said(now.present), rate=said(now.came),
            change=words.points(now.came, before.came),
        )
    )  # fmt: skip
    told.append(
        _(
            "无故缺席{n}人次，缺席率{rate}%；请假{excused}人次。",
            n=said(now.absent),
            rate=said(now.missed),
            excused=said(now.excused),
        )
    )
    rated = sorted(((sums.came, title) for title, sums in listed if sums.came is not None), key=lambda one: -one[0])
    if len(rated) > 1 and rated[0][0] != rated[-1][0]:
        (high, best), (low, worst) = rated[0], rated[-1]
        told.append(
            _(
                "到课率最高的是《{best}》（{high}%），最低的是《{worst}》（{low}%）。",
                best=best,
                high=said(high),
                worst=worst,
                low=said(low),
            )
        )
    return told


def meals(asked: Asked, found: Figures) -> list[Saying]:
    """What is to be said of meals."""
    now, before, words = found.meals.over(asked.span.step), found.meals.over(asked.span.before), Words(asked)
    if not now.portions:
        return [_("本月没有供餐。")]
    told: list[Saying] = [
        _(
            "本月开餐{days}天，供餐{n}份{change}，平均每天{average}份。",
            days=now.days, n=said(now.portions), change=words.more(now.portions, before.portions, _("份")), average=said(now.a_day),
        ),
        _(
            "其中到店用餐{dine}份，自取{pickup}份，送餐上门{delivered}份。",
            dine=said(now.ways.get("dine", 0)), pickup=said(now.ways.get("pickup", 0)), delivered=said(now.ways.get("delivered", 0)),
        ),
        _("居民付餐费{paid}元，补贴{subsidy}元。", paid=said(now.total_fen / 100), subsidy=said(now.subsidy_fen / 100)),
    ]  # fmt: skip
    return [*told, *_doors(now)]


def cases(asked: Asked, found: Figures) -> list[Saying]:
    """What is to be said of hazards, and of what else people brought up."""
    step, words = asked.span.step, Words(asked)
    now, before = found.cases.over(step), found.cases.over(asked.span.before)
    told: list[Saying] = [
        _(
            "本月收到隐患{n}件{change}，修好{right}件，{end}还有{open}件没有修好。",
            n=said(now.brought), change=words.more(now.brought, before.brought, _("件")), right=said(now.right), open=said(now.open),
            end=words.end,
        )
    ] if now.brought or now.right or now.open else [_("本月没有收到隐患。")]  # fmt: skip
    if now.half is not None:
        told.append(
            _("修好的隐患，一半在{half}天内修好，九成在{most}天内修好。", half=said(now.half), most=said(now.nine_tenths))
        )
    if now.punctual is not None:
        told.append(
            _(
                "有时限的{n}件中按时修好{in_time}件，按时率{rate}%{change}。",
                n=said(now.in_time + now.late), in_time=said(now.in_time), rate=said(now.punctual),
                change=words.points(now.punctual, before.punctual),
            )
        )  # fmt: skip
    abouts = found.cases.by_category(step)
    if abouts and abouts[0][1].brought:
        told.append(_("报得最多的是「{what}」，{n}件。", what=abouts[0][0], n=said(abouts[0][1].brought)))
    others = [(kind, sums) for kind, sums in found.cases.by_kind(step) if kind.id != HAZARD and (sums.brought or sums.right)]
    if others:
        each = [
            _("{what}收到{n}件、办好{right}件", what=shown(kind.name), n=sums.brought, right=sums.right)
            for kind, sums in others
        ]
        told.append(_("另外，{each}。", each=Joined(tuple(each), "；")))
    return told


def suggestions(asked: Asked, found: Figures) -> list[Saying]:
    """What is to be said of suggestions."""
    now = found.suggestions.over(asked.span.step)
    if not (now.brought or now.adopted or now.declined or now.done):
        return [_("本月没有居民建议。")]
    told: list[Saying] = [
        _(
            "本月收到居民建议{n}条，采纳{adopted}条，没有采纳{declined}条。",
            n=now.brought,
            adopted=now.adopted,
            declined=now.declined,
        )
    ]
    if now.done:
        told.append(_("本月做好{n}条。", n=now.done))
    return told


def volunteers(asked: Asked, found: Figures) -> list[Saying]:
    """What is to be said of volunteers."""
    now, before, words = found.volunteers.over(asked.span.step), found.volunteers.over(asked.span.before), Words(asked)
    if not now.shifts:
        return [_("本月没有志愿值班。")]
    told: list[Saying] = [
        _(
            "本月安排值班{n}班，需要{need}人次，报名{filled}人次，排满率{rate}%{change}。",
            n=said(now.shifts), need=said(now.need), filled=said(now.filled), rate=said(now.filling),
            change=words.points(now.filling, before.filling),
        ),
        _(
            "{people}名志愿者到岗{times}人次，服务{hours}小时{change}。",
            people=now.people, times=said(now.times), hours=said(now.hours), change=words.more(now.hours, before.hours, _("小时")),
        ),
    ]  # fmt: skip
    if now.no_shows:
        told.append(_("报了名没有到岗{n}人次。", n=now.no_shows))
    return told


def residents(asked: Asked, found: Figures) -> list[Saying]:
    """What is to be said of residents, and of what was said to them."""
    heads, sent = found.residents.at(asked.span.step), found.messages.over(asked.span.step)
    told: list[Saying] = []
    if heads is not None:
        old = heads.under_70 + heads.under_80 + heads.over_80
        told += [
            _(
                "{end}在册居民{n}人，其中60岁以上{old}人，占{rate}%。",
                end=Words(asked).end,
                n=said(heads.registered),
                old=said(old),
                rate=said(share(old, heads.registered)),
            ),
            _("消息能送到{reached}人，30天内用过服务的有{active}人。", reached=said(heads.reached), active=said(heads.active)),
        ]
    if sent.sent is not None:
        told.append(
            _(
                "主动提醒和通知送到{sent}条，没送到{unreached}条，打电话通知{called}次。",
                sent=said(sent.sent), unreached=said(sent.unreached), called=said(sent.called),
            )
        )  # fmt: skip
    if sent.broadcasts:
        told.append(_("群发通知{n}次，发给{listeners}人次。", n=sent.broadcasts, listeners=said(sent.listeners)))
    return told or [_("这个月的居民和消息数字没有记录下来。")]


def _doors(now: Meals) -> list[Saying]:
    if not now.doors:
        return []
    if not now.failed:
        return [_("送餐{n}户次，都送到了。", n=said(now.doors))]
    return [
        _("送餐{n}户次，没有送到{failed}户次，占{rate}%。", n=said(now.doors), failed=said(now.failed), rate=said(now.failing))
    ]
