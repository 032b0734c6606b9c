"""Web pages saved as one file (.mht, .mhtml, and .doc files of office systems)."""

from __future__ import annotations

import email
import email.policy
from contextlib import suppress

from giox.errors import DocumentError

__all__ = ["page_in_mhtml"]


def page_in_mhtml(data: bytes) -> bytes:
    r"""Return the bytes of the page in an MHTML file, without its pictures and styles.

    Raises
    ------
    DocumentError
        If there is no page in it.

    Examples
    --------
    >>> page_in_mhtml(b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>3</p>")
    b'<p>3</p>'
    """
    with suppress(RecursionError):  # of parts within one another without end
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for part in message.walk():
            if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
                page = part.get_payload(decode=True)
                if isinstance(page, bytes) and page.strip():
                    return page
    msg = "there is no page in the web archive; open it in a browser and save it as HTML"
    raise DocumentError(msg)
