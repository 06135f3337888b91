import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract import features, tagger
from extract.sentence_rules import TYPES

WORDS = [
    "东湾高新区",
    "党工委",
    "书记",
    "连大海",
    "海川公司",
    "“灯塔”工作法",
    "，",
    "。",
    "\n",
    "😀",
]
TEXTS = st.one_of(st.text(max_size=50), st.lists(st.sampled_from(WORDS), max_size=25).map("".join))


@settings(deadline=None, max_examples=60)  # the first call loads the model
@given(TEXTS)
@example("")
@example("\n\n\n")
@example("😀👩‍🏭🏗️")
@example("\x00\u200b\ue000")
@example("智能泵阀" * 1500)
@example("东湾高新区党工委书记连大海" * 400)
def test_names_of_any_text_are_within_it_and_apart(text: str) -> None:
    at = 0
    for tagged in tagger.tag(text):
        assert at <= tagged.start < tagged.end <= len(text)
        assert tagged.label in (*TYPES, "Maybe")
        assert 0 < tagged.probability <= 1
        at = tagged.end


def test_plain_names_are_found() -> None:
    text = "昨日，东湾高新技术产业开发区党工委书记连大海走访南京海川机电有限公司。"
    found = {(text[t.start : t.end], t.label) for t in tagger.tag(text)}
    assert ("连大海", "Person") in found
    assert ("南京海川机电有限公司", "Company") in found


def test_a_clause_is_labelled_by_itself() -> None:
    # clauses of like length are batched: the batch must not change what each gets
    one = "东湾高新区推行灯塔工作法，"
    other = "海川公司入驻东湾高新区二期了。"
    field = tagger.model()
    labels, certain = tagger.label_text(one + other, field)
    scores = tagger._emissions(one + other, field)[None, : len(one)]
    outside = field.labels.index("O")
    scores[0, -1] = np.where(np.arange(len(field.labels)) == outside, 0, -1e4)
    begin = np.where(field.transitions[outside] < -1e3, -1e4, 0).astype(np.float32)
    alone = tagger._marginals(scores, field.transitions, begin[None])[0]
    assert [field.labels[n] for n in alone.argmax(axis=1)] == labels[: len(one)]
    assert np.allclose(alone.max(axis=1), certain[: len(one)], atol=1e-4)


def test_marks_between_clauses_are_outside_any_name() -> None:
    text = "东湾高新区，海川公司。灯塔工作法；连大海\n"
    labels, _ = tagger.label_text(text, tagger.model())
    assert {label for char, label in zip(text, labels, strict=True) if char in "，。；\n"} == {"O"}


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("O", "O", True),
        ("O", "B-Park", True),
        ("O", "I-Park", False),
        ("O", "E-Park", False),
        ("B-Park", "E-Park", True),
        ("B-Park", "I-Park", True),
        ("B-Park", "O", False),
        ("B-Park", "E-Place", False),
        ("I-Park", "B-Park", False),
        ("E-Park", "B-Park", True),
        ("E-Park", "I-Park", False),
    ],
)
def test_which_label_may_follow(before: str, after: str, may: bool) -> None:
    assert tagger.allowed(before, after) is may


def _field(text: str, liked: dict[int, str]) -> tagger.Model:
    """A field that likes a label at a place (O elsewhere), by one feature of the character."""
    labels = ["B-Park", "E-Park", "I-Park", "O"]
    liked = dict.fromkeys(range(len(text)), "O") | liked
    (rows,) = features.stretches(text)
    row = next(row for row in rows if len(set(row.tolist())) == len(text))
    keys = sorted((int(row[at]), label) for at, label in liked.items())
    weights = np.zeros((len(keys), len(labels)), dtype=np.float32)
    for n, (_, label) in enumerate(keys):
        weights[n, labels.index(label)] = 5.0
    hashes = np.array([key for key, _ in keys], dtype=np.uint64)
    return tagger.model_from(labels, hashes, weights, np.zeros((4, 4), dtype=np.float32))


def test_the_best_path_keeps_to_whole_names() -> None:
    text = "甲乙丙丁戊己"
    liked = {1: "B-Park", 2: "I-Park", 3: "E-Park"}
    (found,) = tagger.tag(text, _field(text, liked))
    assert (found.start, found.end, found.label) == (1, 4, "Park")
    # an end that is liked most cannot stand without a beginning
    for tagged in tagger.tag(text, _field(text, {0: "E-Park", 1: "E-Park"})):
        assert tagged.end - tagged.start > 1


def test_a_name_is_as_sure_as_its_least_sure_character() -> None:
    text = "甲乙丙丁戊己"
    field = _field(text, {1: "B-Park", 2: "E-Park"})
    (found,) = tagger.tag(text, field)
    _, certain = tagger.label_text(text, field)
    assert found.probability == pytest.approx(float(certain[1:3].min()))


@pytest.mark.parametrize(("change", "known"), [(0, True), (1, False)])
def test_an_unknown_feature_in_the_bucket_of_a_known_one_weighs_nothing(
    change: int, known: bool
) -> None:
    key = next(features.stretches("甲"))[0] ^ np.uint64(change)
    weights, transitions = np.ones((1, 4), dtype=np.float32), np.zeros((4, 4), dtype=np.float32)
    field = tagger.model_from(["B-Park", "E-Park", "I-Park", "O"], key, weights, transitions)
    assert tagger._emissions("甲", field).any() == known


def test_no_two_features_of_the_model_share_a_bucket() -> None:
    keys = tagger.model().keys[1:]
    assert len(set(tagger.bucket_of(keys).tolist())) == len(keys)
