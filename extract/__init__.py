"""From bytes to facts with evidence; knows nothing of RDF."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.told import Told

__all__ = ["facts_in"]


def facts_in(text: str) -> "list[Told]":
    """Return the facts that a plain text states, each with its ends and its sentence.

    >>> fact = facts_in("相城经济技术开发区推出五色联盟。")[0]
    >>> print(fact)
    相城经济技术开发区 runs 五色联盟
    >>> fact.evidence.text, fact.object.kind
    ('相城经济技术开发区推出五色联盟。', 'alliance')
    """
    # The words, the models and their libraries are loaded when first used.
    from extract import told

    return told.facts_in(text)
