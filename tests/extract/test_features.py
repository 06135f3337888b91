import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract import features

TEXT = "东湾高新区推行“灯塔”工作法，江苏省东台市的海川公司总经理连大海说：“很好。”\n😀"
WORDS = ["高新区", "“", "”", "《", "》", "浙江省", "推行", "\n", "，", "😀", "３", "三"]
TEXTS = st.one_of(st.text(max_size=50), st.lists(st.sampled_from(WORDS), max_size=25).map("".join))


def matrix(text: str) -> features.Ints:
    """The features of a text: a row a character."""
    return np.concatenate(list(features.stretches(text)), axis=1).T


@settings(deadline=None)  # the first call loads the dictionary
@given(TEXTS)
@example("”“")
@example("“" * 30)
@example("高新区" * 2000)
def test_each_template_gives_every_character_a_hash(text: str) -> None:
    found = list(features.stretches(text))
    assert sum(rows.shape[1] for rows in found) == len(text)
    assert all(rows.dtype == np.uint64 for rows in found)
    assert all(len(rows) == len(features.TEMPLATES) for rows in found)


def test_stretches_know_what_stands_in_their_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = matrix(TEXT)
    monkeypatch.setattr(features, "_STRETCH", 7)
    assert (matrix(TEXT) == whole).all()


def test_templates_do_not_share_hashes() -> None:
    rows = matrix(TEXT)
    columns = [set(rows[:, n].tolist()) for n in range(rows.shape[1])]
    assert len(set().union(*columns)) == sum(map(len, columns))


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_rows_are_the_same_in_every_process(seed: str) -> None:
    code = (
        "import sys, hashlib; from extract import features;"
        "text = sys.stdin.buffer.read().decode('utf-8');"
        "rows = b''.join(rows.tobytes() for rows in features.stretches(text));"
        "print(hashlib.sha256(rows).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=TEXT.encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    here = hashlib.sha256(b"".join(rows.tobytes() for rows in features.stretches(TEXT))).hexdigest()
    assert done.stdout.decode().strip() == here


def test_characters_far_away_do_not_change_a_row() -> None:
    # but for how often its characters stand in the document
    one, other = (
        matrix("海川公司。" + "甲" * 40),
        matrix("海川公司。" + "乙" * 40),
    )
    assert (one[:2] == other[:2]).all()
    assert (one[-1] != other[-1]).any()


def test_what_stands_around_a_quotation_changes_its_rows() -> None:
    one, other = matrix("推行“灯塔”行动"), matrix("推行“灯塔”工程")
    place = "推行“灯塔”".index("灯")
    assert (one[place] != other[place]).any()


@pytest.mark.parametrize(
    ("char", "kind"),
    [
        ("\n", 1),
        ("7", 2),
        ("a", 3),
        ("“", 4),
        ("）", 5),
        ("、", 6),
        ("，", 7),
        ("三", 8),
        ("海", 9),
    ],
)
def test_kinds_of_characters(char: str, kind: int) -> None:
    assert features._character_kind(ord(char)) == kind
