"""What a text says, as facts with their ends: the short way in, without sources and stores."""

from dataclasses import dataclass

from kg.model import Entity, Span


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that a text states; the evidence's offsets count code points of the text."""

    subject: Entity
    predicate: str
    object: Entity
    role: str | None
    evidence: Span
    rule: str
    confidence: float

    def __str__(self) -> str:
        role = f" ({self.role})" if self.role else ""
        return f"{self.subject.name} {self.predicate} {self.object.name}{role}"


def facts_in(text: str) -> list[Told]:
    """Return the facts that a plain text states, in its order, article after article.

    Raises :class:`kg.errors.InputError` when there is no text in it.
    """
    from extract.pipeline import articles_of

    return [
        Told(
            subject=things[fact.subject],
            predicate=fact.predicate,
            object=things[fact.object],
            role=fact.role,
            evidence=fact.evidence,
            rule=fact.rule,
            confidence=fact.confidence,
        )
        for article in articles_of("text.txt", text.encode("utf-8"))
        for things in [{entity.id: entity for entity in article.entities}]
        for fact in article.facts
    ]
