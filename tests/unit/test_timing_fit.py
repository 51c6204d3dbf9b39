"""The fit recovers what generated logs hold, beats the baselines, and sees nothing of what it is measured by."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.errors import MalbeotError
from bot.feedback.timing.fit import TooLittle, fit_log
from bot.feedback.timing.generated import Truth, generate
from bot.feedback.timing.learned_file import read_learned, write_learned
from bot.feedback.timing.likelihood import by_bin, constant, log_likelihoods, outcomes
from bot.feedback.timing.logs import arranged
from bot.feedback.timing.opportunities import clock_of, opportunities
from bot.feedback.timing.regression import fit as regress
from bot.feedback.timing.regression import hazards, scales_of, table
from bot.feedback.timing.rules_delay import fit_scale, rules_distribution, rules_hazards
from policies.timing.hazard import BINS, log_likelihood, survival
from policies.timing.learned import LearnedUnusable
from policies.timing.opportunity import Opportunity, words_of

CHATS, RUNS = 4, 700


def _observed(seed=11, chats=CHATS, runs=RUNS, truth=None):
    written = generate(seed, chats, runs, truth)
    log = arranged(written.messages)
    clock, said = clock_of(None, log)
    return written, log, opportunities(log, clock), said


@pytest.fixture(scope="module")
def case():
    written, log, observed, said = _observed()
    return written, log, observed, fit_log(log, observed, said)


def test_learned_beats_rules_beats_constant_on_talk_it_has_not_seen(case):
    scores = case[3].scores
    assert scores.learned > scores.rules > scores.constant
    assert scores.learned > scores.by_bin > scores.constant


def test_most_of_what_the_truth_knows_is_learned(case):
    written, _, observed, fitted = case
    test = observed[-fitted.held_out :]
    truth = np.array([written.truths[each.chat, each.writer, each.at] for each in test])
    best = float(log_likelihoods(truth, outcomes(test)).mean())
    assert fitted.scores.learned <= best + 0.02
    assert fitted.scores.learned - fitted.scores.by_bin > 0.7 * (best - fitted.scores.by_bin)


def test_questions_and_the_night_get_the_signs_they_were_given():
    _, log, observed, said = _observed(12, 6, 900, Truth(question=1.2, night=-3.0))
    learned = fit_log(log, observed, said).learned
    asked, told, by_night = (
        learned.probability_of_reply_within(Opportunity(words_of(text), hour, False), 60_000)
        for text, hour in (("밥 먹었어?", 14.0), ("밥 먹었어.", 14.0), ("밥 먹었어?", 3.0))
    )
    assert asked > told
    assert asked > by_night


def test_what_is_fitted_does_not_change_with_what_comes_after_the_split(case):
    _, log, observed, fitted = case
    kept = len(observed) - fitted.held_out
    some = [each if index % 2 else each.until(each.at + 2000) for index, each in enumerate(observed[kept:])]
    assert fit_log(log, [*observed[:kept], *some], "UTC").learned.weights == fitted.learned.weights


def test_what_serves_gives_the_hazards_that_were_measured(case):
    _, _, observed, fitted = case
    test = observed[-fitted.held_out :]
    served = np.mean(
        [log_likelihood(fitted.learned.hazards(each.given), each.delay_ms, replied=each.replied) for each in test]
    )
    assert served == pytest.approx(fitted.scores.learned, abs=0.01)


def test_the_file_is_plain_and_read_back(case, tmp_path):
    path, fitted = tmp_path / "learned.json", case[3]
    write_learned(path, fitted.values())
    assert read_learned(path) == fitted.learned
    assert '"question": {"mean"' in path.read_text()


@pytest.mark.parametrize("text", ["", "[]", '{"format": "x"}'])
def test_a_broken_file_is_named(tmp_path, text):
    path = tmp_path / "learned.json"
    path.write_text(text)
    with pytest.raises(LearnedUnusable, match=r"learned\.json"):
        read_learned(path)


def test_without_columns_the_fit_is_the_hazard_by_bin():
    _, _, observed, _ = _observed(3, 1, 400)
    seen = outcomes(observed)
    data, scales = table(observed, seen), scales_of(table(observed, seen))
    weights = regress(data, scales, 1e9, by_bin(seen))
    assert np.abs(hazards(data, scales, weights)[0] - by_bin(seen)).max() < 0.02


def test_the_baselines_are_the_hazards_counted():
    _, _, observed, _ = _observed(4, 1, 200)
    seen = outcomes(observed)
    assert constant(seen)[0] == pytest.approx(seen.replies().sum() / seen.at_risk().sum(), abs=0.005)
    each = [log_likelihood(tuple(by_bin(seen)), one.delay_ms, replied=one.replied) for one in observed]
    assert log_likelihoods(by_bin(seen), seen) == pytest.approx(np.array(each))


def test_the_rules_never_rule_anything_out():
    _, _, observed, _ = _observed(5, 1, 200)
    mixtures = [rules_distribution(each.given) for each in observed]
    rows = rules_hazards(mixtures, fit_scale(mixtures, outcomes(observed)))
    assert rows.shape == (len(observed), BINS)
    assert rows.min() > 0
    assert rows.max() < 1
    assert all(
        0 < mixture.never < 0.1 and 0 < survival(tuple(row)) < 1 for mixture, row in zip(mixtures, rows, strict=True)
    )


def test_a_scale_is_found_again():
    _, _, observed, _ = _observed(6, 2, 600)
    mixtures = [rules_distribution(each.given) for each in observed]
    slow = _observed(6, 2, 600, Truth(tempo_ms=400_000))[2]
    slower = fit_scale([rules_distribution(each.given) for each in slow], outcomes(slow))
    assert slower > 3 * fit_scale(mixtures, outcomes(observed))


def test_generated_logs_are_repeatable_and_differ_by_seed():
    assert generate(1, 1, 50).messages == generate(1, 1, 50).messages
    assert generate(1, 1, 50).messages != generate(2, 1, 50).messages


def test_too_little_is_refused_with_what_was_found():
    _, log, observed, said = _observed(1, 1, 20)
    with pytest.raises(TooLittle, match="opportunities with"):
        fit_log(log, observed, said)


def _write(path, messages):
    rows = [{"chat": each.chat, "from": each.sender, "ts": each.at, "text": each.text} for each in messages]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return str(path)


def test_the_command_reports_and_writes(tmp_path):
    log = _write(tmp_path / "log.jsonl", generate(7, 1, 300).messages)
    ran = CliRunner().invoke(app, ["timing", "fit", log, "--out", str(tmp_path / "out.json"), "--report", "--json"])
    assert ran.exit_code == 0, ran.output
    report = json.loads(ran.stdout)
    assert report["learned"] > report["constant"]
    assert report["opportunities"] == report["replies"] + report["censored"]
    assert read_learned(tmp_path / "out.json").intercepts


def test_a_persona_nobody_writes_as_is_refused_with_the_option_named(tmp_path):
    log = _write(tmp_path / "log.jsonl", generate(7, 1, 300).messages)
    ran = CliRunner().invoke(app, ["timing", "fit", log, "--persona", "봄"])
    assert isinstance(ran.exception, MalbeotError)
    assert "--persona" in str(ran.exception)


def test_an_unknown_time_zone_is_named(tmp_path):
    log = _write(tmp_path / "log.jsonl", generate(7, 1, 20).messages)
    ran = CliRunner().invoke(app, ["timing", "fit", log, "--time-zone", "Mars/Olympus"])
    assert ran.exit_code == 2
    assert "Mars/Olympus" in ran.stderr
