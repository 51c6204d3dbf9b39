"""Policies compared off-line: estimates hold the truth, and logs that can't tell are refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks.offline import refuses_deterministic, simulate, true_value
from bot.cli.main import app
from bot.errors import FileMistakes
from bot.feedback.decisions import read_rows
from bot.feedback.offline import Row, ThinSupport, as_logs, compare

SHARES = {"reply": 0.6, "later": 0.3, "silent": 0.1}
ELSEWHERE = {"reply": 0.3, "later": 0.6, "silent": 0.1}


def _rows(count=600, people=60, **changes):
    draws = np.random.default_rng(5)
    rows = []
    for index in range(count):
        action = str(draws.choice(list(SHARES), p=list(SHARES.values())))
        outcome = float(draws.random() < {"reply": 0.8, "later": 0.5, "silent": 0.2}[action])
        row = Row(f"person{index % people}", {"asks": float(index % 2)}, action, SHARES, outcome, ELSEWHERE)
        rows.append(replace(row, **changes))
    return rows


def test_most_intervals_hold_the_truth_where_the_naive_mean_does_not():
    truth = true_value(0.1)
    found = [compare(simulate(seed, 1000, 0.1)[0], seed, 200) for seed in range(60)]
    for method, least in (("snips", 0.85), ("dr", 0.85), ("ips", 0.85)):
        held = [getattr(each, method).low <= truth <= getattr(each, method).high for each in found]
        assert np.mean(held) >= least
    assert np.mean([each.naive.low <= truth <= each.naive.high for each in found]) < 0.6


def test_an_estimate_is_what_the_other_policy_would_get():
    found = compare(as_logs(_rows(4000)))
    assert found.snips.value == pytest.approx(0.3 * 0.8 + 0.6 * 0.5 + 0.1 * 0.2, abs=0.04)
    assert found.dr.low < found.dr.value < found.dr.high
    assert found.people == 60


def test_the_same_seed_gives_the_same_interval():
    logs = as_logs(_rows())
    assert compare(logs, 3) == compare(logs, 3)
    assert compare(logs, 3).snips != compare(logs, 4).snips


def test_turns_of_one_person_are_not_counted_as_people():
    rows = _rows(900, 30)
    liked = [replace(row, outcome=float(int(row.person[6:]) % 2)) for row in rows]
    alone = [replace(row, person=f"p{index}") for index, row in enumerate(liked)]
    together, apart = compare(as_logs(liked)).logged, compare(as_logs(alone)).logged
    assert together.high - together.low > 3 * (apart.high - apart.low)


def test_deterministic_logs_are_refused():
    assert refuses_deterministic(500)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"probabilities": {"reply": 1.0}, "action": "reply"}, "certain"),
        ({"probabilities": {"reply": 0.5, "later": 0.5}, "action": "silent"}, "no logged probability"),
        ({"probabilities": {"reply": 0.5, "later": 0.5, "silent": 0.0}, "action": "silent"}, "above 0"),
        ({"probabilities": {"reply": 0.5, "later": 0.5, "silent": 0.0}, "action": "reply"}, "never"),
        ({"probabilities": {"reply": 0.5, "later": 0.1, "silent": 0.1}}, "sum to 1"),
        ({"target": {"reply": 1.4, "later": -0.4}}, "between 0 and 1"),
        ({"target": {"dance": 1.0}}, "dance"),
        ({"outcome": float("nan")}, "finite"),
        ({"person": "one"}, "1 people"),
    ],
)
def test_logs_that_cannot_tell_are_refused_with_the_reason(changes, said):
    with pytest.raises(ThinSupport, match=said):
        compare(as_logs(_rows(**changes)))


def test_a_target_hardly_ever_followed_is_refused():
    rare = {"reply": 0.98, "later": 0.01, "silent": 0.01}
    rows = [replace(row, probabilities=rare, target={"later": 1.0}) for row in _rows(2000)]
    with pytest.raises(ThinSupport, match="effectively speak"):
        compare(as_logs([replace(row, action="reply" if index % 100 else "later") for index, row in enumerate(rows)]))


def test_no_rows_are_refused():
    with pytest.raises(ThinSupport, match="no rows"):
        as_logs([])


def _line(index, row, **more):
    return {
        "turn": index,
        "person": row.person,
        "context": dict(row.context),
        "action": row.action,
        "probabilities": dict(row.probabilities),
        "outcomes": {"answered_within_hour": bool(row.outcome), "feedback": None},
        **more,
    }


def _file(path, lines):
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def test_the_command_compares_and_says_what_it_left_out(tmp_path):
    lines = [_line(index, row) for index, row in enumerate(_rows())]
    lines[0]["safety"] = "crisis"
    logs = _file(tmp_path / "rows.jsonl", lines)
    target = _file(tmp_path / "target.jsonl", [{"probabilities": ELSEWHERE}])
    ran = CliRunner().invoke(app, ["timing", "compare", str(logs), "--target", str(target), "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert told["rows"] == 599
    assert told["left_out"] == {"safety turns are outside support": 1}
    assert told["snips"]["low"] < told["snips"]["value"] < told["snips"]["high"]


def test_a_target_may_differ_from_turn_to_turn(tmp_path):
    logs = _file(tmp_path / "rows.jsonl", [_line(index, row) for index, row in enumerate(_rows(4))])
    targets = [{"turn": index, "probabilities": ELSEWHERE if index else SHARES} for index in range(4)]
    read = read_rows(logs, _file(tmp_path / "target.jsonl", targets), "answered_within_hour")
    assert [row.target for row in read.rows] == [SHARES, ELSEWHERE, ELSEWHERE, ELSEWHERE]


def test_an_unknown_outcome_leaves_the_row_out(tmp_path):
    logs = _file(tmp_path / "rows.jsonl", [_line(0, row, target=ELSEWHERE) for row in _rows(3)])
    assert read_rows(logs, None, "feedback").left_out == {"outcome feedback is not known": 3}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"probabilities": None}, "probabilities"),
        ({"context": {"asks": "yes"}}, "context.asks"),
        ({"outcomes": {"answered_within_hour": "yes"}}, "outcomes.answered_within_hour"),
        ({"target": {"reply": None}}, "target.reply"),
        ({"target": None}, "target"),
        ({"context": 5}, "context"),
        ({"outcomes": 5}, "line"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path, changes, field):
    line = _line(0, _rows(1)[0], **{"target": ELSEWHERE, **changes})
    with pytest.raises(FileMistakes, match=rf":1:1 {field}"):
        read_rows(_file(tmp_path / "rows.jsonl", [line]), None, "answered_within_hour")
