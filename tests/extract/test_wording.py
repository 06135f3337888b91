from extract.wording import Wording

TEXT = "今天，海川公司投资建设基地。东湾很大"


def _at(name: str) -> tuple[int, int]:
    start = TEXT.index(name)
    return start, start + len(name)


def test_words_begin_in_the_stretch_and_stand_once() -> None:
    wording = Wording("建设基地，建设园区")
    assert wording.between(0, 9) == ("建设", "基地", "，", "园区")
    assert wording.between(1, 2) == ()


def test_a_clause_ends_at_commas_and_stops() -> None:
    wording = Wording(TEXT)
    before, behind = wording.clause(*_at("投资"))
    assert "今天" not in before
    assert "".join(before) == "海川公司"
    assert behind == ("建设", "基地")
    assert wording.clause(*_at("东湾")) == ((), ("很大",))
    assert wording.clause(*_at("今天")) == ((), ())


def test_a_clause_is_cut_at_the_name() -> None:
    wording = Wording("把海川公司建设好")
    assert wording.clause(1, 5) == (("把",), ("建设", "好"))


def test_words_beside_a_place() -> None:
    wording = Wording(TEXT)
    assert wording.around(_at("投资")[0], 4) == ("投资", "建设")
    assert wording.around(_at("，")[0], -2) == ("今天",)
