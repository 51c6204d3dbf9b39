"""Who answers a turn."""

from __future__ import annotations

import pytest

from policies.routing import Route, after_failure, choose_source


@pytest.mark.parametrize("model_configured", [True, False])
def test_a_crisis_is_answered_by_the_template_whatever_is_configured(model_configured: bool) -> None:
    assert choose_source(crisis=True, asks_if_ai=True, model_configured=model_configured) == Route(
        "template", "safety: the crisis template answers"
    )


def test_a_configured_model_answers() -> None:
    assert choose_source(crisis=False, asks_if_ai=False, model_configured=True) == Route(
        "model", "a model is configured"
    )


def test_without_a_model_the_answer_groups_answer() -> None:
    assert choose_source(crisis=False, asks_if_ai=False, model_configured=False) == Route(
        "groups", "no model is configured"
    )


def test_after_a_failure_the_groups_answer_and_the_problem_is_told() -> None:
    assert after_failure("http://x/v1 sent nothing for 15 s") == Route(
        "groups", "degraded: http://x/v1 sent nothing for 15 s"
    )


@pytest.mark.parametrize("model_configured", [True, False])
def test_a_sincere_question_gets_an_honest_line_from_nobody_else(model_configured: bool) -> None:
    route = choose_source(crisis=False, asks_if_ai=True, model_configured=model_configured)
    assert route.source == "template"
