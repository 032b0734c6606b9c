"""How much of a file giox is willing to take in, so that no file stalls or ends a run."""

from __future__ import annotations

from dataclasses import dataclass

from giox.errors import DocumentError

__all__ = ["TOO_MUCH", "Limits"]

TOO_MUCH = "it takes too much memory"
"""What an error says that is one of memory, and says nothing."""

_MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one document may take.

    Attributes
    ----------
    size : int
        Bytes of the file.
    unpacked : int
        Bytes that the parts of a docx or xlsx file, which are zip archives, may unpack to.
    pages : int
        Pages of a PDF.
    marks : int
        Characters and ruling lines of one page of a PDF.
    cells : int
        Cells of a table or a sheet.

    Examples
    --------
    >>> Limits(pages=10).pages
    10
    """

    size: int = 100 * _MEGABYTE
    unpacked: int = 400 * _MEGABYTE
    pages: int = 2_000
    marks: int = 200_000
    cells: int = 5_000_000

    def check(self, limit: str, amount: int, what: str) -> None:
        """Raise where `amount` exceeds the limit of this name.

        Raises
        ------
        DocumentError
            Naming both numbers and what to do.
        """
        most = getattr(self, limit)
        if amount > most:
            msg = (
                f"{what}: {amount:,}, and giox reads {most:,} at most; split the file, or read "
                f"it with Limits({limit}={amount:_})"
            )
            raise DocumentError(msg)
