"""What a run may spend on each file, and what must be the same for earlier results to count."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from giox.documents import Limits
from giox.errors import GioxError

__all__ = ["MAX_BYTES", "MEMORY", "TIMEOUT", "Options", "code_digest"]

_MEGABYTE = 2**20
TIMEOUT = 120.0
MEMORY = 2_048 * _MEGABYTE
MAX_BYTES = 100 * _MEGABYTE
_READING = ("checks", "corpus", "documents", "extraction", "forms", "ocr", "regions", "text")
_KNOWLEDGE = (".py", ".toml", ".csv", ".tsv", ".txt")
_LIBRARIES = (
    "ahocorasick-rs brotli lxml opencc-python-reimplemented pypdfium2 python-calamine rapidfuzz "
    "selectolax warcio"
).split()


@cache
def code_digest() -> str:
    """Return a checksum of what reads: giox' code, what it knows of the field, its libraries.

    A version number would not do: whoever corrects a phrase must not be given what was read
    without it.

    Examples
    --------
    >>> len(code_digest())
    16
    """
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(path for name in _READING for path in root.glob(f"{name}/**/*")):
        if path.suffix in _KNOWLEDGE:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    digest.update(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read.

    Attributes
    ----------
    timeout : float
        Seconds that reading one file may take.
    memory : int
        Bytes that reading one file may take. Held where the system can (Linux).
    max_bytes : int
        Bytes that a file, or a document of a dump, may have.
    first_look : bool
        Whether documents of a dump are passed over that cannot be reports by their words.
    ocr : bool
        Whether tables are read from pictures too.
    code : str
        Checksum of the giox that is to read; see `code_digest`.

    Raises
    ------
    GioxError
        If a limit is not positive, or pictures are to be read without the extra for it.

    Examples
    --------
    >>> Options(timeout=5).spent
    '5 s, 2048 MB'
    """

    timeout: float = TIMEOUT
    memory: int = MEMORY
    max_bytes: int = MAX_BYTES
    first_look: bool = True
    ocr: bool = False
    code: str = field(default_factory=code_digest)

    def __post_init__(self) -> None:
        for name in ("timeout", "memory", "max_bytes"):
            if not getattr(self, name) > 0:
                msg = f"{name} must be more than zero, not {getattr(self, name)}"
                raise GioxError(msg)
        if self.ocr:
            from giox.ocr.picture import require

            require()

    @property
    def limits(self) -> Limits:
        """The limits of the readers of documents."""
        return Limits(size=self.max_bytes)

    @property
    def spent(self) -> str:
        """The limits that decide only on files that went beyond them."""
        return f"{self.timeout:g} s, {self.memory // _MEGABYTE} MB"

    @property
    def identity(self) -> dict[str, str | int | bool]:
        """What must be the same for an earlier result to be this run's result."""
        return {
            "code": self.code,
            "max_bytes": self.max_bytes,
            "first_look": self.first_look,
            "ocr": self.ocr and f"rapidocr {version('rapidocr')}",
        }
