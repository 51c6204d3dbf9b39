"""How right the rule extractor is: labelled messages in, precision and recall out.

    .venv/bin/python -m benchmarks.facts --lang ko --split tune --json

The messages (`benchmarks/data/facts/`) were labelled by hand before any rule was written; the held-back half is for
reports only, so wrong ones are listed for `tune` alone. A found fact is right if a label of the same message has its
subject and attribute, and an equal value after folding, or one value contains the other with at least 60 % of its
characters. Beside it, in the same run: `names_only` (names and what is to be remembered) and `every_statement` (each
sentence that asks nothing is a fact of whatever attribute its message is labelled with: the kindest reading of it).
Without --lang both languages are read. Percentages are 0 to 100.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from memory.extraction import Said, endings, extract
from memory.facts import NAME, REMEMBERED
from policies.language.normalise import fold
from policies.language.sentences import is_question, split

FOLDER = Path(__file__).parent / "data" / "facts"
LANGUAGES, SPLITS = ("ko", "en"), ("tune", "held_back")
LEAST_SHARE = 0.6


@dataclass(frozen=True)
class Claim:
    """A fact, labelled or found. `when`: ISO, or ""."""

    subject: str
    attribute: str
    value: str
    when: str = ""


@dataclass(frozen=True)
class Message:
    """A labelled message."""

    said: Said
    facts: tuple[Claim, ...]
    over: tuple[Claim, ...]


@dataclass
class Count:
    """Found, labelled and right ones."""

    found: int = 0
    labelled: int = 0
    right: int = 0

    def figures(self) -> dict[str, float]:
        """Percentages and the counts behind them."""
        precision = 100 * self.right / self.found if self.found else 100.0
        recall = 100 * self.right / self.labelled if self.labelled else 100.0
        counts = {"found": self.found, "labelled": self.labelled, "right": self.right}
        return {"precision": round(precision, 1), "recall": round(recall, 1), **counts}


@dataclass
class Score:
    """One extractor's figures over a set of messages."""

    whole: Count = field(default_factory=Count)
    by_attribute: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    days: Count = field(default_factory=Count)
    wrong: list[dict[str, Any]] = field(default_factory=list)
    missed: list[dict[str, Any]] = field(default_factory=list)


def read(file: Path) -> tuple[Message, ...]:
    """The messages of one file. Raises OSError; ValueError for a line that is no labelled message."""
    lines = file.read_text("utf-8").splitlines()
    return tuple(_message(number, line, file) for number, line in enumerate(lines, start=1))


def _message(number: int, line: str, file: Path) -> Message:
    try:
        row = json.loads(line)
        said = Said(number, row["text"], datetime.fromisoformat(row["said"]))
        over = tuple(Claim(each["subject"], each["attribute"], each["value"] or "") for each in row.get("endings", ()))
        return Message(said, tuple(_claim(each) for each in row["facts"]), over)
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{file}, line {number}: not a labelled message ({error}); see README.md beside it") from error


def _claim(row: Mapping[str, str]) -> Claim:
    return Claim(row["subject"], row["attribute"], row["value"], row.get("when", ""))


def same(one: Claim, other: Claim) -> bool:
    """Whether a found fact is the labelled one."""
    return (one.subject, one.attribute) == (other.subject, other.attribute) and same_value(one.value, other.value)


def same_value(one: str, other: str) -> bool:
    """Equal after folding, or one within the other with at least 60 % of its characters."""
    short, long = sorted((fold(one).replace(" ", ""), fold(other).replace(" ", "")), key=len)
    return short == long or (short in long and len(short) >= LEAST_SHARE * len(long))


def by_rules(message: Message) -> Iterator[Claim]:
    """What the extractor finds."""
    for fact in extract([message.said]):
        yield Claim(fact.subject, fact.attribute, fact.value, fact.happens_on)


def names_only(message: Message) -> Iterator[Claim]:
    """Names and notes only, as before there were other rules."""
    return (each for each in by_rules(message) if each.attribute in (NAME, REMEMBERED))


def every_statement(message: Message) -> Iterator[Claim]:
    """Each sentence that asks nothing, taken for a fact; right if a label of its message stands in it."""
    for sentence in split(message.said.text):
        if not is_question(sentence):
            held = next((each for each in message.facts if fold(each.value) in fold(sentence)), None)
            yield held or Claim("person", REMEMBERED, sentence.strip())


def score(messages: Sequence[Message], find: Callable[[Message], Iterator[Claim]]) -> Score:
    """Each label is found at most once."""
    result = Score()
    for message in messages:
        left = list(message.facts)
        for label in left:
            result.whole.labelled += 1
            result.by_attribute[label.attribute].labelled += 1
        for claim in find(message):
            _judge(message, claim, left, result)
        result.missed += [{"text": message.said.text, "fact": vars(each)} for each in left]
    return result


def _judge(message: Message, claim: Claim, left: list[Claim], result: Score) -> None:
    label = next((each for each in left if same(claim, each)), None)
    result.whole.found += 1
    result.by_attribute[claim.attribute].found += 1
    if label is None:
        result.wrong.append({"text": message.said.text, "fact": vars(claim)})
        return
    left.remove(label)
    result.whole.right += 1
    result.by_attribute[claim.attribute].right += 1
    if label.when or claim.when:
        result.days.labelled += bool(label.when)
        result.days.found += bool(claim.when)
        result.days.right += label.when == claim.when


def ended(messages: Sequence[Message]) -> tuple[Count, list[dict[str, Any]]]:
    """Whether what is said to be over is noticed, alone or with what takes its place."""
    count, wrong = Count(), []
    for message in messages:
        found = [Claim(each.subject, each.slot.attribute, each.slot.value or "") for each in endings([message.said])]
        for fact in extract([message.said]):
            closed = (Claim(fact.subject, each.attribute, each.value or "") for each in fact.closes)
            found += [each for each in closed if each.attribute not in ("likes", "dislikes")]
        right = [each for each in message.over if any(same(each, other) for other in found)]
        count.labelled += len(message.over)
        count.found += len(found)
        count.right += len(right)
        if len(right) != len(message.over) or len(found) != len(message.over):
            wrong.append({"text": message.said.text, "labelled": [vars(each) for each in message.over],
                          "found": [vars(each) for each in found]})  # fmt: skip
    return count, wrong


def report(languages: Sequence[str], split_name: str) -> dict[str, Any]:
    """All figures of one split; wrong and missed ones are shown for `tune` alone."""
    files = [FOLDER / f"{split_name}.{language}.jsonl" for language in languages]
    messages = [message for file in files for message in read(file)]
    rules = score(messages, by_rules)
    over, wrong_endings = ended(messages)
    own = {
        **rules.whole.figures(),
        "by_attribute": {name: count.figures() for name, count in sorted(rules.by_attribute.items())},
        "days": rules.days.figures(),
        "endings": over.figures(),
    }
    if split_name == "tune":
        own |= {"wrong": rules.wrong, "missed": rules.missed, "wrong_endings": wrong_endings}
    return {
        "malbeot": own,
        "names_only": score(messages, names_only).whole.figures(),
        "every_statement": score(messages, every_statement).whole.figures(),
        "messages": len(messages),
        "without_a_fact": sum(not message.facts for message in messages),
        "sha256": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 0, or 2 when the labelled files can't be read."""
    parser = argparse.ArgumentParser(prog="benchmarks.facts", description="The rule extractor on labelled messages.")
    parser.add_argument("--lang", choices=LANGUAGES, help="one language only")
    parser.add_argument("--split", choices=SPLITS, default="tune")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    given = parser.parse_args(arguments)
    try:
        result = report([given.lang] if given.lang else LANGUAGES, given.split)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False) if given.json else _table(result))
    return 0


def _table(result: Mapping[str, Any]) -> str:
    rows = [(name, result[name]) for name in ("malbeot", "names_only", "every_statement")]
    rows += [(f"  {name}", figures) for name, figures in result["malbeot"]["by_attribute"].items()]
    rows += [(name, result["malbeot"][name]) for name in ("days", "endings")]
    lines = [f"{'':18}{'precision':>10}{'recall':>8}{'found':>7}{'labelled':>9}{'right':>7}"]
    for name, each in rows:
        counts = f"{each['found']:7}{each['labelled']:9}{each['right']:7}"
        lines.append(f"{name:18}{each['precision']:10.1f}{each['recall']:8.1f}{counts}")
    for kind in ("wrong", "missed", "wrong_endings"):
        lines += [f"{kind}: {json.dumps(each, ensure_ascii=False)}" for each in result["malbeot"].get(kind, ())]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
