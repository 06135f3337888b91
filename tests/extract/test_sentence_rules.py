import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from extract import sentence_rules
from extract.sentence_rules import Rule, marked

RULES = sentence_rules.rules()


def _found(rule: Rule, sentence: str) -> set[str]:
    """The pairs of a marked sentence that the rule itself joins, as 甲 > 乙."""
    text, mentions = marked(sentence)
    names = [text[m.start : m.end] for m in mentions]
    hits = sentence_rules.hits(text, 0, mentions)
    return {f"{names[h.subject]} > {names[h.object]}" for h in hits if h.rule == rule.name}


@pytest.mark.parametrize(
    ("rule", "example"),
    [pytest.param(r, e, id=f"{r.name}-{n}") for r in RULES for n, e in enumerate(r.examples)],
)
def test_a_rule_finds_every_pair_of_its_examples_and_no_other(rule: Rule, example: str) -> None:
    sentence, arrow, listed = example.partition("=>")
    wanted = {pair.strip() for pair in listed.split(";")}
    assert arrow, "an example says after => what is found"
    assert all(re.fullmatch(r"\S+ > \S+", pair) for pair in wanted)
    assert _found(rule, sentence) == wanted


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        pytest.param(r, e, id=f"{r.name}-{n}")
        for r in RULES
        for n, e in enumerate(r.counterexamples)
    ],
)
def test_a_rule_finds_nothing_in_its_counterexamples(rule: Rule, sentence: str) -> None:
    assert "=>" not in sentence
    assert len(marked(sentence)[1]) >= 2, "a counterexample names what could be joined"
    assert _found(rule, sentence) == set()


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_rules_join_only_the_types_their_predicate_may_have() -> None:
    from extract.pairs import DOMAINS

    slot = {sign: name for name, sign in sentence_rules._SLOT.items()}
    for rule in RULES:
        for group, allowed in zip("so", DOMAINS[rule.predicate], strict=True):
            body = rule.pattern.pattern.split(f"(?P<{group}>[")[1].split("]")[0]
            assert {slot[sign] for sign in body} <= set(allowed), rule.name


GOOD = """
[[rule]]
name = "one"
predicate = "develops"
pattern = '{s:Company}投资{o:Project}'
examples = ["[Company:海川公司]投资[Project:智能泵阀基地]。=> 海川公司 > 智能泵阀基地"]
"""


def _load(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Rule, ...]:
    (folder / "rules").mkdir()
    (folder / "rules" / "mine.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sentence_rules, "resources", SimpleNamespace(files=lambda _: folder))
    return sentence_rules.rules.__wrapped__()


def test_a_well_formed_rule_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = _load(GOOD, tmp_path, monkeypatch)
    assert (rule.name, rule.predicate, rule.counterexamples) == ("one", "develops", ())


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("develops", "builds"),
        ("examples", "example"),
        ("{o:Project}", "{Project}"),
        ("{s:Company}", "{Company}"),
        ('name = "one"', 'name = "one"\nweight = 3'),
        ("[[rule]]", "[[rule]"),
        (re.search(r"examples = .*", GOOD).group(), "examples = []"),
    ],
)
def test_a_malformed_rule_is_an_error(
    right: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert right in GOOD
    with pytest.raises(ValueError, match=r"rule one|Expected"):
        _load(GOOD.replace(right, wrong), tmp_path, monkeypatch)


def test_marked_gives_the_plain_sentence_and_its_names() -> None:
    text, mentions = marked("昨日，[Company:海川公司]与[Park:东湾高新区]签约")
    assert text == "昨日，海川公司与东湾高新区签约"
    names = [(text[m.start : m.end], m.type) for m in mentions]
    assert names == [("海川公司", "Company"), ("东湾高新区", "Park")]


def test_hits_count_from_the_start_of_the_sentence() -> None:
    text, mentions = marked("前一句。[Company:海川公司]落户[Park:东湾高新区]。")
    start = text.index("海川")
    assert [h.rule for h in sentence_rules.hits(text[start:], start, mentions)] == [
        "stands-in-park"
    ]
    assert not list(sentence_rules.hits(text[start:], start, mentions[:1]))


def test_a_name_inside_a_name_does_not_hide_the_outer_one() -> None:
    text = "连大海带领东湾高新区浪花突击队抢修。"
    mention = sentence_rules.Mention
    mentions = [
        mention(0, 3, "Person", 1.0),
        mention(5, 15, "Programme", 1.0),
        mention(5, 10, "Park", 1.0),
    ]
    assert {(h.subject, h.object) for h in sentence_rules.hits(text, 0, mentions)} == {(0, 1)}
