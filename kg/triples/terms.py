"""RDF terms as text, in the very form that the engine writes them in: that of N-Triples.

``<http://example.org/a>``, ``"text"``, ``"词"@zh``, ``"5"^^<http://www.w3.org/2001/XMLSchema#integer>``.
"""

import re

from kg.errors import StoreError

Quad = tuple[str, str, str, str]
"""Subject, predicate, object and the named graph, as terms."""

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_UNPRINTED = (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)
_ESCAPES = {code: f"\\u{code:04X}" for code in _UNPRINTED} | str.maketrans(_SHORT)
_MARKED = re.compile("[" + "".join(re.escape(chr(code)) for code in _ESCAPES) + "]")
_CHARACTERS = {escaped[1]: plain for plain, escaped in _SHORT.items()}
_ESCAPED = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")


def named(iri: str) -> str:
    """Return an IRI as a term."""
    return f"<{iri}>"


def literal(text: str, datatype: str | None = None) -> str:
    """Return a literal; ``datatype`` is a term, and None for plain text."""
    return f'"{_escaped(text)}"' if datatype is None else f'"{_escaped(text)}"^^{datatype}'


def tagged(text: str, language: str) -> str:
    """Return a literal in a language (``zh``); the tag has to be in lower case."""
    return f'"{_escaped(text)}"@{language}'


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _MARKED.search(text) else text


def is_named(term: str) -> bool:
    """Whether a term is an IRI."""
    return term[0] == "<"


def is_term(text: str) -> bool:
    """Whether it is an IRI or a literal; servers elsewhere may hold blank nodes and triples."""
    return text[0] == '"' or (text[0] == "<" and text[1] != "<")


def value(term: str) -> str:
    """Return the IRI, or the text of a literal.

    Raises :class:`StoreError` for blank nodes and triples, of which parkgraph writes none.
    """
    if not is_term(term):
        raise StoreError(f"the store holds a term that kg did not write: {term}")
    if term[0] == "<":
        return term[1:-1]
    text = term[1 : term.rindex('"')]
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def language(term: str) -> str | None:
    """Return the language of a literal, None when it has none."""
    return term[term.rindex('"') + 1 :].removeprefix("@") or None if term[-1] != ">" else None


def datatype(term: str) -> str | None:
    """Return the IRI of a literal's datatype, None for plain text and text in a language."""
    return term[term.rindex('"') + 4 : -1] if term[-1] == ">" else None


def _character(escape: re.Match[str]) -> str:
    return _CHARACTERS[escape[2]] if escape[1] is None else chr(int(escape[1], 16))
