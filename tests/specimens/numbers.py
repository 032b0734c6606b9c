"""Figures of an invented report, drawn at random and sound: every identity of the form holds."""

from __future__ import annotations

from random import Random

from specimens.model import Key

APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_interest_organisation",
    "legal_service_organisation",
    "other_organisation",
)

DENIED = (
    "state_secret",
    "prohibited_by_law",
    "security_and_stability",
    "third_party_rights",
    "internal_affairs",
    "process_information",
    "enforcement_files",
    "administrative_queries",
)
UNABLE = ("not_held", "needs_creation", "still_unclear")
NOT_PROCESSED = (
    "petition_or_complaint",
    "repeated",
    "publication",
    "abusive",
    "reconfirmation",
)
OTHER = ("correction_overdue", "fee_overdue", "other")

Numbers = dict[Key, float]


def split(rng: Random, total: int, weights: list[float]) -> list[int]:
    """Share `total` out at random, near the `weights`; the parts add up to it."""
    parts = [0] * len(weights)
    for place in rng.choices(range(len(weights)), weights, k=total):
        parts[place] += 1
    return parts


def outcome_rows(form: str) -> dict[str, float]:
    """Return the outcome rows of `form` in print order with how common each is."""
    rows = {"outcomes.granted": 40.0, "outcomes.partial": 8.0}
    rows |= {f"outcomes.denied.{ground}": 1.5 for ground in DENIED}
    rows |= {f"outcomes.unable.{ground}": 9.0 for ground in UNABLE}
    rows |= {f"outcomes.not_processed.{ground}": 1.5 for ground in NOT_PROCESSED}
    if form == "2019":
        return rows | {"outcomes.other": 3.0}
    return rows | {f"outcomes.other.{ground}": 1.5 for ground in OTHER}


def statutory(rng: Random, form: str, size: int) -> Numbers:
    """Return the figures of the form of 2019 or 2021; `size` is about the yearly applications."""
    numbers = proactive(rng, form)
    numbers |= applications(rng, form, size)
    for kind in ("review", "litigation.direct", "litigation.after_review"):
        total = rng.randint(0, max(1, size // 12))
        results = split(rng, total, [6, 1, 2, 1])
        names = ("upheld", "corrected", "other", "pending")
        numbers |= {(f"{kind}.{name}", None): n for name, n in zip(names, results, strict=True)}
        numbers[f"{kind}.total", None] = total
    return numbers


def proactive(rng: Random, form: str) -> Numbers:
    """Return the figures of part two (Article 20) of the form of 2019 or 2021."""
    numbers: Numbers = {}
    for kind, most in (("regulations", 3), ("normative_documents", 40)):
        made = rng.randint(0, most)
        if form == "2019":
            disclosed = rng.randint(0, made)
            numbers[f"{kind}.made", None] = made
            numbers[f"{kind}.disclosed", None] = disclosed
            numbers[f"{kind}.disclosed_cumulative", None] = disclosed + rng.randint(0, most * 5)
        else:
            numbers[f"{kind}.made", None] = made
            numbers[f"{kind}.repealed", None] = rng.randint(0, most // 3)
            numbers[f"{kind}.in_force", None] = made + rng.randint(0, most * 5)
    decisions = {"licences": 9000, "other_services": 2500, "penalties": 30000, "coercion": 3000}
    for kind, most in decisions.items():
        if form == "2019":
            numbers[f"{kind}.items_last_year", None] = rng.randint(5, 400)
            numbers[f"{kind}.items_change", None] = rng.choice([0, 0, 3, 12, -2, -15])
        elif kind == "other_services":
            continue
        numbers[f"{kind}.decisions", None] = rng.randint(0, most)
    if form == "2019":
        numbers["fees.items_last_year", None] = rng.randint(0, 60)
        numbers["fees.items_change", None] = rng.choice([0, 0, -3, 2])
        numbers["procurement.projects", None] = rng.randint(1, 900)
        numbers["procurement.amount", None] = rng.randint(100, 9_000_000) / 100
    else:
        numbers["fees.amount", None] = rng.randint(0, 5_000_000) / 100
    return numbers


def applications(rng: Random, form: str, size: int) -> Numbers:
    """Return the figures of part three, which balance in every applicant column."""
    numbers: Numbers = {}
    rows = outcome_rows(form)
    new = split(rng, rng.randint(size // 2, size * 3 // 2), [88, 6, 0.3, 0.3, 2, 3])
    for applicant, received in zip(APPLICANTS, new, strict=True):
        carried_in = rng.randint(0, received // 10)
        carried_out = rng.randint(0, (received + carried_in) // 10)
        closed = received + carried_in - carried_out
        shares = split(rng, closed, list(rows.values()))
        numbers |= {(row, applicant): n for row, n in zip(rows, shares, strict=True)}
        numbers["applications.new", applicant] = received
        numbers["applications.carried_in", applicant] = carried_in
        numbers["applications.carried_out", applicant] = carried_out
        numbers["outcomes.total", applicant] = closed
    for row in (
        *rows,
        "applications.new",
        "applications.carried_in",
        "applications.carried_out",
        "outcomes.total",
    ):
        numbers[row, "total"] = sum(numbers[row, applicant] for applicant in APPLICANTS)
    return numbers


def legacy(rng: Random, size: int) -> Numbers:
    """Return the figures of the form of 2014 with all the rows that any province prints."""
    flat: dict[str, float] = {}
    channels = dict(
        zip(
            ("gazette", "website", "weibo", "wechat", "other"),
            split(rng, rng.randint(600, 30000), [1, 60, 10, 20, 9]),
            strict=True,
        )
    )
    flat |= {f"disclosed.{name}": n for name, n in channels.items()}
    flat["disclosed.total"] = flat["disclosed.by_channel_total"] = sum(channels.values())
    flat["normative_documents.made"] = rng.randint(0, 40)
    flat["normative_documents.disclosed"] = rng.randint(0, int(flat["normative_documents.made"]))
    responses = {
        "press_conferences": rng.randint(0, 30),
        "online_interviews": rng.randint(0, 40),
        "interpretations": rng.randint(5, 500),
        "social_media": rng.randint(0, 300),
        "other": rng.randint(0, 300),
    }
    flat |= {f"responses.{name}": n for name, n in responses.items()}
    flat["responses.total"] = sum(responses.values())
    for kind in ("press_conferences", "online_interviews"):
        flat[f"responses.{kind}_by_leaders"] = rng.randint(0, responses[kind])
    new = rng.randint(size // 2, size * 3 // 2)
    flat["applications.new"] = new
    ways = split(rng, new, [15, 1, 50, 32, 2])
    for way, n in zip(("in_person", "fax", "online", "letter", "other"), ways, strict=True):
        flat[f"applications.new.{way}"] = n
    # Only one province has a row for other ways; elsewhere they would be missing from the sum.
    flat["applications.new.letter"] += flat["applications.new.other"]
    flat["applications.new.other"] = 0
    extended = rng.randint(0, new // 10)
    flat["applications.closed"] = new
    flat["applications.closed.on_time"] = new - extended
    flat["applications.closed.extended"] = extended
    kinds = (
        "already_public",
        "granted",
        "partial",
        "denied",
        "not_this_body",
        "not_held",
        "correction_requested",
        "other_channel",
    )
    for kind, n in zip(kinds, split(rng, new, [20, 35, 6, 9, 12, 12, 4, 2]), strict=True):
        flat[f"replies.{kind}"] = n
    flat["replies.total"] = new
    grounds = (
        "state_secret",
        "trade_secret",
        "privacy",
        "security_and_stability",
        "not_government_information",
        "other_by_law",
    )
    shares = split(rng, int(flat["replies.denied"]), [1, 2, 2, 1, 4, 3])
    flat |= {f"replies.denied.{name}": n for name, n in zip(grounds, shares, strict=True)}
    for kind in ("review", "litigation"):
        results = split(rng, rng.randint(0, max(1, size // 12)), [7, 1, 2])
        for name, n in zip(("upheld", "corrected", "other"), results, strict=True):
            flat[f"{kind}.{name}"] = n
        flat[f"{kind}.total"] = sum(results)
    flat["complaints.upheld"], flat["complaints.corrected"] = rng.randint(0, 2), 0
    flat["complaints.total"] = flat["complaints.upheld"]
    flat["processing_fees.amount"] = rng.choice([0, 0, 0.08, 1.25])
    flat |= pairs_with_total(rng, "deposits", ("paper", "electronic"), 1500)
    flat["websites.government"], flat["websites.township"] = rng.randint(1, 60), rng.randint(0, 20)
    flat["gazette.issues"], flat["gazette.copies"] = rng.randint(0, 24), rng.randint(0, 20000)
    flat |= pairs_with_total(rng, "access_points", ("government", "township"), 120)
    flat["organisation.access_points"] = flat["access_points.total"]
    flat |= pairs_with_total(rng, "visitors", ("government", "township"), 40000)
    flat["organisation.offices"] = rng.randint(1, 90)
    flat |= pairs_with_total(rng, "staff", ("full_time", "part_time"), 200)
    flat["budget.amount"] = rng.choice([0, 5, 12.5, 36])
    flat["meetings.total"], flat["training.sessions"] = rng.randint(1, 40), rng.randint(1, 30)
    flat["training.people"] = rng.randint(20, 2500)
    return {(indicator, None): value for indicator, value in flat.items()}


def pairs_with_total(rng: Random, kind: str, names: tuple[str, str], most: int) -> dict[str, float]:
    """Return two parts of `kind` and their total."""
    first, second = rng.randint(0, most), rng.randint(0, most)
    return {
        f"{kind}.{names[0]}": first,
        f"{kind}.{names[1]}": second,
        f"{kind}.total": first + second,
    }
