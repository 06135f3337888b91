"""Which pairs of an article stand in a relation, with the sentence that says so and how sure it is.

A logistic regression a predicate weighs the signs of :mod:`extract.pairs`; the sentence rules are
among them. The weights are trained by ``python -m extract.training``.
"""

import functools
import itertools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from extract.context import Context
from extract.pairs import Pair, pairs
from extract.survey import Survey, ValueSigns

# what stands in one of these relations does so with one thing of an article, nearly always
ONE_OBJECT = ("partOf", "memberOf", "unitOf", "leads")
# what stands in one list stands in these with the same thing, or none of it does
_LISTED = ("partOf", "memberOf")
_LARGEST_SCORE = 20.0  # log-odds
_ENUMERATED = 0.97  # how sure it is that parts listed before their number make up what is counted
# how much surer the classifier's own word is made by a list; chosen on dev and the real pages
_SURER = 10.0
_LEAST_CONFIDENT = 0.4  # half of what F1 comes to: what is given below it costs more than it brings
_EVIDENCE_LENGTH = 400  # characters: a longer stretch shows its last sentence only


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two things of an article (by number); ``start:end`` is its evidence."""

    predicate: str
    subject: int
    object: int
    role: str | None
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True)
class Classifier:
    """The trained weights of one predicate's signs and the probability from which it holds."""

    bias: float
    threshold: float
    weights: dict[str, float]

    @cached_property
    def _by_form(self) -> dict[str, dict[str, float]]:
        """Form of a sign → its value → the weight."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for sign, weight in self.weights.items():
            form, _, value = sign.partition("=")
            found[form][value] = weight
        return dict(found)

    def _weight(self, signs: ValueSigns) -> float:
        weight = 0.0
        for form, values in signs:
            known = self._by_form.get(form)
            if known is not None:
                for value in values:
                    weight += known.get(value, 0.0)
        return weight

    def probability(self, pair: Pair, weighed: dict[int, float]) -> float:
        """How likely it is that the pair stands in the relation.

        ``weighed`` keeps what signs weigh that pairs of one article share, by their identity.
        """
        score = self.bias + sum(map(self.weights.get, pair.signs, itertools.repeat(0.0)))
        score += self._weight(pair.words)
        for signs in pair.shared:
            weight = weighed.get(id(signs))
            if weight is None:
                weight = weighed[id(signs)] = self._weight(signs)
            score += weight
        score = max(-_LARGEST_SCORE, min(_LARGEST_SCORE, score))
        return 1.0 / (1.0 + math.exp(-score))


@functools.cache
def classifiers() -> dict[str, Classifier]:
    """The trained classifiers that come with the package, by predicate."""
    stored = resources.files("extract").joinpath("data", "relations.json")
    return {
        predicate: Classifier(row["bias"], row["threshold"], row["weights"])
        for predicate, row in json.loads(stored.read_text(encoding="utf-8")).items()
    }


def _evidence(context: Context, pair: Pair) -> tuple[int, int]:
    """The sentence (or the neighbouring two) in which the pair's nearest mentions stand."""
    a, b = sorted(pair.near, key=lambda m: m.start)
    first, last = context.sentence_at(a.start), context.sentence_at(b.start)
    start, end = context.sentences[first][0], context.sentences[last][1]
    apart = context.line_at(a.start) != context.line_at(b.start)
    if apart or end - start > _EVIDENCE_LENGTH:
        # too far apart to quote both: the sentence of what is told about, not of the park
        subject, object_ = pair.near
        told = object_ if pair.predicate in ("runs", "leads") else subject
        start, end = context.sentences[context.sentence_at(told.start)]
    while start < end and context.text[start].isspace():
        start += 1
    while end > start and context.text[end - 1].isspace():
        end -= 1
    return start, end


def _roles(survey: Survey, pair: Pair) -> list[str | None]:
    if pair.predicate != "holdsPosition":
        return [None]
    held = survey.posts[pair.subject]
    here = [post.role for post in held if post.holder == pair.object]
    opened = [post.role for post in held if post.holder is None]
    roles: list[str | None] = [*(here or opened[:1])]
    return list(dict.fromkeys(roles)) or [None]


def _rule(pair: Pair) -> str:
    """The sentence rule that spoke for the pair, or the classifier."""
    named = [sign.removeprefix("rule=") for sign in pair.signs if sign.startswith("rule=")]
    return named[0] if named else f"classifier-{pair.predicate}"


def _logit(probability: float) -> float:
    return math.log(probability / (1.0 - probability))


def _smoothed(survey: Survey, judged: dict[Pair, float]) -> dict[Pair, float]:
    """What stands in one list goes together: they share the mean of their log-odds."""
    groups: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in judged:
        if pair.subject in survey.lists:
            groups[survey.lists[pair.subject].start, pair.object].append(pair)
    result = dict(judged)
    for group in groups.values():
        mean = sum(_logit(judged[pair]) for pair in group) / len(group)
        result.update(dict.fromkeys(group, 1.0 / (1.0 + math.exp(-mean))))
    return result


def _without_supernumerary(survey: Survey, judged: dict[Pair, float]) -> dict[Pair, float]:
    """No further parts for a whole of which all that its name announces are listed."""
    listed = Counter(whole for _, whole in survey.enumerated)
    complete = {whole for whole, count in listed.items() if survey.expected[whole] == count}
    return {
        pair: probability
        for pair, probability in judged.items()
        if pair.object not in complete or (pair.subject, pair.object) in survey.enumerated
    }


def _one_each(judged: dict[Pair, float]) -> dict[Pair, float]:
    """Of a subject's possible objects the likeliest, and of a pair that goes both ways one."""
    chosen: dict[int, Pair] = {}
    for pair in sorted(judged, key=lambda p: (-judged[p], p.subject, p.object)):
        back = chosen.get(pair.object)
        if pair.subject not in chosen and (back is None or back.object != pair.subject):
            chosen[pair.subject] = pair
    return {pair: judged[pair] for pair in chosen.values()}


def _judged(survey: Survey) -> Iterator[tuple[Pair, float]]:
    """The pairs that their classifier says yes to, with the probability."""
    by_predicate: dict[str, dict[Pair, float]] = defaultdict(dict)
    weighed: dict[str, dict[int, float]] = defaultdict(dict)
    trained = classifiers()
    for pair in pairs(survey):
        classifier, known = trained[pair.predicate], weighed[pair.predicate]
        by_predicate[pair.predicate][pair] = classifier.probability(pair, known)
    for predicate in _LISTED:
        by_predicate[predicate] = _smoothed(survey, by_predicate[predicate])
    parts = by_predicate["partOf"]
    for pair in parts:
        if (pair.subject, pair.object) in survey.enumerated:
            parts[pair] = max(1.0 - (1.0 - parts[pair]) / _SURER, _ENUMERATED)
    by_predicate["partOf"] = _without_supernumerary(survey, parts)
    for predicate in ONE_OBJECT:
        by_predicate[predicate] = _one_each(by_predicate[predicate])
    for predicate, judged in by_predicate.items():
        for pair, probability in judged.items():
            if probability >= trained[predicate].threshold:
                yield pair, probability


def relations(context: Context) -> list[Relation]:
    """The relations of an article, by predicate and place."""
    survey = Survey(context)
    found = []
    for pair, probability in _judged(survey):
        sure = survey.certainty[pair.subject] * survey.certainty[pair.object]
        confidence = round(probability * sure, 3)
        if confidence < _LEAST_CONFIDENT:
            continue
        start, end = _evidence(context, pair)
        found += [
            Relation(
                predicate=pair.predicate,
                subject=pair.subject,
                object=pair.object,
                role=role,
                start=start,
                end=end,
                rule=_rule(pair),
                confidence=confidence,
            )
            for role in _roles(survey, pair)
        ]
    return found
