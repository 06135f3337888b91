"""No regular expression of the packages takes more than in proportion to its text."""

import math
import os
import re

import pytest
from attacks import Source, attacks
from growth import SUPERLINEAR, EndlessError, growth, limited, text_of
from patterns import Used, expressions

_ATTACKS = 40 * max(1, int(os.environ.get("FUZZ_EXAMPLES", "60")) // 60)
_SECONDS = 5  # of the processor, for a text that has few hundred characters

# Characters of the longest text that is given to an expression whose work grows faster: who asks
# looks at the length first.
_LINE, _ENTRY, _NAME, _SENTENCE = 160, 60, 60, 600
_SHORT = {
    "extract.bylines._BYLINE": 70,
    "extract.bylines._CLOCK": _LINE,
    "extract.coref._INNER_QUOTE": _NAME,
    "extract.imprint._CRUMB_PARTS": 120,
    "extract.newspaper._NUMBERED_ENTRY": _ENTRY,
    "extract.newspaper._PAGE_REFERENCE": _ENTRY,
    "extract.programmes._TAIL": _NAME,
    "extract.sentence_rules._MARKED": _LINE,  # the examples in our own rules
    "extract.sentence_rules.rules()": _SENTENCE,
    "extract.survey._BYLINE_BEFORE": 24,
    "kg.places._KIND": _NAME,
}


def _of_package(package: str) -> list[Used]:
    return [used for used in expressions() if used.where.startswith(f"{package}.")]


@pytest.mark.parametrize("package", ["kg", "extract", "export"])
def test_the_work_of_every_expression_grows_with_its_text(package: str) -> None:
    found = _of_package(package)
    assert found
    worst = {
        f"{used.where} {way} {attack}": grown
        for used in found
        if used.where not in _SHORT and Source(used.pattern).repeats()
        for way in used.ways
        for attack in attacks(used.pattern, _ATTACKS)
        if (grown := growth(used.pattern, way, attack)) is not None and grown > SUPERLINEAR
    }
    assert worst == {}


def test_expressions_for_short_texts_come_to_an_end_on_them() -> None:
    found = [used for used in expressions() if used.where in _SHORT]
    assert {used.where for used in found} == set(_SHORT)
    for used in found:
        for attack in attacks(used.pattern, _ATTACKS):
            text = text_of(attack, _SHORT[used.where])[: _SHORT[used.where]]
            given = text if isinstance(used.pattern.pattern, str) else text.encode()
            with limited(_SECONDS):
                list(used.pattern.finditer(given))


@pytest.mark.parametrize(
    ("pattern", "least"),
    [(r"(?:a+)+$", math.inf), (r"(?:a|aa)+$", math.inf), (r"a+b", 3.0), (r"<!--.*?-->x", 3.0)],
)
def test_the_attacks_bring_out_what_is_bad(pattern: str, least: float) -> None:
    bad = re.compile(pattern)
    grown = (growth(bad, "finditer", attack) or 0.0 for attack in attacks(bad, 200))
    assert any(factor >= least for factor in grown)


def test_what_never_ends_is_stopped() -> None:
    with pytest.raises(EndlessError), limited(0.2):
        re.search(r"(?:a+)+$", "a" * 80 + "b")


def test_expressions_made_from_data_are_among_those_that_are_tested() -> None:
    names = {used.where for used in expressions()}
    assert {"extract.sentence_rules.rules()", "kg.names.generic()"} <= names
    assert any(name.startswith("export.") for name in names)
