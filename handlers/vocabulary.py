"""The words by which people's wishes are known. Tables only; `handlers.understanding` reads with them."""

from __future__ import annotations

import re
from typing import Literal

_TRADITIONAL = (
    "課课報报學学週周點点後后個个禮礼這这麼么樣样幾几時时間间動动聲声極极書书畫画親亲兒儿媽妈爺爷孫孙們们還还嗎吗請请幫帮給给讓让"
    "參参與与預预約约費费錢钱號号電电話话語语會会來来過过開开門门誰谁為为裡里裏里託托寶宝銷销資资歡欢總总體体"
)
SIMPLIFIED = str.maketrans(_TRADITIONAL[::2], _TRADITIONAL[1::2])
"""Characters of Taiwan and Hong Kong, as the texts here are written."""

SPOKEN = {
    "俺": "我", "咱们": "我们", "咱": "我", "啥子": "什么", "么子": "什么", "啥": "什么", "咋样": "怎么样", "咋": "怎么",
    "有么课": "有什么课", "有么活动": "有什么活动", "姆妈": "妈妈", "囡囡": "女儿", "伢": "孩子", "暑假": "暑期",
}  # fmt: skip
"""How people around here say it."""

MISTYPED = {
    "瑜珈": "瑜伽", "瑜迦": "瑜伽", "瑜茄": "瑜伽", "鱼伽": "瑜伽", "瑜加": "瑜伽", "玉伽": "瑜伽", "太级": "太极", "太急": "太极",
    "太及": "太极", "太机": "太极", "声月": "声乐", "声悦": "声乐", "声越": "声乐", "生乐": "声乐", "书发": "书法", "烘培": "烘焙",
    "红焙": "烘焙", "哄焙": "烘焙", "拖管": "托管", "托官": "托管", "短视屏": "短视频", "短视品": "短视频", "剪缉": "剪辑",
    "育英师": "育婴师", "插化": "插花", "取肖": "取消", "取销": "取消", "保名": "报名", "抱名": "报名", "暴名": "报名",
}  # fmt: skip
"""What a thumb or an input method makes of it."""

OTHER_NAMES: dict[str, str] = {
    "yoga": "瑜伽", "yujia": "瑜伽", "taichi": "太极", "tai chi": "太极", "taiji": "太极", "打拳": "太极", "vocal": "声乐",
    "singing": "声乐", "choir": "声乐", "shengyue": "声乐", "唱歌": "声乐", "合唱": "声乐", "calligraphy": "书法", "shufa": "书法",
    "毛笔字": "书法", "练字": "书法", "baking": "烘焙", "hongbei": "烘焙", "蛋糕": "烘焙", "面包": "烘焙", "painting": "画画",
    "drawing": "画画", "huahua": "画画", "绘画": "画画", "美术": "画画", "short video": "短视频", "video": "短视频", "拍视频": "短视频",
    "剪视频": "短视频", "抖音": "短视频", "flower": "插花", "花艺": "插花", "childcare": "托管", "daycare": "托管", "托班": "托管",
    "tuoguan": "托管", "nanny": "育婴", "带娃": "育婴", "月嫂": "育婴", "science": "科学", "english class": "英语", "学英文": "学英语",
}  # fmt: skip
"""What else a course is called; it counts only where a course of that name exists."""

NO_SUBJECT = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天末]|上午|下午|中午|晚上|早上|清晨|周末|社区|老师|活动|课程|老人|老年人?|孩子|小孩|少儿|儿童"
    r"|小朋友|亲子|青年|成人|免费|入门|基础|初级|提高|兴趣|培训|什么|[课班]$"
)
"""Parts of a title by which no one calls a course."""

URGENT = re.compile(r"报警|打110|打120|打119|叫?救护车")
"""Calls for those who help in danger; danger itself is read by `services.cases.danger`."""
HELLO = re.compile(
    r"(?:你好|您好|大家好|hi\b|hello|hey\b|在吗|在不在|早上好|上午好|中午好|下午好|晚上好|早安|晚安|哈[啰喽]|嗨|喂)"
    r"[呀啊哦吗呢,，.。!！?？~～\s]*"
)
THANKS = re.compile(r"(?:太|多|非常|十分)?(?:谢谢|感谢|多谢|辛苦|thanks?|thank you|thx)")
BYE = re.compile(r"(?:再见|拜拜|88|bye|goodbye|good night)[呀啊了.。!！~\s]*")

LANGUAGE = re.compile(
    r"(?:说|讲|换|切换|改|用|改用)(?:成|到|为)?(?:英文|英语|中文|汉语|语言)(?!课|班)"
    r"|^(?:英文|语言|中文|english|chinese|language)版?(?: please)?[吗?？\s]*$|(?:speak|switch to|in) (?:english|chinese)|change (?:the )?language"
)
RECOVER = re.compile(r"找回|换了(?:新|个|部)?手机(?!号)|手机丢了|报名(?:都|怎么)?(?:没了|不见了)|登录不[了上]")
MY_DATA = re.compile(r"(?:删除|删掉|导出)(?:我|账号|资料|信息|数据)|注销|delete me|\bexport\b|收回同意")
FAMILY = re.compile(r"(?:添加|增加|加上?|绑定)(?:一个|个)?(?:孩子|家人|爸|妈|老人|小孩|儿子|女儿)|(?:我的|我)家人|my family")
ABOUT_ME = re.compile(
    r"[改换](?:个|一下|了)?(?:我的)?(?:电话|手机|号码|名字|姓名|生日|地址|住址)|(?:我的|个人)(?:资料|信息|电话|名字|档案|隐私)"
    r"|my (?:data|profile|details)"
)
MEALS = re.compile(
    r"订[个份一点]*(?:餐|饭|午饭|盒饭)|[点退][个份]*餐|助餐|食堂|送[个份]*饭|吃什么|今天的?菜|菜单|(?:午|中)饭|套餐|\b(?:meals?|lunch|canteen)\b"
)
DIET = re.compile(r"饮食卡|忌口|对[^，。]{1,8}过敏|不能吃|(?:低糖|低盐)的?[饭餐]|\bdiet card\b|\ballerg(?:y|ies|ic)\b")
BILL = re.compile(r"餐费|饭费|伙食费|饭钱|[餐饭]卡|账单|欠[^课]{0,4}(?:钱|多少)|\bbills?\b")
PATROL = re.compile(
    r"[值换排替]班|巡逻|志愿(?:者|队|服务)?(?!.{0,4}(?:培训|课))|当义工|\b(?:patrol|volunteers?|volunteering|shifts?|roster)\b"
)
REMINDERS = re.compile(r"提醒|通知太多|(?:别|不要|不想)再?(?:发|收)(?:消息|通知)|勿扰|\breminders?\b")
SUGGEST = re.compile(
    r"提(?:个|一个|点|些|一点|条|一条|几条)?小?(?:建议|意见)|有(?:个|一个|点|些|几个|条|一条|几条)?小?(?:建议|意见)(?!书|箱)|^(?:我|我们)?(?:的)?(?:建议|意见)(?!书|箱)"
    r"|(?:希望|盼着|建议)(?:咱们|我们)?(?:社区|小区|物业|院子|楼下)|\b(?:suggest|suggestion)\b"
)
JUST_SUGGEST = re.compile(
    r"(?:我|我们)?(?:也)?(?:想|要|来|有|想要)?(?:给|对|向)?(?:社区|小区|你们)?提?(?:个|一个|点|些|一点|条|一条|几条)?小?(?:建议|意见)[吧啊呀。!！:：\s]*"
    r"|(?:i have )?(?:a )?suggest(?:ion)?"
)
"""Words that do not say what is suggested."""
LEADS_TO_A_SUGGESTION = re.compile(
    r"^(?:您好|你好|嗯|那)?[，,\s]*(?:我|我们)?(?:也)?(?:想|要)?(?:给社区|给小区|对社区)?(?:有|提)(?:个|一个|点|些|条|一条|几条)?小?(?:建议|意见)[，,：:。、\s]+"
)
"""What is said before it, and is no part of it."""
SUGGESTIONS = re.compile(
    r"(?:看|大家|别人|邻居|居民)(?:看|们)?(?:都)?(?:提)?(?:了|过)?(?:的|些|哪些|什么)*建议|(?:哪些|什么)建议|我(?:的|提的)建议.{0,4}(?:怎么样|进展|呢)|\bsuggestions\b"
)
COUNCIL = re.compile(r"议事会|议事|\bcouncil\b")
CASES = re.compile(
    r"(?:我|以前|上次|之前)(?:们)?(?:报|反映|上报|提)(?:的|过的)(?:隐患|问题|事|报修)|(?:隐患|报修|反映的(?:事|问题)).{0,6}(?:进展|怎么样了|处理得|处理了[吗没]|修好了?[吗没])"
    r"|my reports?\b"
)
REPORT = re.compile(
    r"隐患|报修|举报|(?<![药餐票])(?:漏水|渗水|滴水|爆管|水管爆|停水|停电|跳闸)|(?:灯|电梯|门禁|大门|单元门|栏杆|扶手|井盖|水管|自来水|管子|墙皮|外墙|瓷砖|路面|地砖"
    r"|台阶|玻璃|滑梯|健身器材|下水|马桶|管道|灭火器|消防栓|电线|充电桩|监控|树枝)"
    r"[^，。]{0,4}(?:坏|断|松|堵|掉|破|裂|塌|爆|漏|歪|不通|不亮|不动|不灵|打不开|关不上|丢了|没了|不见了|过期|翻了|冒水)"
    r"|(?:地下室|车库|楼道|单元|门口|路上|院子)[^，。]{0,4}(?:进水|积水|淹|结冰)|(?:电动车|电瓶车|飞线)[^，。]{0,6}(?:充电|进楼|上楼|推进)|(?:坏了|堵了|不亮了?|塌了)$|堵[了着]?(?:楼道|通道|消防)|(?:楼道|消防通道|通道)[^，。]{0,6}(?:堵|堆|占)"
    r"|飞线充电|垃圾[^，。]{0,6}(?:没人|堆|臭)|\b(?:leak(?:s|ing)?|broken|hazard|blocked|burst pipe|street ?light)\b"
)
NOT_TO_REPORT = re.compile(r"手机|电脑|平板|账号|程序|[饭菜餐]|课|报名|眼睛|腿|牙|身体")
"""What is broken and nobody can report as a hazard."""
JUST_REPORT = re.compile(
    r"(?:我|我们)?(?:想|要|来|想要)?(?:报|上报|反映|举报)?(?:个|一个|一下|点)?(?:安全)?(?:隐患|报修|举报)(?:一下|上报)?[吧啊呀。!！]*"
    r"|(?:report )?(?:a )?hazard",
    re.IGNORECASE,
)
"""Words that say nothing of what there is to report."""
BRING = re.compile(r"反映(?:情况|问题|个|一下|点)|(?:我|我们)?(?:想|要)反映|^反映|求助|请人帮忙|找人帮个?忙修?")
HUMAN = re.compile(
    r"人工|工作人员|客服|真人|找个?人|找(?:一下|下)?社区|有人[吗么没在]|联系(?:社区|你们)|投诉|请假|\b(?:staff|human|operator)\b"
)
OFFICE = re.compile(
    r"打电话|电话(?:号码|多少|是)|联系方式|社区(?:的)?(?:电话|地址|在哪)|几点(?:开门|关门|上班|下班)|营业时间|开放时间|\bphone\b"
)
HELP = re.compile(
    r"怎么(?:用|使用|弄|操作)|如何(?:使用|操作)|使用说明|不会[用弄]|^帮助|^说明$|能做什么|会什么|\bhelp\b|how (?:do|does|to)"
)

KEEP = re.compile(r"(?:别|先不|(?<!要)不要|不想|不用)(?:给我|帮我)?(?:取消|退)|(?:don't|do not) cancel")
CANCEL = re.compile(
    r"取消|退课|退[掉了报]|退出|退名额|不(?:想)?(?:上|去|学|报|参加|来)了|不想(?:上|去|学|报|参加)|[来去上]不[了成]|没空[去来]|\b(?:cancel|drop|quit)\b"
    r"|\bcan(?:'t|not) (?:come|make)"
)
MINE = re.compile(
    r"报名?(?:了|过|上)了?(?:什么|哪|几)|报名?什么了|我的(?:报名|课|预约|活动|候补|名额)|我报的|我报(?:名|过)?了|报[上到]了?[吗没]"
    r"|报名成功了?[吗没]|候补.{0,4}(?:几|到|轮)|排(?:到|在|第).{0,3}几|查.{0,3}报名|^我(?![想要们]).{0,8}有(?:没有)?课[吗没么啊]*[?？]?$"
    r"|my (?:courses?|class(?:es)?|bookings?)"
)
WHEN_IS_MINE = re.compile(r"(?:几点|什么时候|什么时间|哪天|在哪|在哪里|在哪儿|到哪)(?:钟)?(?:去|来)?上课|上课(?:时间|地点)")

SIGN_UP = re.compile(
    r"(?<![同科数大小中上放开])学(?!校|生|期|区|费)|报名|(?<!海)报(?!纸|告|销|刊|废|道)|参加|加入|预[约定订]|抢|(?:想|要|去|来)上(?!午|面|次|海)"
    r"|(?:想|要|去|来)练|占个?位|\b(?:sign|register|enrol|enroll|join|book|learn)\b"
)
BROWSE = re.compile(
    r"(?:什么|哪些|哪门|哪个|多少)(?:新|好|免费)?的?课|课(?:吗|没有?|么|表|程)|有(?:没有)?.{0,6}课|(?:什么|哪些|有)?活动|[学报上](?:点|些)?什么|看课|"
    r"名额|空位|没满|还能报|夜校|\b(?:course|courses|class|classes|schedule|lessons|events)\b"
)
ASKING_ABOUT = re.compile(
    r"几点|什么时[候间]|哪天|几号|周几|星期几|在哪|哪里|哪儿|地[点址]|多少钱|费用|收费|要钱|价|老师是|(?:哪个|什么)老师|谁教|几次|多久|多长|介绍|怎么样|好不好|满了|名额"
    r"|空位|年龄|几岁|多大|还有吗|\b(?:when|where|price)\b|how much"
)
A_DAY_ASKED = re.compile(r"有.*[吗么没]|有没有|什么|哪[些门个]|[?？]$")
FREE = re.compile(r"名额|空位|没满|还能报|有位|available|seats? left")
GRATIS = re.compile(r"免费|不要钱|不花钱|不收费|free of charge|for free")

KIN: dict[Literal["child", "parent"], re.Pattern[str]] = {
    "child": re.compile(r"儿子|女儿|闺女|孩子|小孩|小朋友|宝宝|娃(?!娃鱼)|孙子|孙女|外孙|\b(?:son|daughter|child|kid|kids)\b"),
    "parent": re.compile(
        r"爸|妈|爹|父亲|母亲|父母|老娘|我娘|爷爷|奶奶|姥姥|姥爷|外公|外婆|公公|婆婆|岳父|岳母|丈母娘|老人家?|二老"
        r"|\b(?:mother|mom|mum|father|dad|parents)\b"
    ),
}
SOMEBODY = re.compile(
    r"[帮给替为](?!我(?:报|约|取|退|抢|预|登|$)|自己|本人)|我们|老伴|老公|老婆|爱人|丈夫|妻子|朋友|邻居"
    r"|\b(?:husband|wife|friend)\b"
)
MYSELF = re.compile(
    r"我自己|本人|我(?:也|都|就|还|很|真|特别|一直)?(?:想|要|来|报|打算|可以|能)|[给帮替]我报|^(?:还|也)?想|\b(?:i|me|myself|i'd)\b"
)

AUDIENCES = {
    "family": re.compile(r"亲子|(?:带|陪|和|跟|同)(?:着|我家?)?(?:孩子|娃|小孩|儿子|女儿|宝宝)|一家(?:人|三口)|family"),
    "children": re.compile(r"少儿|儿童|小朋友|小学生|孩子|小孩|娃|儿子|女儿|孙子|孙女|外孙|\b(?:children|kids?)\b"),
    "seniors": re.compile(r"老[年人]|长者|退休|[6六]十岁?以上|60岁|爸|妈|爷爷|奶奶|外公|外婆|\b(?:seniors?|elderly)\b"),
    "adults": re.compile(r"成年|成人|大人|上班族|年轻人|青年(?!夜)|\badults?\b"),
}
