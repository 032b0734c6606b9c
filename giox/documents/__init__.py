"""Files into documents: text, paragraphs and table grids with positions, whatever the format.

What reads the statutory forms never knows the format: it sees a `Document` only. A module
per format turns bytes into one; `read_document` finds the module by what the bytes hold.
"""

from giox.documents.dumps import DUMPS, Member, is_dump, members
from giox.documents.limits import Limits
from giox.documents.model import Block, Cell, Document, Paragraph, Row
from giox.documents.read import READABLE, read_document

__all__ = [
    "DUMPS",
    "READABLE",
    "Block",
    "Cell",
    "Document",
    "Limits",
    "Member",
    "Paragraph",
    "Row",
    "is_dump",
    "members",
    "read_document",
]
