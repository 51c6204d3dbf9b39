"""Small charts as SVG text: panels with axes side by side, a title and a legend. Nothing but the standard library.

Written by hand: five fixed charts of rectangles, lines and marks need no plotting library, and matplotlib, the usual
one, brings eight packages along.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

INK, FAINT, PAPER = "#1f2430", "#d9dde5", "#ffffff"
_SOFT = "#5b6270"
_FONT = "system-ui, 'Apple SD Gothic Neo', 'Noto Sans CJK KR', 'Noto Sans KR', sans-serif"
_WIDTH, _HEIGHT = 400, 240
_LEFT, _TOP, _GAP, _BOTTOM, _RIGHT = 76, 92, 92, 54, 22


@dataclass(frozen=True)
class Axis:
    """Values from `low` to `high`, their ticks with words, and what they are. `log`: by powers; `low` is above 0."""

    label: str
    low: float
    high: float
    ticks: Mapping[float, str]
    log: bool = False

    def share(self, value: float) -> float:
        """Where a value lies, 0 to 1; beyond the ends at the ends."""
        low, high, at = (self.low, self.high, value)
        if self.log:
            low, high, at = (math.log(max(each, 1e-9)) for each in (low, high, value))
        return min(1.0, max(0.0, (at - low) / (high - low)))


@dataclass(frozen=True)
class Frame:
    """Where a panel's axes lie in the picture."""

    left: float
    x: Axis
    y: Axis

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point in pixels."""
        return self.left + self.x.share(x) * _WIDTH, _TOP + (1 - self.y.share(y)) * _HEIGHT

    def bar(self, start: float, end: float, low: float, high: float, colour: str, opacity: float = 1.0) -> str:
        """A rectangle over `start` to `end`, from `low` to `high`."""
        (left, bottom), (right, top) = self.at(start, low), self.at(end, high)
        size = f'width="{right - left:.1f}" height="{bottom - top:.1f}"'
        return f'<rect x="{left:.1f}" y="{top:.1f}" {size} fill="{colour}" fill-opacity="{opacity}"/>'

    def line(self, points: Iterable[tuple[float, float]], colour: str, width: float = 2) -> str:
        """A line through points."""
        path = " ".join(f"{left:.1f},{top:.1f}" for left, top in (self.at(*point) for point in points))
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'

    def mark(self, x: float, y: float, colour: str, shape: str = "●", size: int = 4) -> str:
        """A mark: ● filled, ○ hollow, ◆ diamond, ✕ cross."""
        return mark_at(*self.at(x, y), colour, shape, size)

    def words(self, x: float, y: float, text: str, above: float = 5) -> str:
        """Words centred a little above a point."""
        left, top = self.at(x, y)
        return _text(left, top - above, text, anchor="middle", size=12)


@dataclass(frozen=True)
class Panel:
    """One chart: its name, its axes, and what `draw` puts into its frame."""

    name: str
    x: Axis
    y: Axis
    draw: Sequence[str]


def frame(index: int, x: Axis, y: Axis) -> Frame:
    """The frame of the panel with that place from the left."""
    return Frame(_LEFT + index * (_WIDTH + _GAP), x, y)


def picture(title: str, panels: Sequence[Panel], legend: Sequence[tuple[str, str, str]] = ()) -> str:
    """The whole picture. `legend`: words, colour and shape (■ or one of `Frame.mark`)."""
    width = _LEFT + len(panels) * _WIDTH + (len(panels) - 1) * _GAP + _RIGHT
    height = _TOP + _HEIGHT + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(title, quote=True)}" font-family="{_FONT}">',
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        _text(16, 26, title, size=16, weight="600"),
        *_legend(legend),
    ]
    for index, panel in enumerate(panels):
        parts += [*_axes(frame(index, panel.x, panel.y), panel.name), *panel.draw]
    return "\n".join([*parts, "</svg>", ""])


def whole_numbers(label: str, most: float) -> Axis:
    """An axis from 0 for counts, with at most six round ticks."""
    high = max(1.0, most)
    size = 10 ** math.floor(math.log10(high))
    step = next(each * size for each in (0.2, 0.5, 1, 2, 5, 10) if high / (each * size) <= 5)
    step = max(1, round(step))
    top = step * math.ceil(high / step)
    return Axis(label, 0, top, {float(tick): f"{tick:,}" for tick in range(0, top + 1, step)})


def mark_at(left: float, top: float, colour: str, shape: str, size: int = 4) -> str:
    """A mark at pixels."""
    if shape == "■":
        return f'<rect x="{left - 5:.1f}" y="{top - 5:.1f}" width="10" height="10" fill="{colour}"/>'
    if shape == "✕":
        cross = f"M{left - size:.1f} {top - size:.1f}l{2 * size} {2 * size}m0 {-2 * size}l{-2 * size} {2 * size}"
        return f'<path d="{cross}" stroke="{colour}" stroke-width="2" fill="none"/>'
    if shape == "◆":
        half = size + 1
        edges = f"l{half} {half}l{-half} {half}l{-half} {-half}z"
        return f'<path d="M{left:.1f} {top - half:.1f}{edges}" fill="{colour}"/>'
    fill = colour if shape == "●" else PAPER
    return f'<circle cx="{left:.1f}" cy="{top:.1f}" r="{size}" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'


def _axes(at: Frame, name: str) -> Iterable[str]:
    bottom, right, middle = _TOP + _HEIGHT, at.left + _WIDTH, at.left + _WIDTH / 2
    yield _text(at.left, _TOP - 12, name, size=13, weight="600")
    for value, words in at.y.ticks.items():
        _, top = at.at(at.x.low, value)
        yield f'<line x1="{at.left}" x2="{right}" y1="{top:.1f}" y2="{top:.1f}" stroke="{FAINT}"/>'
        yield _text(at.left - 8, top + 4, words, anchor="end")
    for value, words in at.x.ticks.items():
        left, _ = at.at(value, at.y.low)
        yield _text(left, bottom + 18, words, anchor="middle")
    yield f'<line x1="{at.left}" x2="{right}" y1="{bottom}" y2="{bottom}" stroke="{INK}"/>'
    yield _text(middle, bottom + 40, at.x.label, anchor="middle", colour=_SOFT)
    turned = f'transform="rotate(-90 {at.left - 60} {_TOP + _HEIGHT / 2})"'
    yield _text(at.left - 60, _TOP + _HEIGHT / 2, at.y.label, anchor="middle", colour=_SOFT, more=turned)


def _legend(entries: Sequence[tuple[str, str, str]]) -> Iterable[str]:
    left = 22.0
    for words, colour, shape in entries:
        yield mark_at(left, 48, colour, shape)
        yield _text(left + 11, 52, words, size=12)
        left += 30 + _breadth(words)


def _breadth(words: str) -> float:
    """About how broad 12-pixel words are."""
    return sum(12 if ch > "\u2e7f" else 6.6 for ch in words)


def _text(
    left: float,
    top: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 11,
    weight: str = "400",
    colour: str = INK,
    more: str = "",
) -> str:
    where = f'x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}"'
    return f'<text {where} fill="{colour}" {more}>{escape(words)}</text>'
