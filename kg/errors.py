"""Errors that a user can act on: each is one line that names the file and what to do."""


class ParkgraphError(Exception):
    """Something the user can mend; its text is the one line that is shown."""

    def __str__(self) -> str:
        # what the user gave is in it, and may have breaks of its own
        return " ".join(super().__str__().splitlines())


class InputError(ParkgraphError):
    """A source that could not be read; the rest of the batch goes on."""


class StoreError(ParkgraphError):
    """A store that could not be opened or written."""


class QueryError(ParkgraphError):
    """A query that could not be parsed, is not allowed, or went past a limit."""


class CurationError(ParkgraphError):
    """A curation file, or a decision for it, that is not as it should be."""
