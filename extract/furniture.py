"""What a line of a page is for: telling the story, or the furniture around it."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

_HAN = r"\u3400-\u9fff"
_LEAD = r"^[\s　\-–—·•●○◆■□▶►▸★☆>»#*=|【\[（(「“\"'👉👆👇🔥📢🔗]*"
_END = r"[\s　】\]）)」”\"'：:>»|…\-—=*#👇]*$"
_FOOTER = re.compile(
    r"ICP备|ICP证|公网安备|版权所有|All ?Rights? ?Reserved|Copyright|©|Powered by|"
    r"网站标识码|网安备|"
    r"经营许可证|许可证(?:编)?号|视听节目|新闻信息服务|(?:违法|不良)[和与及]?(?:不良|"
    r"违法)?信息举报|举报(?:电话|邮箱|热线)|"
    r"^(?:主办|承办|协办|主管)(?:单位|方)?[：:].{2,40}(?:技术支持|承办|协办|主管|版权|维护|备案)|"
    r"^技术支持(?:单位)?[：:]|^(?:主办|承办|主管)单位[：:]|统一连续出版物号|国内统一刊号|"
    r"CN ?\d\d-\d|广告经营|"
    r"^(?:地址|报社地址|本报地址|社址|通讯地址|办公地址)[：:].{2,60}|(?:邮编|邮政编码)[：: ]?\d{6}|"
    r"建议使用.{0,12}(?:浏览器|分辨率)|最佳浏览|您是第.{0,10}(?:访客|位)",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"未经.{0,12}(?:授权|许可|同意).{0,16}(?:转载|使用|复制|摘编|禁止|不得)|(?:侵权|"
    r"版权问题|涉及版权).{0,30}(?:联系|删除|告知)|"
    r"^[【\[]?\S{0,6}(?:声明|提示|说明)[】\]]?[：: ]?.{0,300}(?:转载|版权|观点|立场|侵权|"
    r"核实|负责)|"
    r"(?:部分)?(?:图片|内容|文章).{0,6}(?:来源于|来自)(?:于)?(?:网络|互联网)|"
    r"(?:仅代表|不代表).{0,14}(?:观点|立场)|凡(?:本网|注明|标注|本站).{0,60}(?:作品|稿件|来源)|"
    r"转载(?:请|须|需|时).{0,8}(?:注明|标注|联系|保留)|(?:请|须)注明(?:来源|出处)|"
    r"投稿(?:邮箱|请|热线|信箱)|"
    r"(?:欢迎|点击|长按|扫描|扫码|识别).{0,14}(?:二维码|关注我们|公众号|蓝字|订阅)|点击.{0,6}蓝字|"
    r"(?:点个|点亮|点击|点).{0,8}[“「]?(?:在看|赞|阅读原文|分享)[”」]?(?:吧|哦|呀|！|$)|"
    r"关注.{0,14}不迷路"
)
_CRUMB = re.compile(
    r"(?:当前|您|你|目前)?(?:现)?(?:所在|的)?(?:位置|在这里)(?:是)?[：:]|^(?:您|"
    r"你)(?:现在|当前)?(?:在|的位置)|"
    r"^(?:网站|返回)?首页\s*(?:[>›»/\\→·-]|&gt;|--)"
)
_CHAIN = re.compile(
    r"^[^>›»→/。，]{1,14}+(?:\s*+(?:>{1,2}|›|»|→|/)\s*+[^>›»→/。，]{1,14}+){1,8}\s*+[>›»]?$"
)
_PAGER = re.compile(
    r"^[【\[（(<《«]*\s*(?:上|下|前|后)(?:一)?(?:篇|页|条|则|版|"
    r"期)\s*[】\]）)>》»]*\s*(?:[：:].*|[>»]*)?$|"
    r"^[【\[（(<《«]\s*(?:上|下|前|后)一?(?:篇|页|条|则|版|期)\s*[】\]）)>》»]"
)
_PAGER_ROW = re.compile(r"(?:上|下)一(?:篇|页|条|则)[：:]")
_HOT_ROW = re.compile(
    r"^(?:热搜|热词|热点|热门|热搜词|热门搜索|大家都在搜|热门标签|推荐|快讯|公告|"
    r"最新)(?:词|榜)?[：:]\s?\S"
)
_TAGS = re.compile(
    r"^[【\[]?(?:关键词|关键字|标签|本文标签|文章标签|分类|(?:所属|当前)?栏目|频道|Tags?|"
    r"Keywords)[】\]]?\s?[：:]",
    re.I,
)
_EDITOR = re.compile(
    r"^[【\[（(]?\s*(?:本文|值班|网络|执行|实习|见习|新媒体|微信|本期|首席)?(?:责任编辑|"
    r"责编|编辑|编审|校对|审核|复审|终审|初审|一审|二审|三审|"
    r"监制|总监制|排版|版式|美编|制作|统筹|策划|出品|编校|签发|值班主任|主编|总编辑|"
    r"值班编委|值班总编|运营|设计|视觉)"
    r"(?:/[^：: ]{1,6})?\s*[】\]]?\s*[：:丨|/｜]"
)
_COUNTER = re.compile(
    r"^(?:(?:点赞|收藏|评论|阅读|浏览|打赏|点击|转发|分享|踩|在看|喜欢|浏览量|阅读量|"
    r"点击量|访问量|点击数|浏览次数|点击次数|阅读数|"
    r"人气)[（( ：:]*+\d*\+?(?:万|次|人)?[）)]?[\s　|]*+)+$"
)
_RULE = re.compile(r"^[\s\-—=_*~·.。…+#|─━═]{3,}$")
_END_SIGN = re.compile(
    r"^[\s\-—=~·*]*(?:END|完|正文结束|全文完|本文完)[\s\-—=~·*]*$", re.IGNORECASE
)
_NEXT = re.compile(r"^[\W_]*下一(?:篇|条)[\W_]*$")
_CONTACT = re.compile(
    r"^[^，。：:]{0,10}(?:(?:电话|热线|传真|邮编|邮政编码|QQ群?|微信号?)\s?[：:/]\s?[\d（(+]|"
    r"(?:邮箱|信箱|E-?mail)\s?[：:/]\s?[\w.+-]+@)",
    re.IGNORECASE,
)
_LETTERBOX = re.compile(
    r"^(?:本(?:栏目?|版|报|刊)|投稿|来稿|欢迎|编辑部)[^。；]{0,30}[\w.+-]+@[\w-]+\.\w+"
)
_URL_ONLY = re.compile(
    r"^(?:网址|链接|原文链接|本文链接|本文地址|官网|门户网站)?[：: ]*<?(?:https?://|www\.)"
    r"[\x21-\x7e]+>?[）)]?$"
)
_IMAGE_MARK = re.compile(
    r"^!?\[[^\]]{0,80}\](?:\([^)]{0,300}\))?$|^\[?(?:图片|视频|图|广告|点击播放|音频)\]?$"
)
_PICTURE = re.compile(r"[【\[]?(?:图片|视频|图|广告|点击播放|音频)[】\]]?$")
_REACHED = re.compile(
    r"(?:电话|热线|传真|手机|QQ|微信|邮箱|E-?mail)[^。]{0,6}[：:]?\s?[\d×X*-]{5,}|"
    r"0\d{2,3}-[\dX×*]{5,8}(?!\d)|"
    r"1[3-9]\d{9}",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^[【\[■●\s]*(?:通\s*知|公\s*告|启\s*事|声\s*明|广\s*告|更\s*正|讣\s*告|招\s*聘|征\s*稿|"
    r"\S{0,24}(?:启事|公告|通告|声明|通知|"
    r"广告))[】\]\s]*(?:\n|$)|^(?:恭贺|恭祝|敬祝|热烈祝贺|热烈庆祝)"
)
_CALLED = re.compile(r"^[【\[■●\s]*(?:通\s*知|公\s*告|启\s*事|声\s*明|更\s*正|讣\s*告)[】\]\s]*\n")
_EDGES = re.compile(r"^[^\w（(]+|[^\w）)]+$")
_COMMENTS = re.compile(
    r"^(?:全部|网友|热门|精彩|最新|精选|用户|最热)?(?:评论|跟帖|留言|回复)(?:区|"
    r"列表)?\s?[（(]?\s?\d*\s?(?:条|个)?[）)]?$"
)
_BULLETIN = re.compile(
    r"^(?:报|送|发|抄送|抄报|主送|印发|分送)[：:]|^[（(]?共印\d+份[）)]?$|"
    r"^第\s?\d+\s?期(?:[（(]总第?\s?\d+\s?期[）)])?$"
)
_SEPARATOR = re.compile(r"[\s　|｜丨/·、>»›<•,，.。+&\-—_:：\[\]【】（）()“”\"'=~*\d▼▲△▽▾]+")
_SNIPPET_END = re.compile(
    r"(?:…|\.{3,}|\[详细\]|【详细】|［详细］|\[详情\]|查看全文|阅读全文|\[阅读\])\s*\S{0,4}$"
)
_BULLET = re.compile(
    r"^\s*(?:[•·●○◆◇■□▪▫▶►▸➤※*\-–]|\d{1,2}[.、)）]?(?=[\s\t“《])|\[\d+\]|[①-⑳])\s?"
)


@cache
def _words() -> dict[str, list[str]]:
    text = files("extract").joinpath("data/furniture.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _controls() -> re.Pattern[str]:
    words = sorted(set(_words()["controls"]), key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + ")", re.IGNORECASE)


@cache
def _list_heading() -> re.Pattern[str]:
    lead = "|".join(sorted(_words()["list_lead"], key=len, reverse=True))
    head = "|".join(sorted(_words()["list_head"], key=len, reverse=True))
    tail = r"(?:(?:\s*(?:[>»]{1,2}|更多|换一换|查看更多|More|MORE))*)"
    return re.compile(
        rf"{_LEAD}(?:(?:{lead}|的|·|\s){{1,4}}(?:{head}){{1,2}}|更多|热榜|"
        rf"排行)(?:{head})?{tail}{_END}"
    )


@cache
def _signs(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _words()[kind])))


def is_list_heading(line: str) -> bool:
    """Tell the heading over a list of other articles (相关阅读, 热门文章) or over comments."""
    if len(line) > 24:
        return False
    bare = _EDGES.sub("", line)
    return bool(len(bare) <= 16 and _list_heading().match(bare)) or bool(_COMMENTS.match(bare))


def closes_article(line: str) -> bool:
    """Tell the mark that closes an article (—END—), or the button to another (下一篇)."""
    return len(line) <= 20 and (_END_SIGN.match(line) or _NEXT.match(line)) is not None


def is_picture(line: str) -> bool:
    """Tell what stands in the place of a picture or a film: [图片]."""
    return _PICTURE.match(line) is not None


def is_snippet(line: str) -> bool:
    """Tell the cut-off beginning of another article."""
    return _SNIPPET_END.search(line) is not None


def is_bullet(line: str) -> bool:
    """Tell a list item by its mark or number."""
    return _BULLET.match(line) is not None


def is_contact(line: str) -> bool:
    """Tell a line of its own that says where to call or write; advertisements are known by it."""
    return len(line) <= 80 and "。" not in line and _CONTACT.match(line) is not None


def is_controls(line: str) -> bool:
    """Tell a line of page controls and navigation: known words and little else."""
    if len(line) > 160 or "。" in line:
        return False
    parts = [part for part in _SEPARATOR.split(line) if part]
    if not parts:
        return False
    known = sum(1 for part in parts if _controls().fullmatch(part))
    if len(parts) == 1:
        return known == 1 and len(line) >= 2
    longest = max(map(len, parts))
    if len(parts) >= 4 and longest <= 5 and known >= 2:
        return True
    return known == len(parts) or (known >= 2 and known >= len(parts) * 0.5 and longest <= 8)


def is_navigation(line: str) -> bool:
    """Tell a row of short words set apart by bars, or a path from the home page."""
    if len(line) > 120 or "。" in line or "，" in line:
        return False
    if _CRUMB.search(line):
        return True
    parts = [part.strip() for part in re.split(r"[|｜丨]", line)]
    bars = [part for part in parts if part]
    if len(bars) >= 4 and max(map(len, bars)) <= 8:
        return True
    words = line.split()
    if (
        len(words) >= 6
        and max(map(len, words)) <= 6
        and any(w.endswith("首页") or _controls().fullmatch(w) for w in words)
    ):
        return True
    return bool(_CHAIN.match(line)) and line.count(">") + line.count("›") + line.count("»") >= 2


@lru_cache(maxsize=4096)
def is_furniture(line: str) -> bool:
    """Tell a line that by itself is no part of any article."""
    if not re.search(rf"[{_HAN}A-Za-z0-9]", line):
        return True
    if len(line) <= 160 and (
        is_navigation(line) or is_controls(line) or any(p.search(line) for p in _SHORT_PATTERNS)
    ):
        return True
    return any(p.search(line) for p in _LONG_PATTERNS) and len(line) <= 300


_SHORT_PATTERNS = (
    _PAGER, _PAGER_ROW, _HOT_ROW, _TAGS, _EDITOR, _COUNTER, _RULE, _END_SIGN, _URL_ONLY,
    _IMAGE_MARK, _BULLETIN, _LETTERBOX,
)  # fmt: skip
# How many signs make an advertisement: of any text, of a signed one, of one among signed stories.
SIGNS, SIGNED_SIGNS, FEW_SIGNS = 3, 5, 1
_LONG_PATTERNS = (_FOOTER, _DISCLAIMER)


def is_advert(text: str, least: int = SIGNS) -> bool:
    """Tell an advertisement or a notice of the paper's own by at least so many of its signs."""
    strong = set(_signs("notice").findall(text))
    weight = len(strong | set(_signs("advert").findall(text)))
    titled = _NOTICE.match(text) is not None
    called = _CALLED.match(text) is not None
    reached = _REACHED.search(text) is not None
    shown = titled or reached or bool(strong)
    return (shown or least < SIGNS) and weight + 2 * reached + 3 * titled + 2 * called >= least
