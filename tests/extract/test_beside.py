import pytest

from extract import beside
from extract.coref import MAYBE, Mention
from extract.sentence_rules import marked


@pytest.mark.parametrize(
    ("example", "names"),
    [
        ("东湾高新区党工委书记、管委会主任连海", "管委会"),
        ("党工委书记连海兼管委会副主任", "党工委 管委会"),
        ("东湾管委会主任连海", ""),
        ("[GovernmentBody:东湾管委会]主任连海", ""),
        ("其中张海棠团队研发的芯片，", "张海棠"),
        ("东湾大学李海川课题组与企业合作", "李海川"),
        ("领着[Person:张海棠]团队进了车间", ""),
        ("东湾的高管理团队、高创新团队", ""),
        ("产业负责人褚红梅带着团队", ""),
        ("联合组建的技术攻关团队", ""),
    ],
)
def test_names_that_words_beside_them_tell(example: str, names: str) -> None:
    text, mentions = marked(example)
    found = beside.missed(text, list(mentions))
    assert [text[m.start : m.end] for m in found] == names.split()


@pytest.mark.parametrize("given", [Mention(2, 7, MAYBE, 0.9), Mention(2, 7, "Programme", 0.3)])
def test_what_is_not_sure_leaves_room(given: Mention) -> None:
    text = "其中张海棠团队研发的芯片"
    assert [text[m.start : m.end] for m in beside.missed(text, [given])] == ["张海棠"]
    assert beside.missed(text, [Mention(2, 7, "Programme", 0.9)]) == []
