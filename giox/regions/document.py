"""The region of a whole report, from everything that it carries."""

from __future__ import annotations

from giox.regions.resolver import Resolution, resolve

__all__ = ["region_of_document"]


def region_of_document(
    *,
    title: str = "",
    agency: str = "",
    head: str = "",
    body: str = "",
    url: str = "",
    year: int | None = None,
) -> Resolution:
    """Find the division whose report a document is, by the strongest evidence it has.

    Parameters
    ----------
    title, agency : str
        As printed, or empty.
    head : str
        What stands above the text: table of metadata with index number, publisher, address.
    body : str
        The text; its signature and the names in it count.
    url : str
        Address the report was saved from.
    year : int, optional
        The year reported on.

    Returns
    -------
    Resolution
        With a region, or with the candidates between which nothing decides.
    """
    context = "\n".join(part for part in (agency, url, head, body[:1500], body[-600:]) if part)
    found = Resolution(None, (), "nothing names a division")
    for text in (title, agency):
        if text:
            found = resolve(text, year, context)
            if found.region is not None:
                return found
    other = resolve("", year, "\n".join(part for part in (url, head, body) if part))
    return other if other.region is not None else found
