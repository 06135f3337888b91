"""Which names are one thing.

Every rule joins entities that share a mark, and what a mark is depends on the set of articles only;
so the outcome does not depend on their order. Names are never compared by how alike they look:
成都高新区管委会 and 成都经开区管委会 differ in one character. What tells two things apart
(the number in a name, the sort of park, the place in a register) is a trait, and no join makes one
of two things whose traits differ.
"""

from kg import names
from kg.curation import Choices
from kg.identity import companies, organisations, parks, people, places, programmes
from kg.view import Key, Mark, Parks, Partition, View

NO_CHOICES = Choices()


def partition(seen: View, choices: Choices = NO_CHOICES) -> tuple[Partition, Parks]:
    """Which entities are one thing; parks first, since the rest is told apart by them."""
    traits = dict(seen.traits)
    for key, apart in choices.apart.items():
        traits[key] = {**traits.get(key, {}), **apart}
    same = Partition(traits)
    for one, other, reason in choices.same:
        same.join(one, other, ("curated", reason), forced=True)
    _join_within_articles(seen, same)
    named = parks.join(seen, same)
    found = Parks(seen, same)
    places.join(seen, same, found)
    companies.join(seen, same, found)
    organisations.join(seen, same, found, named)
    programmes.join_programmes(seen, same, found)
    programmes.join_projects(seen, same, found)
    people.join(seen, same, found)
    return same, found


def _join_within_articles(seen: View, same: Partition) -> None:
    """One article calls one thing of a type by one name, whatever else is known."""

    def mark(key: Key) -> list[Mark]:
        return [("article-name", seen.article_of[key], names.normal(seen.entities[key].name))]

    for keys in seen.by_type.values():
        same.join_by(keys, mark)
