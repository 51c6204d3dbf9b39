"""Pictures of simulated policies, each panel one policy on the same axes. Words in Korean or English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

from bot.feedback.timing.charts import FAINT, INK, Axis, Frame, Panel, frame, picture, whole_numbers
from bot.feedback.timing.summary import HOURS, Summary
from policies.timing.deciding import ACTIONS
from policies.timing.rules import DAY_MINUTES

_BLUE, _ORANGE, _GREEN, _RED, _GREY, _PURPLE = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#8a91a0", "#a05a9c"
_ACTION_COLOURS = dict(zip(ACTIONS, (_BLUE, _ORANGE, _GREEN, _GREY, _PURPLE), strict=True))
_OUTCOMES: Mapping[str, tuple[str, str]] = {
    "answered": (_GREEN, "●"),
    "sent": (_BLUE, "◆"),
    "cancelled": (_GREY, "○"),
    "dropped": (_RED, "✕"),
    "waiting": (_ORANGE, "○"),
}
_DURATIONS = {1000: "1", 10_000: "10", 60_000: "1", 600_000: "10", 3_600_000: "1", 6 * 3_600_000: "6"}
_MOST_TICKS = 8
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "delays": "How long until an answer, by the hour of the message",
        "actions": "What was done, by the hour",
        "silences": "Messages read and left, by day",
        "bubbles": "Bubbles in an answer",
        "proactive": "Writing first: what became of the plans that were heard",
        "hour": "hour of the person's day",
        "delay": "delay (log scale)",
        "turns": "turns",
        "day": "day",
        "left": "silences a day",
        "count": "bubbles",
        "answers": "answers",
        "clock": "hour",
        "quiet": "quiet hours",
        "reply": "reply",
        "later": "later",
        "react": "reaction",
        "silent": "silent",
        "come_back": "“busy”, then later",
        "answered": "asked, answered within a day",
        "sent": "asked, not answered",
        "cancelled": "cancelled",
        "dropped": "dropped",
        "waiting": "still waiting",
        "s": "{} s",
        "min": "{} min",
        "h": "{} h",
    },
    "ko": {
        "delays": "답이 올 때까지 걸린 시간 (메시지를 보낸 시각별)",
        "actions": "시각별로 어떻게 답했나",
        "silences": "날짜별 읽고 답하지 않은 횟수",
        "bubbles": "답 하나의 말풍선 수",
        "proactive": "먼저 말 걸기: 들은 일정은 어떻게 되었나",
        "hour": "상대의 시각 (시)",
        "delay": "지연 (로그 눈금)",
        "turns": "차례 수",
        "day": "일째",
        "left": "하루에 답하지 않은 횟수",
        "count": "말풍선 수",
        "answers": "답 수",
        "clock": "시각",
        "quiet": "방해 금지 시간",
        "reply": "답장",
        "later": "나중에",
        "react": "반응",
        "silent": "읽고 답하지 않음",
        "come_back": "바쁘다고 하고 나중에",
        "answered": "물었고 하루 안에 답이 옴",
        "sent": "물었고 답 없음",
        "cancelled": "취소",
        "dropped": "보내지 않음",
        "waiting": "대기 중",
        "s": "{}초",
        "min": "{}분",
        "h": "{}시간",
    },
}


def pictures(summaries: Sequence[Summary], language: str) -> Mapping[str, str]:
    """SVG text by name: delays, actions, silences, bubbles, proactive. KeyError for a language but ko and en."""
    words = _WORDS[language]
    return {name: draw(summaries, words) for name, draw in _PICTURES.items()}


def _delays(summaries: Sequence[Summary], words: Mapping[str, str]) -> str:
    longest = max((figures.get("p99", 0) for each in summaries for figures in each.delays_by_hour.values()), default=0)
    shortest = min((each.delays.get("p10", 1000) for each in summaries), default=1000)
    ticks = {float(ms): _duration(ms, text, words) for ms, text in _DURATIONS.items() if ms <= max(60_000, longest)}
    low = 100.0 if shortest < 1000 else 1000.0
    y = Axis(words["delay"], low, max(60_000.0, longest * 1.1), ticks, log=True)

    def draw(at: Frame, each: Summary) -> Iterator[str]:
        known = {hour: figures for hour, figures in each.delays_by_hour.items() if "p50" in figures}
        for hour, figures in known.items():
            yield at.bar(hour + 0.15, hour + 0.85, figures["p10"], figures["p90"], _BLUE, 0.3)
        for hour, figures in known.items():
            yield at.line(((hour + 0.15, figures["p50"]), (hour + 0.85, figures["p50"])), INK)
            yield at.mark(hour + 0.5, figures["p99"], _RED, "○", 3)

    legend = (("p10–p90", "#b3d4e8", "■"), ("p50", INK, "■"), ("p99", _RED, "○"))
    return _picture("delays", summaries, words, _hours(words), y, draw, legend)


def _actions(summaries: Sequence[Summary], words: Mapping[str, str]) -> str:
    most = max((sum(row.values()) for each in summaries for row in each.actions_by_hour.values()), default=0)

    def draw(at: Frame, each: Summary) -> Iterator[str]:
        for hour, row in each.actions_by_hour.items():
            tops = list(accumulate(row[action] for action in ACTIONS))
            for action, low, high in zip(ACTIONS, [0, *tops], tops, strict=False):
                if high > low:
                    yield at.bar(hour + 0.12, hour + 0.88, low, high, _ACTION_COLOURS[action])

    legend = tuple((words[action], _ACTION_COLOURS[action], "■") for action in ACTIONS)
    return _picture("actions", summaries, words, _hours(words), whole_numbers(words["turns"], most), draw, legend)


def _silences(summaries: Sequence[Summary], words: Mapping[str, str]) -> str:
    most = max((count for each in summaries for count in each.silences), default=0)

    def draw(at: Frame, each: Summary) -> Iterator[str]:
        return (at.bar(day + 0.1, day + 0.9, 0, n, _GREY) for day, n in enumerate(each.silences) if n)

    return _picture("silences", summaries, words, _days(summaries, words), whole_numbers(words["left"], most), draw)


def _bubbles(summaries: Sequence[Summary], words: Mapping[str, str]) -> str:
    most = max((count for each in summaries for count in each.bubbles_per_turn.values()), default=0)
    x = Axis(words["count"], 0.4, 4.6, {float(n): str(n) for n in range(1, 5)})

    def draw(at: Frame, each: Summary) -> Iterator[str]:
        total = max(1, sum(each.bubbles_per_turn.values()))
        for n, count in each.bubbles_per_turn.items():
            yield at.bar(n - 0.35, n + 0.35, 0, count, _BLUE)
            yield at.words(n, count, f"{count:,} ({count / total:.0%})")

    return _picture("bubbles", summaries, words, x, whole_numbers(words["answers"], most * 1.08), draw)


def _proactive(summaries: Sequence[Summary], words: Mapping[str, str]) -> str:
    y = Axis(words["clock"], 0, 24, {float(hour): f"{hour:02}:00" for hour in range(0, 25, 6)})
    x = _days(summaries, words, beyond=max((point.day for each in summaries for point in each.timeline), default=0) + 1)

    def draw(at: Frame, each: Summary) -> Iterator[str]:
        for low, high in _shaded(*each.quiet):
            yield at.bar(x.low, x.high, low / 60, high / 60, FAINT, 0.6)
        for point in each.timeline:
            yield at.mark(point.day + 0.5, point.hour, *_OUTCOMES[point.outcome])

    legend = (*((words[name], *style) for name, style in _OUTCOMES.items()), (words["quiet"], FAINT, "■"))
    return _picture("proactive", summaries, words, x, y, draw, legend)


_PICTURES: Mapping[str, Callable[[Sequence[Summary], Mapping[str, str]], str]] = {
    "delays": _delays,
    "actions": _actions,
    "silences": _silences,
    "bubbles": _bubbles,
    "proactive": _proactive,
}


def _picture(
    name: str,
    summaries: Sequence[Summary],
    words: Mapping[str, str],
    x: Axis,
    y: Axis,
    draw: Callable[[Frame, Summary], Iterator[str]],
    legend: Sequence[tuple[str, str, str]] = (),
) -> str:
    panels = [Panel(each.policy, x, y, tuple(draw(frame(index, x, y), each))) for index, each in enumerate(summaries)]
    return picture(words[name], panels, legend)


def _hours(words: Mapping[str, str]) -> Axis:
    return Axis(words["hour"], 0, 24, {hour + 0.5: str(hour) for hour in HOURS if hour % 3 == 0})


def _days(summaries: Sequence[Summary], words: Mapping[str, str], beyond: int = 0) -> Axis:
    days = max(1, beyond, *(each.days for each in summaries))
    step = -(-days // _MOST_TICKS)
    return Axis(words["day"], 0, days, {day + 0.5: str(day + 1) for day in range(0, days, step)})


def _shaded(start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Minutes of the day; hours that pass midnight are two pieces."""
    if start == end:
        return ()
    return ((start, end),) if start < end else ((0, end), (start, DAY_MINUTES))


def _duration(ms: int, number: str, words: Mapping[str, str]) -> str:
    unit = "s" if ms < 60_000 else "min" if ms < 3_600_000 else "h"
    return words[unit].format(number)
