"""The text of a web page, line by line as a reader sees it, without what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml import html as markup

from extract.taken import Taken, put_together

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "input",
        "textarea",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "video",
        "audio",
        "map",
        "head",
        "menu",
        "dialog",
        "datalist",
    ]
)
_DROPPED_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "menu",
        "menubar",
        "toolbar",
        "dialog",
        "form",
        "alert",
        "status",
        "tablist",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|i|igation)?|menu|crumbs?|breadcrumbs?|foot(?:er)?|side(?:bar)?|"
    r"aside|"
    r"relate[ds]?|recommend\w*|hot(?:list|news|words?)?|rank(?:ing|list)?|shares?|bdsharebuttonbox|"
    r"copyright|comments?|reply|pager?|pagination|prevnext|toolbar|topbar|top-?nav|login|search|"
    r"ads?|advert\w*|banner|friend-?links?|links|qrcode|toc|tags?|modal|popup|cookie\w*|skip-?link|"
    r"sponsor\w*|promo\w*|subscribe)(?:$|[\s_-]|\d+$)",
    re.IGNORECASE,
)
_CONTENT_NAME = re.compile(r"article|content|detail|main|body|text|editor|post|zoom", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\f]+")
_PATH_NAME = re.compile(
    r"(?:^|[\s_-])(?:bread-?)?crumbs?(?:$|[\s_-])|(?:^|\s)(?:position|location|"
    r"weizhi|cur-?pos|path)(?:$|\s)",
    re.IGNORECASE,
)
_SEPARATE = re.compile(
    r"\d{4}[-年/.]\d{1,2}.*(?:来源|作者|记者|编辑|浏览|阅读|字号|字体)|来源[：:].*作者[：:]"
)
_META_LENGTH = 200
_LINK_SHARE = 0.6
_KEPT_SHARE = 0.5
_COLUMN_SHARE = 0.3
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_META_DATE = (
    "pubdate",
    "publishdate",
    "article:published_time",
    "og:published_time",
    "datepublished",
    "publish_time",
    "weibo: article:create_at",
    "dc.date",
    "date",
)
_META_MEDIUM = ("contentsource", "source", "mediaid", "og:site_name", "sitename")
_META_AUTHOR = ("author", "article:author", "dc.creator", "byl")
_META_SECTION = ("columnname", "article:section", "catalogs", "channel", "category")
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')


def read_page(source: str) -> Taken:
    """Take the visible text out of an html document (already decoded)."""
    root = _parse(source)
    if root is None:
        return Taken("")
    meta = _meta(root)
    page = put_together(_lines(_body(root)))
    title = _first(meta, ("og:title", "articletitle", "title")) or root.findtext(".//title")
    return replace(
        page,
        title=title,
        date=_first(meta, _META_DATE) or _stated_date(root),
        medium=_first(meta, _META_MEDIUM),
        author=_first(meta, _META_AUTHOR),
        section=_first(meta, _META_SECTION) or _path(root),
    )


def _path(root: etree._Element) -> str | None:
    """Give the path through the site that stands above an article."""
    for node in root.iter("div", "p", "nav", "ol", "ul", "span", "td"):
        if _PATH_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            text = _BLANK.sub(" ", " ".join(str(part) for part in node.itertext())).strip()
            if text and len(text) < _META_LENGTH:
                return text if ">" in text or "/" in text else f"首页>{'>'.join(text.split())}"
    return None


def _stated_date(root: etree._Element) -> str | None:
    """Give the day of publication that a page tells machines: JSON-LD, then <time>."""
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            found = _LINKED_DATE.search(script.text or "")
            if found:
                return found.group(1)
    moment = root.find(".//time[@datetime]")
    return moment.get("datetime") if moment is not None else None


def _parse(source: str) -> etree._Element | None:
    cleaned = re.sub(r"^\s*<\?xml[^>]*\?>", "", source).replace("\x00", "")
    if not cleaned.strip():
        return None
    parser = markup.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True)
    try:
        return markup.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _body(root: etree._Element) -> etree._Element:
    body = root.find("body")
    return root if body is None else body


def _meta(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        name = node.get("name") or node.get("property") or node.get("itemprop")
        content = (node.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _size(node: etree._Element) -> tuple[int, int]:
    """Count the visible characters below a node, and those of them that are links."""
    total = _letters(node)
    return total, sum(map(_letters, node.iter("a")))


def _letters(node: etree._Element) -> int:
    return sum(len("".join(str(text).split())) for text in node.itertext())


def _is_furniture(node: etree._Element, whole: int) -> bool:
    tag = node.tag
    if tag in _DROPPED or (node.get("role") or "").lower() in _DROPPED_ROLES:
        return True
    if _is_hidden(node):
        return True
    if tag not in _BLOCKS or tag in _HEADINGS or tag in {"html", "body", "main", "article"}:
        return tag not in _BLOCKS and _named_furniture(node) and _size(node)[0] < whole * 0.1
    if tag == "header":
        return node.find(".//h1") is None and _dense(node)
    if tag == "td":  # the columns of an old layout; one that is most of the page is the page
        return _dense(node) and _size(node)[0] < whole * _COLUMN_SHARE
    return (_named_furniture(node) and _size(node)[0] < whole * _KEPT_SHARE) or _dense(node)


def _is_hidden(node: etree._Element) -> bool:
    if node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return True
    return _HIDDEN.search(node.get("style") or "") is not None and node.get("id") != "js_content"


def _named_furniture(node: etree._Element) -> bool:
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    if not _FURNITURE_NAME.search(names):
        return False
    return not (_CONTENT_NAME.search(names) and node.find(".//p") is not None)


def _dense(node: etree._Element) -> bool:
    """Tell a block of links: two or more that hold most of its text."""
    if node.tag in {"p", "tr", "tbody", "table", "br"}:
        return False
    links = sum(1 for _ in node.iter("a"))
    if links < 2:
        return False
    total, linked = _size(node)
    return total > 0 and linked / total >= _LINK_SHARE


def _lines(body: etree._Element) -> Iterator[tuple[int, str]]:
    """Walk the page in reading order; each line with its heading level (0: none)."""
    whole = max(1, _size(body)[0])
    buffer: list[str] = []
    level = 0

    def flush() -> Iterator[tuple[int, str]]:
        line = _BLANK.sub(" ", "".join(buffer)).strip(" ")
        if len(line) < _META_LENGTH and _SEPARATE.search(line):
            line = _BLANK.sub(" ", " ".join(buffer)).strip(" ")
        buffer.clear()
        if line:
            yield level, line

    stack: list[tuple[etree._Element, bool]] = [(body, True)]
    while stack:
        node, entering = stack.pop()
        tag = node.tag
        block = isinstance(tag, str) and tag in _BLOCKS
        if not entering:
            if block:
                yield from flush()
                if tag in _HEADINGS:
                    level = 0
            buffer.append(node.tail or "")
            continue
        if not isinstance(tag, str) or (node is not body and _is_furniture(node, whole)):
            if block:
                yield from flush()
            buffer.append(node.tail or "")
            continue
        if block:
            yield from flush()
            level = _HEADINGS.get(tag, level)
        buffer.append(node.text or "")
        stack.append((node, False))
        stack.extend((child, True) for child in reversed(node))
    yield from flush()
