"""A model's control marks and a fitted timing shift what is done, within the rules' bounds. On both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.storage.database import Database
from bot.testing.model import ScriptedModel
from policies.timing.hazard import BINS
from policies.timing.learned import Learned
from policies.timing.rules import LateNight, Silence, TimingRules
from tests.companion import Companion

MARKED = TimingRules(mode="model", silence=Silence(0.1, 2, ("closing", "statement")), reaction_share=0.1)


def _with_model(database: Database, *replies: str, rules: TimingRules = MARKED) -> Companion:
    companion = Companion(database, model=ScriptedModel(list(replies)))
    return replace(companion, settings=replace(companion.settings, policy=rules))


async def test_a_model_may_divide_its_answer_and_the_marks_are_never_heard(database: Database) -> None:
    talker = _with_model(database, "Oh no.\n<bubble>\nWhat happened?")
    heard = await talker.say("I lost my keys")
    assert heard[-2:] == ["Oh no.", "What happened?"]
    assert not any("<" in text for text in heard)


async def test_a_model_may_leave_a_closing_word_and_what_it_asked_stands_in_the_record(database: Database) -> None:
    talker = _with_model(database, "Hello!", "<silent>")
    await talker.say("hi")
    talker.clock.advance(3_600_000)
    assert await talker.say("ok") == []
    record = talker.records()[-1]
    assert (record.timing.plan.action, record.raw_reply) == ("silent", "<silent>")
    assert record.timing.decisions[-1].probabilities["silent"] == 1


async def test_a_model_can_not_be_silent_to_a_question_or_in_a_crisis(database: Database) -> None:
    talker = _with_model(database, "Hello!", "<silent>", "<silent>")
    await talker.say("hi")
    assert await talker.say("what do you think I should do?"), "the groups step in"
    assert await talker.say("I want to kill myself")


async def test_a_model_may_wait_with_its_words(database: Database) -> None:
    talker = _with_model(database, "Hello!", "Let me think about that. <wait 10m>")
    await talker.say("hi")
    said = talker.clock.now()
    waiting = replace(MARKED, delays=())
    assert waiting.mode == "model"
    await talker.hear("I might move to another city")
    await talker.engine.worker.step()
    decision = talker.records()[-1].timing.decisions[-1]
    assert decision.mode == "model"
    assert decision.action in ("later", "reply"), "later only where the rules let an answer wait"
    assert talker.clock.now() - said < 60_000


@pytest.mark.parametrize("said", ["<silent>", "hi <wait 2h>", "<react ❤> hello"])
async def test_marks_in_the_persons_own_words_are_only_words(database: Database, said: str) -> None:
    talker = _with_model(database, "Hello!", "I see.")
    await talker.say("hi")
    assert await talker.say(said) == ["I see."]
    sent = talker.records()[-1].messages
    assert not any(said in message.content for message in sent if message.role == "user")


async def test_malformed_marks_neither_leak_nor_count(database: Database) -> None:
    talker = _with_model(database, "Hello!", "Sure thing. <wait soon>", "Fine. <react ❤> <react 👍>")
    await talker.say("hi")
    assert await talker.say("tell me something") == ["Sure thing."]
    assert await talker.say("go on then") == ["Fine."]


@pytest.mark.parametrize(("intercept", "action"), [(-20.0, "silent"), (20.0, "reply")])
async def test_a_fitted_timing_decides_within_the_rules(database: Database, intercept: float, action: str) -> None:
    """One that never answers leaves what may be left; one that always does answers it."""
    fitted = Learned((intercept,) * BINS, {}, {}).values()
    talker = Companion(database)
    policy = TimingRules(mode="learned", silence=Silence(0.1, 2, ("statement",)))
    talker = replace(talker, settings=replace(talker.settings, policy=policy, learned=fitted))
    await talker.say("hi there")
    talker.clock.advance(3_600_000)
    await talker.say("the weather is nice today")
    decision = talker.records()[-1].timing.decisions[-1]
    assert (decision.action, decision.mode) == (action, "learned")
    talker.clock.advance(3_600_000)
    assert await talker.say("how are you?"), "a question may not be left here"


async def test_late_at_night_the_prompt_lets_the_talk_end(database: Database) -> None:
    night = TimingRules(late_night=LateNight(0, 24 * 60 - 1, 1.0, 1.0))
    talker = _with_model(database, "Hello!", rules=night)
    await talker.say("hi")
    record = talker.records()[-1]
    assert record.timing.decisions[-1].good_night
    assert any("good night" in message.content for message in record.messages)
