"""Which of the forms that we have a client would like best (RFC 9110, section 12.5)."""

from collections.abc import Mapping

ROWS: Mapping[str, str] = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
TRIPLES: Mapping[str, str] = {
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/rdf+xml": "rdf",
    "application/xml": "rdf",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
}
PAGES: Mapping[str, str] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "text/turtle": "ttl",
    "application/ld+json": "ttl",
}


def choose(header: str, offered: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the media type and form that the Accept header likes best, None when it likes none.

    Without a header, and among equals of a wild card, the first that is offered.
    """
    best: tuple[float, int, int] | None = None
    chosen: tuple[str, str] | None = None
    wanted = _ranges(header) or [("*/*", 1.0)]
    for order, (media, form) in enumerate(offered.items()):
        fits = [(_precision(r, media), q, -i) for i, (r, q) in enumerate(wanted) if _fits(r, media)]
        if not fits:
            continue
        _, quality, place = max(fits)
        score = (quality, place, -order)
        if quality > 0 and (best is None or score > best):
            best, chosen = score, (media, form)
    return chosen


def _fits(wanted: str, media: str) -> bool:
    return wanted in ("*/*", media) or wanted == media.partition("/")[0] + "/*"


def _precision(wanted: str, media: str) -> int:
    return 2 if wanted == media else 0 if wanted == "*/*" else 1


def _ranges(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if media:
            found.append((media.lower(), _quality(parameters)))
    return found


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def language(header: str) -> str:
    """Return ``en`` when the Accept-Language header likes English better than Chinese."""
    liked = {"zh": -1.0, "en": -1.0}
    for tag, quality in _ranges(header):
        base = tag.partition("-")[0]
        if base in liked:
            liked[base] = max(liked[base], quality)
    return "en" if liked["en"] > max(liked["zh"], 0.0) else "zh"
