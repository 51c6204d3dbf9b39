"""`malbeot timing simulate` and `explain`: a policy tried out in virtual time, and one turn's timing in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.output import Json, note, print_json, print_line, print_table

if TYPE_CHECKING:
    from bot.feedback.timing.simulate import Chat, Compared
    from bot.feedback.timing.summary import Summary
    from bot.feedback.timing.virtual.transcript import Policy
    from bot.persona.shelf import PersonaShelf

_LOGS = typer.Argument(
    help='JSON lines {"chat", "from", "ts", "text"}; left out: generated messages.',
    show_default=False,
    exists=True,
    dir_okay=False,
    readable=True,
)


def simulate(
    logs: Annotated[list[Path] | None, _LOGS] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3660, help="So many days (generated: 30).")] = None,
    messages_per_day: Annotated[float, typer.Option(min=0, max=5000, help="Of generated messages.")] = 50,
    persona: Annotated[str, typer.Option(help="Whose timing (`malbeot persona list`).")] = "bom",
    preset: Annotated[str | None, typer.Option(help="This preset instead of the persona's own numbers.")] = None,
    against: Annotated[str | None, typer.Option(help="Compare with a preset or another persona.")] = None,
    person: Annotated[str | None, typer.Option(help="The log's sender to replay; left out: who wrote first.")] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="The person's IANA zone; left out: the log's, or Seoul.")
    ] = None,
    lang: Annotated[Literal["ko", "en"], typer.Option(help="Of generated messages and of the pictures.")] = "ko",
    seed: Annotated[int, typer.Option(help="The same seed gives the same figures.")] = 0,
    svg: Annotated[Path | None, typer.Option(help="Write the pictures into this folder.", file_okay=False)] = None,
    as_json: Json = False,
) -> None:
    """Run real or generated messages through a timing policy on a virtual clock; no model, no database."""
    from bot.feedback.timing.simulate import simulate as simulated

    policies = _policies(persona, preset, against)
    found = simulated(_chats(logs, days, messages_per_day, person, time_zone, lang, seed), policies, seed)
    if svg is not None:
        _draw(found, svg, lang)
    if as_json:
        print_json(found.values())
    else:
        _print(found)
    if any(count for each in found.summaries for count in each.invariants.values()):
        raise typer.Exit(1)


def explain(
    turn_id: Annotated[int, typer.Argument(help="The turn's id, from `malbeot turns list`.")], as_json: Json = False
) -> None:
    """When a turn's answer came and why: waits, decisions with every probability, bubbles planned and sent."""
    from bot.app import open_app
    from bot.config import load_settings
    from bot.errors import NotFound
    from bot.feedback.timing.explaining import explained, told
    from bot.storage.deliveries import bubbles_of
    from bot.storage.turns import get_turn
    from bot.turn.record import from_json

    database = open_app(load_settings()).database
    row = database.read_now(lambda session: get_turn(session, turn_id))
    if row.record is None:
        raise NotFound(f"the record of turn {turn_id} was erased")
    found = explained(from_json(str(row.record)), database.read_now(lambda session: bubbles_of(session, turn_id)))
    if as_json:
        print_json({"turn": turn_id, **found.values()})
        return
    for line in told(found):
        print_line(line)


def _chats(
    logs: list[Path] | None, days: int | None, a_day: float, person: str | None, zone: str | None, lang: str, seed: int
) -> tuple[Chat, ...]:
    from bot.cli.timing import _zone
    from bot.feedback.timing.simulate import generated, logged
    from bot.feedback.timing.virtual.everyday import Habits

    _zone(zone)
    if logs:
        return logged(logs, days=days, zone=zone, person=person)
    return (generated(Habits(days or 30, a_day, zone or "Asia/Seoul", lang), seed),)


def _policies(persona: str, preset: str | None, against: str | None) -> list[Policy]:
    from bot.app import persona_shelf

    shelf = persona_shelf()
    if preset is not None and preset not in _presets():
        raise typer.BadParameter(f"{preset!r} is no preset; use {', '.join(_presets())}", param_hint="--preset")
    first = _policy(shelf, persona, preset)
    if against is None:
        return [first]
    if against in _presets():
        return [first, _policy(shelf, persona, against)]
    if against not in shelf.names():
        known = ", ".join((*_presets(), *shelf.names()))
        raise typer.BadParameter(f"{against!r} is no preset and no persona; use {known}", param_hint="--against")
    return [first, _policy(shelf, against, None)]


def _policy(shelf: PersonaShelf, persona: str, preset: str | None) -> Policy:
    from dataclasses import replace

    from bot.choices import turn_settings
    from bot.config import load_settings
    from bot.feedback.timing.virtual.transcript import Policy

    choices = turn_settings(load_settings()).timing
    chosen = replace(choices, mode="rules", preset=preset or choices.preset)  # type: ignore[arg-type]
    rules = shelf.get(persona).timing_rules(chosen)
    days = int.from_bytes(persona.encode()[:6], "big")  # the shape of its days, as in its turns
    return Policy(f"{persona}, {rules.preset}", rules, days)


def _presets() -> tuple[str, ...]:
    from policies.timing.presets import PRESETS

    return tuple(PRESETS)


def _draw(found: Compared, folder: Path, lang: str) -> None:
    from bot.feedback.timing.plot import pictures

    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures(found.summaries, lang).items():
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
        note(f"written: {folder / name}.svg")


def _print(found: Compared) -> None:
    from bot.feedback.timing.summary import differences

    summaries = found.summaries
    figures = [_figures(each) for each in summaries]
    rows = [(name, *(each[name] for each in figures)) for name in figures[0]]
    print_table(("", *(each.policy for each in summaries)), rows)
    print_line()
    _print_hours(summaries)
    if len(summaries) == 2:
        print_line()
        print_table(("second less first", ""), [(k, f"{v:+g}") for k, v in differences(*summaries).items() if v])
    _print_broken(summaries)
    print_line(f"{found.seconds:.2f} s")


def _figures(each: Summary) -> dict[str, str]:
    shares = {name: f"{count} ({count / max(1, each.turns):.1%})" for name, count in each.actions.items()}
    sent = each.proactive
    ends = [f"{count} {reason}" for why in (sent.cancelled, sent.dropped) for reason, count in why.items()]
    return {
        "days, messages, turns": f"{each.days}, {each.messages}, {each.turns}",
        **{f"  {name}": share for name, share in shares.items()},
        "drafts begun anew, cut short": f"{each.discarded}, {each.interrupted}",
        "until an answer (p10, p50, p90, p99)": ", ".join(_spans(each.delays, "p10", "p50", "p90", "p99")),
        "silences, most a day": f"{each.actions['silent']}, {each.silences_a_day}",
        "bubbles a turn": "  ".join(f"{count}: {turns}" for count, turns in each.bubbles_per_turn.items()),
        "messages from 0 to 6 o'clock": str(each.night_messages),
        "plans heard": f"{sent.planned}: asked {sent.sent}, answered {sent.answered}, waiting {sent.waiting}",
        "  not asked": "; ".join(ends) or "-",
    }


def _spans(delays: Mapping[str, int], *names: str) -> list[str]:
    from bot.feedback.timing.durations import span

    return [span(delays[name]) if name in delays else "-" for name in names]


def _print_hours(summaries: tuple[Summary, ...]) -> None:
    columns = [f"{each.policy}: {what}" for each in summaries for what in ("answers", "p50", "p90")]
    rows = []
    for hour in range(24):
        found = [each.delays_by_hour[hour] for each in summaries]
        if any(each["count"] for each in found):
            cells = [cell for each in found for cell in (each["count"], *_spans(each, "p50", "p90"))]
            rows.append((f"{hour:02}", *cells))
    print_table(("hour", *columns), rows)


def _print_broken(summaries: tuple[Summary, ...]) -> None:
    broken = [
        f"{each.policy}: {name} {count}" for each in summaries for name, count in each.invariants.items() if count
    ]
    print_line(f"invariants broken: {', '.join(broken)}" if broken else "no invariant broken")
