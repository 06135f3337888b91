"""What a programme's name says of it: its kind and how many parts to expect."""

from extract import gazetteer, values
from extract.abbreviation import plain

_BY_WORD = gazetteer.lexicon()["prog_end"]
_LONGEST = max(map(len, _BY_WORD))
DEFAULT_KIND = "initiative"


def kind_of(forms: list[str]) -> str:
    """The kind of programme that the longest listed ending of any of its names tells."""
    best = ""
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        name = plain(form)
        for size in range(min(_LONGEST, len(name)), 0, -1):
            if name[-size:] in _BY_WORD:
                if size > len(best):
                    best = name[-size:]
                break
    return _BY_WORD.get(best, DEFAULT_KIND)


def expected_parts(forms: list[str]) -> int | None:
    """How many parts the programme's names announce, if any does."""
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        number = values.parts_named_by(plain(form))
        if number is not None:
            return number
    return None
