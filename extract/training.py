"""Train the tagger and the relation classifiers again from annotated articles.

``python -m extract.training --names FOLDER… --halved FOLDER… --relations FOLDER…`` (``make
train``): a folder holds sources with their annotation beside them (``a.txt``, ``a.json``). Needs
CRFsuite and scikit-learn (``parkgraph[train]``). The same articles give the same files.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from extract import entities, fields, pairs, relations
from extract.abbreviation import plain
from extract.annotated import Example, examples
from extract.context import Context, context_of
from extract.coref import MAYBE, Mention
from extract.survey import Survey

DATA = Path(__file__).parent / "data"
_REGULARISATION = 0.5  # inverse strength of the L2 penalty of the classifiers
_SMALLEST_WEIGHT = 0.05
_AS_GOOD = 0.0005  # F1
# what a word around a name counts for beside a sign of another sort: rare words are many, and are
# learnt by heart
_WORD_VALUES = {"runs": 0.5, "partOf": 0.5, "memberOf": 0.8, "locatedIn": 0.35, "unitOf": 0.6}
_WORD_AROUND = re.compile(r"[so]\.(?:first|near)\.")
_FEWEST_PAIRS = 3  # a sign must have been seen with
_FOLDS = 8


def gold_context(example: Example) -> Context:
    """An example's article with the annotated names, not the tagger's."""
    mentions, start = [], 0
    for at, label in enumerate(example.labels):
        if label.startswith("B-"):
            start = at
        elif label.startswith("E-"):
            mentions.append(Mention(start, at + 1, label[2:], 1.0))
    mentions += entities.inside(example.text, mentions)
    return context_of(example.text, [m for m in mentions if m.type != MAYBE])


def _matched(context: Context, gold: dict[str, Any]) -> dict[int, str]:
    """Number of a thing → the annotated entity it is."""
    pairs_, taken = {}, set()
    for number, thing in enumerate(context.things):
        forms = {form.lower() for form in thing.forms}
        for entity in gold["entities"]:
            names = [entity["name"], *entity.get("aliases", []), *entity.get("implied", [])]
            types = {entity["type"], *entity.get("also", [])}
            if entity["id"] in taken or thing.type not in types:
                continue
            if forms & {plain(name).lower() for name in names}:
                pairs_[number] = entity["id"]
                taken.add(entity["id"])
                break
    return pairs_


def judged_pairs(example: Example) -> Iterator[tuple[pairs.Pair, bool]]:
    """The pairs of an example that the annotation decides, with its verdict."""
    context, gold = gold_context(example), example.gold
    known = _matched(context, gold)
    optional = {e["id"] for e in gold["entities"] if e.get("optional") and e["type"] != "Person"}
    required, free = set(), set()
    for relation in gold["relations"]:
        if isinstance(relation, dict):
            free.add(tuple(relation["triple"][:3]))
        else:
            required.add(tuple(relation[:3]))
    for pair in pairs.pairs(Survey(context)):
        key = (known.get(pair.subject), pair.predicate, known.get(pair.object))
        if None in key or (key not in required and (key in free or {key[0], key[2]} & optional)):
            continue
        yield pair, key in required


def _best_threshold(probabilities: np.ndarray[Any, Any], truth: np.ndarray[Any, Any]) -> float:
    """The probability from which saying yes gives the best F1 on articles not trained on.

    Of thresholds that are as good the highest: a wrong fact costs a reader more than a missing one.
    """

    def f1(threshold: float) -> float:
        said = probabilities >= threshold
        return float(2 * (said & truth).sum() / max(1, said.sum() + truth.sum()))

    tried = {t: f1(t) for t in (round(0.30 + 0.02 * step, 2) for step in range(16))}
    return max(t for t, reached in tried.items() if reached >= max(tried.values()) - _AS_GOOD)


def _likeliest(
    probabilities: np.ndarray[Any, Any], subjects: list[tuple[int, int]]
) -> np.ndarray[Any, Any]:
    """The probabilities, but 0 for all but the likeliest pair of each subject."""
    chosen: dict[tuple[int, int], int] = {}
    for at, subject in enumerate(subjects):
        best = chosen.get(subject)
        if best is None or probabilities[at] > probabilities[best]:
            chosen[subject] = at
    result = np.zeros_like(probabilities)
    kept = list(chosen.values())
    result[kept] = probabilities[kept]
    return result


def _value(sign: str, predicate: str) -> float:
    """What a sign of a pair counts for."""
    return _WORD_VALUES.get(predicate, 1.0) if _WORD_AROUND.match(sign) else 1.0


def train_relations(data: list[Example], target: Path) -> None:
    """Fit a logistic regression a predicate on the examples' judged pairs and store the weights."""
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    verdicts: dict[str, list[bool]] = defaultdict(list)
    groups: dict[str, list[int]] = defaultdict(list)
    subjects: dict[str, list[tuple[int, int]]] = defaultdict(list)
    numbers: dict[str, int] = {}
    for example in data:
        number = numbers.setdefault(example.text, len(numbers))
        for pair, verdict in judged_pairs(example):
            rows[pair.predicate].append(tuple(pair.all_signs()))
            verdicts[pair.predicate].append(verdict)
            groups[pair.predicate].append(number)
            subjects[pair.predicate].append((number, pair.subject))
    stored = {}
    for predicate in sorted(rows):
        counts = Counter(sign for row in rows[predicate] for sign in row)
        vectorizer = DictVectorizer()
        matrix = vectorizer.fit_transform(
            {sign: _value(sign, predicate) for sign in row if counts[sign] >= _FEWEST_PAIRS}
            for row in rows[predicate]
        )
        # liblinear takes 32-bit indices only
        matrix.indices = matrix.indices.astype(np.int32)
        matrix.indptr = matrix.indptr.astype(np.int32)
        # the dual problem has as many unknowns as pairs, not as signs: hundreds of times faster
        regression = LogisticRegression(
            C=_REGULARISATION, solver="liblinear", dual=True, max_iter=2000, random_state=0
        )
        truth = np.array(verdicts[predicate])
        folds = GroupKFold(min(_FOLDS, len(set(groups[predicate]))))
        apart = cross_val_predict(
            regression,
            matrix,
            truth,
            groups=groups[predicate],
            cv=folds,
            method="predict_proba",
        )[:, 1]
        if predicate in relations.ONE_OBJECT:
            apart = _likeliest(apart, subjects[predicate])
        fitted = regression.fit(matrix, truth)
        names = vectorizer.feature_names_
        weights = [
            (sign, _value(sign, predicate) * float(w))
            for sign, w in zip(names, fitted.coef_[0], strict=True)
        ]
        stored[predicate] = {
            "bias": round(float(fitted.intercept_[0]), 3),
            "threshold": _best_threshold(apart, truth),
            "weights": {s: round(w, 3) for s, w in weights if abs(w) >= _SMALLEST_WEIGHT},
        }
    target.write_text(
        json.dumps(stored, ensure_ascii=False, sort_keys=True, indent=0), encoding="utf-8"
    )


def main(arguments: list[str]) -> None:
    """Train names and relations from the articles of folders.

    All fields of the tagger learn from the first folder for names, and only those of halves from
    the ones that are named as such. One that is given twice for relations counts twice.
    """
    parser = argparse.ArgumentParser(prog="python -m extract.training")
    for what in ("--names", "--relations"):
        parser.add_argument(what, nargs="+", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--halved", nargs="*", type=Path, default=[], metavar="FOLDER")
    given = parser.parse_args(arguments)
    every, *hands = (list(examples([folder])) for folder in given.names)
    halved = [folder in given.halved for folder in given.names[1:]]
    fields.train_tagger(every, hands, halved, DATA / "tagger.npz")
    train_relations(list(examples(given.relations)), DATA / "relations.json")


if __name__ == "__main__":
    main(sys.argv[1:])
