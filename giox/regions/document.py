"""The region of a whole report, from everything that it carries."""

from __future__ import annotations

import re
from collections import Counter

from giox.regions.evidence import gather
from giox.regions.names import simplify
from giox.regions.reading import OPEN, Reading
from giox.regions.resolver import Question, Resolution, settle, understand

__all__ = ["region_of_document"]

# 我县, 全区: what a report calls its own division; 我局, 我委: it is a department's.
_VOICE = re.compile(
    r"[我全本](?:(省|市|县|区|州|盟|旗|自治区)(?!域|级|直|内)"
    r"|(?<!全)(局|委|厅|中心|院|部门)|(镇|乡|街道|苏木))"
)
# 省、市和县委: no 和县.
_AND_COUNTY = re.compile("和(?<=[市州盟省区求署策]和)县(?=[委政直级](?!员会))")


def voice(body: str) -> Reading:
    """Return what a report calls itself where it names nothing: 我县, 我局.

    Examples
    --------
    >>> voice("全县共收到申请3件,我县均按时答复").bare, voice("我局主动公开信息20条").body
    ('县', 'department')
    """
    said = _VOICE.findall(body)
    kinds = Counter(division for division, _, _ in said if division)
    offices = sum(1 for _, office, _ in said if office)
    towns = sum(1 for _, _, town in said if town)
    kind, often = kinds.most_common(1)[0] if kinds else ("", 0)
    clear = often > 1 and often > 0.6 * kinds.total()
    if towns > max(offices, often):
        return Reading(body="township", trust=OPEN)
    level = "department" if offices > often else "self"
    return Reading(body=level, bare=kind if clear else "", trust=OPEN)


def region_of_document(  # noqa: PLR0913 - one argument for each place where evidence is found
    *,
    title: str = "",
    agency: str = "",
    head: str = "",
    body: str = "",
    url: str = "",
    year: int | None = None,
) -> Resolution:
    """Find the division whose report a document is, by the strongest evidence that it has.

    The names in the title decide, or else those in the agency's name. What they leave open, or
    all if they say nothing, is settled by the sum of the rest: a division code in the index
    number or a credit code first, then bodies named in the head and the signature, the web
    address, how often divisions are named, and telephone area code and postcode.

    Parameters
    ----------
    title, agency : str
        As printed, in simplified or traditional script, or empty.
    head : str
        What stands above the text: index number, publisher, address and the like.
    body : str
        The text.
    url : str
        Address that the report was saved from.
    year : int, optional
        The year reported on; by default the latest.

    Returns
    -------
    Resolution
        With a region, or with the candidates between which nothing decides.

    Examples
    --------
    >>> found = region_of_document(head="索引号 321302/2020-00052", body="全区收到申请", year=2019)
    >>> found.region.path, found.reason
    ('江苏省宿迁市宿城区', 'code 321302')
    """
    questions = []
    for named in filter(None, (title, agency)):
        found = understand(simplify(named), year)
        if isinstance(found, Resolution):
            return found
        questions.append(found)
    text = simplify("\n".join(part for part in (agency, url, head, body) if part))
    text = _AND_COUNTY.sub("与县", text)
    evidence = gather(text, simplify(title), year)
    outcomes = [settle(question, evidence) for question in questions]
    for outcome in outcomes:
        if outcome.region is not None:
            return outcome
    for outcome in outcomes:
        if outcome.candidates:
            return outcome
    return settle(Question(voice(text), (), "", year), evidence)
