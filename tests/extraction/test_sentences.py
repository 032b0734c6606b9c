"""Sentences: up to their full stop, and in parts where they never come to one."""

from __future__ import annotations

from giox.extraction.sentences import sentences


def test_a_sentence_ends_with_its_full_stop() -> None:
    found = sentences("收到申请3件。其中,网络申请2件!答复3件", "总体情况", 2019)
    assert [one.text for one in found] == ["收到申请3件", "其中,网络申请2件", "答复3件"]


def test_what_never_ends_is_read_in_parts_between_marks() -> None:
    text = "网络申请1234件,信函申请56件;" * 400
    parts = list(sentences(text, "", 2019))
    assert "".join(one.text for one in parts) == text
    assert {one.text[-1] for one in parts} <= {",", ";"}
    assert max(len(one.text) for one in parts) <= 1001
