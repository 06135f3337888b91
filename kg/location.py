"""Where a graph is: a folder here, or the address of a SPARQL endpoint."""

from pathlib import Path

from kg.store import Store

Place = Path | str
"""A folder, or the address of a SPARQL endpoint."""


def is_address(place: object) -> bool:
    """Whether a place is an address on the network and no folder."""
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


def opened(place: Place) -> Store:
    """Open the graph at a place for reading; raises :class:`StoreError` when it can't be had."""
    if is_address(place):
        from kg.remote import Remote  # loads requests; only who asks another server waits for it

        return Remote(str(place))
    return Store(place, read_only=True)
