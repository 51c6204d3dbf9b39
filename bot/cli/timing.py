"""`malbeot timing`: what chat logs teach about when to answer, and policies compared from logged decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import Json, note, print_json, print_line, print_table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.feedback.offline import Comparison
    from bot.feedback.timing.fit import Fitted

app = typer.Typer(help="When to answer: learned from logs, and compared.", no_args_is_help=True)
_EXISTING = {"exists": True, "dir_okay": False, "readable": True}
Logs = Annotated[
    list[Path], typer.Argument(help='JSON lines {"chat", "from", "ts", "text"}.', show_default=False, **_EXISTING)
]


@app.callback()
def timing() -> None:
    """When to answer: learned from logs, and compared."""


@app.command()
def fit(
    logs: Logs,
    out: Annotated[Path | None, typer.Option(help="Write the learned timing here: JSON, every number named.")] = None,
    report: Annotated[bool, typer.Option("--report", help="Print what it is worth on held-out talk.")] = False,
    persona: Annotated[str | None, typer.Option(help="Learn only this sender's answers, as `from` names them.")] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="IANA zone of the chats' local time; else the stamps' own, else guessed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Learn when somebody answers; the newest fifth of the talk is kept aside to measure by."""
    from bot.feedback.timing.learned_file import write_learned

    zone = _zone(time_zone)
    with _progress() as say:
        fitted = _fitted(logs, persona, zone, say)
    if out is not None:
        write_learned(out, fitted.values())
        note(f"written: {out}")
    if as_json:
        print_json(fitted.report())
    elif report or out is None:
        _print_report(fitted)


@app.command()
def compare(
    rows: Annotated[Path, typer.Argument(help="Logged decisions, JSON lines.", show_default=False, **_EXISTING)],
    target: Annotated[
        Path | None, typer.Option(help='The other policy: JSON lines {"turn", "probabilities"}.', **_EXISTING)
    ] = None,
    outcome: Annotated[
        str, typer.Option(help="answered_within_hour, continued, feedback, or another logged outcome.")
    ] = "answered_within_hour",
    seed: Annotated[int, typer.Option(help="Of the bootstrap.")] = 0,
    as_json: Json = False,
) -> None:
    """What another timing policy would have brought, with 95 % intervals; refused where the logs can't tell."""
    from bot.feedback.decisions import read_rows
    from bot.feedback.offline import as_logs
    from bot.feedback.offline import compare as estimated

    read = read_rows(rows, target, outcome)
    found = estimated(as_logs(read.rows), seed)
    if as_json:
        print_json({"outcome": outcome, **_values(found), "left_out": dict(read.left_out)})
        return
    _print_comparison(found, outcome, read.left_out)


def _fitted(logs: list[Path], persona: str | None, zone: ZoneInfo | None, say: Callable[[str], None]) -> Fitted:
    from bot.feedback.timing.fit import fit_log
    from bot.feedback.timing.logs import read_logs
    from bot.feedback.timing.opportunities import clock_of, opportunities

    log = read_logs(logs, _counted(say, "reading", sum(path.stat().st_size for path in logs)))
    clock, zone_said = clock_of(zone, log)
    messages = sum(len(chat) for chat in log.chats.values())
    observed = opportunities(log, clock, persona, _counted(say, "finding opportunities", messages))
    return fit_log(log, observed, zone_said, say)


def _counted(say: Callable[[str], None], what: str, total: int) -> Callable[[int], None]:
    """Says how much is done whenever another percent is."""
    done = told = 0

    def more(count: int) -> None:
        nonlocal done, told
        done += count
        percent = min(100, 100 * done // max(1, total))
        if percent > told or done == count:
            told = percent
            say(f"{what}: {percent} %")

    return more


def _zone(name: str | None) -> ZoneInfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name) if name is not None else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise typer.BadParameter(
            f"{name!r} is no IANA time zone such as Asia/Seoul", param_hint="--time-zone"
        ) from error


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """What is being done, on stderr, while it is done."""
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update


def _print_report(fitted: Fitted) -> None:
    scores = fitted.scores
    print_line("mean held-out log-likelihood an opportunity, in nats (higher is better)")
    print_table(
        ("model", "nats", ""),
        [
            ("constant", f"{scores.constant:.4f}", "one hazard for every bin"),
            ("by bin", f"{scores.by_bin:.4f}", "a hazard for each bin"),
            ("rules", f"{scores.rules:.4f}", f"the policy's delays, times {fitted.rules_scale:.2f}"),
            ("learned", f"{scores.learned:.4f}", f"ridge {fitted.ridge:g}"),
        ],
    )
    report = fitted.report()
    print_line(
        f"{fitted.opportunities} opportunities in {fitted.chats} chats: {fitted.replies} replies, {fitted.censored} "
        f"censored; {fitted.held_out} held out, trained until {report['trained_until']}; local time: {fitted.time_zone}"
    )


def _values(found: Comparison) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(found)


def _print_comparison(found: Comparison, outcome: str, left_out: dict[str, int]) -> None:
    print_line(f"mean {outcome} of the other policy, with 95 % intervals over {found.people} people")
    print_table(
        ("estimate", "mean", "from", "to"),
        [
            (name, f"{each.value:.4f}", f"{each.low:.4f}", f"{each.high:.4f}")
            for name, each in (("logged policy", found.logged), ("SNIPS", found.snips), ("doubly robust", found.dr))
        ],
    )
    print_line(f"{found.rows} rows, of which {found.effective:.0f} effectively speak for the other policy")
    for reason, count in left_out.items():
        print_line(f"{count} rows left out: {reason}")
