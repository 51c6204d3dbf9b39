"""JSON answers: repaired when they can be, rejected with the path and never the value when they can't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ModelError
from bot.llm.structured import parse

SCHEMA = {
    "type": "object",
    "properties": {
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "sure": {"type": "number"}},
                "required": ["name"],
            },
        }
    },
    "required": ["facts"],
}
WANTED = {"facts": [{"name": "지수", "sure": 0.9}]}


@pytest.mark.parametrize(
    "text",
    [
        '{"facts": [{"name": "지수", "sure": 0.9}]}',
        '```json\n{"facts": [{"name": "지수", "sure": 0.9}]}\n```',
        'Sure! Here it is: {"facts": [{"name": "지수", "sure": 0.9}]} I hope that helps.',
        "{'facts': [{'name': '지수', 'sure': 0.9}]}",
        '{"facts": [{"name": "지수", "sure": 0.9},]}',
        '{"facts": [{"name": "지수", "sure": 0.9',
        '{facts: [{name: "지수", sure: 0.9}]}',
    ],
)
def test_what_models_write_for_json_is_understood(text: str) -> None:
    assert parse(text, SCHEMA) == WANTED


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"facts": [{"name": "ok"}, {"name": 20011231}]}', r"\$\.facts\[1\]\.name breaks 'type'"),
        ('{"facts": [{"sure": 1}]}', r"\$\.facts\[0\] breaks 'required'"),
        ('{"facts": "20011231"}', r"\$\.facts breaks 'type'"),
        ('{"secret": "20011231"}', r"\$ breaks 'required'"),
    ],
)
def test_what_does_not_fit_is_rejected_by_its_path_alone(text: str, path: str) -> None:
    with pytest.raises(ModelError, match=path) as raised:
        parse(text, SCHEMA)
    assert "20011231" not in str(raised.value)


@pytest.mark.parametrize("text", ["", "안녕, 나는 지수야", "[1, 2]", "null", "}{", "{", "42"])
def test_what_is_no_object_is_rejected(text: str) -> None:
    with pytest.raises(ModelError):
        parse(text, SCHEMA)


@given(st.text(alphabet='{}[]",:abc 1\n\\', max_size=80))
def test_nothing_a_model_writes_makes_it_fail_otherwise(text: str) -> None:
    try:
        told = str(parse(text, SCHEMA))
    except ModelError as error:
        told = error.message
    assert "facts" in told or "JSON" in told
