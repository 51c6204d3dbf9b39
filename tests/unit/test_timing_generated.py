"""Generated logs are what they say: their hazards are those of the answers in them."""

from __future__ import annotations

import numpy as np

from bot.feedback.timing.generated import generate
from bot.feedback.timing.likelihood import Outcomes, log_likelihoods, outcomes
from bot.feedback.timing.logs import arranged
from bot.feedback.timing.opportunities import clock_of, opportunities


def _case():
    written = generate(21, 6, 800)
    log = arranged(written.messages)
    found = opportunities(log, clock_of(None, log)[0])
    return found, np.array([written.truths[each.chat, each.writer, each.at] for each in found])


def test_replies_come_as_often_as_the_true_hazards_say():
    found, truth = _case()
    seen = outcomes(found)
    risk = (seen.passed + seen.replied)[:, None] > np.arange(truth.shape[1])
    expected, came = (truth * risk).sum(axis=0), seen.replies()
    assert np.all(np.abs(came - expected) < 4 * np.sqrt(expected) + 3)


def test_no_other_hazards_score_better_than_the_true_ones():
    found, truth = _case()
    seen = outcomes(found)
    best = log_likelihoods(truth, seen).mean()
    for factor in (0.8, 1.2):
        assert log_likelihoods(np.clip(truth * factor, 1e-6, 0.999), seen).mean() < best


def test_every_opportunity_of_the_log_has_its_truth():
    found, truth = _case()
    assert len(found) == len(truth)
    assert isinstance(outcomes(found), Outcomes)
