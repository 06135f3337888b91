"""How the work for one article grows with its length, for texts that are made to be hard.

``python tests/bench/hostile.py [CHARACTERS [KIND…]]`` prints, a line a kind, the seconds of one
core at so many characters, twice and four times as many, and the two factors: 2 is
linear, 4 is quadratic.
"""

import random
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from extract.pipeline import articles_of
from kg.errors import InputError

_ARTICLE = Path(__file__).parents[1] / "articles" / "dev" / "w1-clean.txt"
_CHARACTERS = 4_000
_HEAD = "无锡高新区党建引领发展\n"
Make = Callable[[random.Random], str]


def _han(chooser: random.Random, count: int) -> str:
    return "".join(chr(chooser.randrange(0x4E00, 0x9000)) for _ in range(count))


def _person(chooser: random.Random) -> str:
    return (
        chooser.choice("王李张刘陈杨黄赵") + chooser.choice("伟芳娜敏静") + chooser.choice("丽强磊")
    )


def _firm(chooser: random.Random) -> str:
    return f"{chooser.choice(('苏州', '无锡', '成都'))}{_han(chooser, 2)}科技有限公司"


def _park(chooser: random.Random) -> str:
    return f"{_han(chooser, 2)}高新区"


def _body(chooser: random.Random) -> str:
    return f"{_han(chooser, 2)}高新区党工委"


def _programme(chooser: random.Random) -> str:
    return f"“{_han(chooser, 3)}”工作法"


def _counted(chooser: random.Random) -> str:
    return f"“三航{_han(chooser, 3)}行动”"


def _project(chooser: random.Random) -> str:
    return f"{_han(chooser, 3)}产业园项目"


def _any(chooser: random.Random) -> str:
    return chooser.choice((_person, _firm, _park, _body, _programme, _project))(chooser)


def _sentence(end: str) -> Make:
    return lambda c: (
        f"{_park(c)}党工委书记{_person(c)}到{_firm(c)}调研{_project(c)}，推行{_programme(c)}{end}"
    )


def _listed(make: Make) -> Make:
    return lambda chooser: make(chooser) + "、"


# kind → the name of a source, what stands before, what is said again and again
KINDS: dict[str, tuple[str, str, Make]] = {
    "people": ("x.txt", _HEAD, _listed(lambda c: f"企业家{_person(c)}")),
    "firms": ("x.txt", _HEAD, _listed(_firm)),
    "parks": ("x.txt", _HEAD, _listed(_park)),
    "bodies": ("x.txt", _HEAD, _listed(_body)),
    "programmes": ("x.txt", _HEAD, _listed(_programme)),
    "counted programmes": ("x.txt", _HEAD, _listed(_counted)),
    "enumerations": ("x.txt", _HEAD, lambda c: f"{_han(c, 2)}红、{_han(c, 2)}绿两项工程，"),
    "lists of programmes": ("x.txt", _HEAD, _listed(lambda c: f"{_han(c, 2)}专班")),
    "digits": (
        "x.txt",
        _HEAD,
        lambda c: (
            f"“1346{_han(c, 2)}工作法”：{'、'.join(f'“{_han(c, 2)}行动”' for _ in '甲乙丙')}。"
        ),
    ),
    "projects": ("x.txt", _HEAD, _listed(_project)),
    "names of all sorts": ("x.txt", _HEAD, _listed(_any)),
    "sentences": ("x.txt", _HEAD, _sentence("。")),
    "paragraphs": ("x.txt", _HEAD, _sentence("。\n")),
    "no full stop": ("x.txt", _HEAD, _sentence("，")),
    "one sentence": ("x.txt", _HEAD, lambda _: "无锡高新区推行红芯护航行动，书记王建国说。"),
    "posts": ("x.txt", _HEAD, lambda _: "党工委书记、管委会主任王建国"),
    "short forms": ("x.txt", _HEAD, lambda c: f"{_han(c, 2)}电子股份有限公司、{_han(c, 2)}、"),
    "one long name": ("x.txt", "", lambda _: "高新区"),
    "characters": ("x.txt", "", lambda c: _han(c, 1)),
    "figures": ("x.txt", "今年", lambda _: "1"),
    "blanks": ("x.txt", "字", lambda _: " "),
    "quotation marks": ("x.txt", "", lambda _: "“"),
    "brackets": ("x.txt", "", lambda _: "区("),
    "short lines": ("x.txt", "", lambda _: "字\n"),
    "unfinished lines": ("x.txt", "", lambda c: f"{_han(c, 30)}\n"),
    "bylines": ("x.txt", "", lambda _: "记者 王建国\n"),
    "invisible": ("x.txt", "", lambda _: "高\u200b\u202e"),
    "pinyin": ("x.txt", "", lambda _: "高(gāo)"),
    "links": ("x.md", "", lambda _: "["),
    "stars": ("x.md", "", lambda _: "*"),
    "nested tags": ("x.html", "<html><body>", lambda _: "<div class='nav'>高"),
    "tags": ("x.html", "<html><body>", lambda _: "<p>高</p>"),
    "comments": ("x.html", "", lambda _: "<!--x-->"),
}


def text_of(kind: str, size: int) -> str:
    """Return a text of about so many characters, the same in every run."""
    _, head, make = KINDS[kind]
    chooser = random.Random(0)  # noqa: S311 - the same text in every run
    pieces, length = [head], len(head)
    while length < size:
        pieces.append(make(chooser))
        length += len(pieces[-1])
    return "".join(pieces)


def seconds(kind: str, size: int) -> float:
    """Return what reading and extracting a text takes of one core."""
    data = text_of(kind, size).encode()
    start = time.process_time()
    try:
        articles_of(KINDS[kind][0], data)
    except InputError as error:
        print(f"{kind}: {error}", file=sys.stderr)  # noqa: T201
    return time.process_time() - start


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else _CHARACTERS
    articles_of("x.txt", _ARTICLE.read_bytes())  # dictionaries and models are read once
    for kind in sys.argv[2:] or KINDS:
        taken = [seconds(kind, size * times) for times in (1, 2, 4)]
        factors = " ".join(f"{b / max(a, 0.001):5.1f}" for a, b in pairwise(taken))
        told = " ".join(f"{value:8.3f}" for value in taken)
        print(f"{kind:20} {told}  × {factors}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
