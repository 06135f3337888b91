"""Train the tagger and the relation classifiers again from annotated articles.

``python -m extract.training --names FOLDER… --relations FOLDER…`` (``make train``): a folder holds
sources with their annotation beside them (``a.txt``, ``a.json``). Needs CRFsuite and scikit-learn
(``parkgraph[train]``). The same articles give the same files.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from extract import articles, entities, features, gazetteer, pairs, read, relations, segment, tagger
from extract.abbreviation import plain
from extract.context import Context, context_of
from extract.coref import MAYBE, Mention
from extract.survey import Survey

DATA = Path(__file__).parent / "data"
_DECORATION = re.compile(r"[\s\"'“”‘’「」『』《》〈〉()\[\]【】·•,，、.。:：;；\-—–_|/（）]")
_QUOTES = str.maketrans("", "", "“”‘’「」『』《》")
_REGULARISATION = 0.5  # inverse strength of the L2 penalty of the classifiers
_SMALLEST_WEIGHT = 0.05
_AS_GOOD = 0.001  # F1
# what a word around a name counts for beside a sign of another sort: rare words are many, and are
# learnt by heart
_WORD_VALUES = {"runs": 0.5, "partOf": 0.5, "memberOf": 0.8, "locatedIn": 0.35, "unitOf": 0.6}
_WORD_AROUND = re.compile(r"[so]\.(?:first|near)\.")
_FEWEST_PAIRS = 3  # a sign must have been seen with
_FOLDS = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A clean text with a label for each character, and the annotation of its document."""

    text: str
    labels: list[str]
    gold: dict[str, Any]


def _forms(gold: dict[str, Any]) -> dict[str, str]:
    """Each form of a name in the annotation, without marks → its label; required things win."""
    endings = gazetteer.lexicon()
    bare = {w for c, ws in endings.items() if c.endswith("_end") and c != "park_end" for w in ws}
    forms: dict[str, str] = {}
    for entity in sorted(gold["entities"], key=lambda e: bool(e.get("optional"))):
        label = entity["type"]
        if entity.get("optional") and label == "Programme":
            label = MAYBE
        for name in [entity["name"], *entity.get("aliases", []), *entity.get("implied", [])]:
            key = _DECORATION.sub("", name).lower()
            if len(key) > 1 and not (key in bare and name != entity["name"]):
                forms.setdefault(key, label)
    return forms


def _grow(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the opening mark of a quotation (or bracket) whose closing mark the name holds."""
    for opening, closing in ("“”", "‘’", "《》", "（）", "()", "「」"):
        inner = text[start:end]
        if closing in inner and opening not in inner and start and text[start - 1] == opening:
            start -= 1
        if opening in inner and closing not in inner and end < len(text) and text[end] == closing:
            end += 1
    return start, end


def project(text: str, gold: dict[str, Any]) -> Example:
    """Find the annotated names in a clean text, the longest first, and label their characters."""
    kept = [at for at, char in enumerate(text) if not _DECORATION.match(char)]
    bare = "".join(text[at] for at in kept).lower()
    labels = [tagger.OUTSIDE] * len(text)
    forms = _forms(gold)
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        at = bare.find(form)
        while at >= 0:
            start, end = _grow(text, kept[at], kept[at + len(form) - 1] + 1)
            free = all(label == tagger.OUTSIDE for label in labels[start:end])
            if free and "\n" not in text[start:end] and end - start > 1:
                labels[start:end] = [f"I-{forms[form]}"] * (end - start)
                labels[start], labels[end - 1] = f"B-{forms[form]}", f"E-{forms[form]}"
            at = bare.find(form, at + 1)
    return Example(text, labels, gold)


def examples(folders: Iterable[Path]) -> Iterator[Example]:
    """The labelled articles of some folders."""
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            document = read.read_document(str(folder / gold["doc"]))
            for section in articles.split(document):
                yield project(section.clean.text, gold)


def unquoted(example: Example) -> Example:
    """An example as sites re-post it that strip every quotation mark."""
    return project(example.text.translate(_QUOTES), example.gold)


def train_tagger(data: list[Example], target: Path) -> None:
    """Fit the field on the examples, with and without quotation marks, and store its weights."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.08, "c2": 0.02, "max_iterations": 120, "feature.minfreq": 2})
    for example in data:
        bare = unquoted(example)
        for one in [example] if bare.text == example.text else [example, bare]:
            rows = np.concatenate(list(features.stretches(one.text)), axis=1).T
            for start, end in segment.sentences(one.text):
                sequence = [[str(key) for key in row] for row in rows[start:end].tolist()]
                trainer.append(sequence, one.labels[start:end])
    scratch = target.with_suffix(".crfsuite")
    trainer.train(str(scratch))
    _store(scratch, target)
    scratch.unlink()


def _store(scratch: Path, target: Path) -> None:
    """Write CRFsuite's model as arrays; of two features in one bucket the weaker is dropped."""
    reader = pycrfsuite.Tagger()
    reader.open(str(scratch))
    info = reader.info()
    labels = sorted(info.labels)
    index = {label: n for n, label in enumerate(labels)}
    weights: dict[int, np.ndarray[Any, Any]] = {}
    for (key, label), weight in info.state_features.items():
        row = weights.setdefault(int(key), np.zeros(len(labels)))
        row[index[label]] = weight
    transitions = np.zeros((len(labels), len(labels)))
    for (before, after), weight in info.transitions.items():
        transitions[index[before], index[after]] = weight
    reader.close()
    strongest: dict[int, int] = {}
    for key in sorted(weights, key=lambda k: (float(np.abs(weights[k]).max()), k)):
        strongest[int(tagger.bucket_of(np.array([key], dtype=np.uint64))[0])] = key
    keys = sorted(strongest.values())
    np.savez_compressed(
        target,
        labels=np.array(labels),
        keys=np.array(keys, dtype=np.uint64),
        weights=np.stack([weights[key] for key in keys]).astype(np.float16),
        transitions=transitions.astype(np.float32),
    )


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
    """Train names and relations from the articles of folders; one given twice counts twice."""
    parser = argparse.ArgumentParser(prog="python -m extract.training")
    for what in ("--names", "--relations"):
        parser.add_argument(what, nargs="+", type=Path, required=True, metavar="FOLDER")
    given = parser.parse_args(arguments)
    train_tagger(list(examples(given.names)), DATA / "tagger.npz")
    train_relations(list(examples(given.relations)), DATA / "relations.json")


if __name__ == "__main__":
    main(sys.argv[1:])
