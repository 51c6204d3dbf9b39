"""Which passage may be quoted as the answer to a question, when no model reads what was found."""

from __future__ import annotations

from collections.abc import Sequence

from memory.episodes.about import about, covered
from memory.episodes.found import Found
from memory.episodes.signals import IN_THE_DAYS
from policies.language.sentences import is_question

READ = 8  # of the likeliest passages: as many as the record of a turn keeps, so that a replay comes to the same
LEAST_SHARE = 0.6  # of the odds of those that are about it, for the quoted one and those that are as much about it
# How much of what is asked about must stand in it, and in what was found of the same session.
LEAST_OWN, LEAST_AROUND = 0.4, 0.55
ABOUT_AS_MUCH = 0.5
THE_SAME = 0.8  # a question with so much of what is asked about asks the same


def sure(question: str, found: Sequence[Found], asker: str) -> Found | None:
    """The passage of `asker` that answers, or None; `found`: best first. Questions answer nothing,
    and neither they nor what the other one says makes it less likely.

    It is evidence or the line beside it for 60 % of what is quoted on LoCoMo's development half (38 % of the questions
    that have an answer are), 62 % on the Korean set's tune half (17 %), and in talks of 8 and 16 lines for 78 % (41 %)
    and 67 % (20 %); the likeliest passage alone for 45, 24, 65 and 60 %. Of questions about what was never said 2 % of
    the English ones get a quotation, 1 % in a short talk, 3 % of the Korean ones in a short talk.
    """
    best = [each for each in found[:READ] if not _asks_the_same(each, question, asker)]
    theirs = [each for each in best if each.passage.line.speaker == asker and not _asks(each.passage.text)]
    if not theirs:
        return None
    if not about(question, (asker,)):
        return next((each for each in theirs if IN_THE_DAYS in each.names and each.signals[IN_THE_DAYS] > 0), None)
    return theirs[0] if _is_likely(theirs, best, question) and _is_about_it(theirs[0], best, question) else None


def _asks_the_same(each: Found, question: str, asker: str) -> bool:
    text = each.passage.text
    return _asks(text) and covered(question, text, (asker,)) >= THE_SAME


def _asks(text: str) -> bool:
    return is_question(text) or text.rstrip().endswith(("?", "？"))


def _is_likely(theirs: Sequence[Found], best: Sequence[Found], question: str) -> bool:
    """Several lines about the same share the odds between them: each would do. Who repeats a line adds to it."""
    first, asker = theirs[0], (theirs[0].passage.line.speaker,)
    about_it = {each.passage.key: covered(question, each.passage.text, asker) for each in best}
    least = max(ABOUT_AS_MUCH, about_it[first.passage.key])
    rivals = [each for each in theirs if each is first or about_it[each.passage.key]]
    alike = [
        each
        for each in best
        if first.passage.text in each.passage.text or (each in theirs and about_it[each.passage.key] >= least)
    ]
    return sum(map(_odds, alike)) >= LEAST_SHARE * sum(map(_odds, rivals))


def _is_about_it(first: Found, best: Sequence[Found], question: str) -> bool:
    asker, session = first.passage.line.speaker, first.passage.line.session
    around = " ".join(each.passage.text for each in best if each.passage.line.session == session)
    return (
        covered(question, first.passage.text, (asker,)) >= LEAST_OWN
        and covered(question, around, (asker,)) >= LEAST_AROUND
    )


def _odds(found: Found) -> float:
    return found.score / max(1 - found.score, 1e-9)
