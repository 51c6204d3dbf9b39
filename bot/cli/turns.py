"""`malbeot turns`: the records of past turns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.output import Json, print_json, print_line, print_table

if TYPE_CHECKING:
    from bot.app import App
    from bot.storage.tables import TurnRow
    from bot.turn.record import TurnRecord

app = typer.Typer(help="Records of past turns: everything that decided an answer.", no_args_is_help=True)
TurnId = Annotated[int, typer.Argument(help="The turn's id, from `malbeot turns list`.")]


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20, as_json: Json = False
) -> None:
    """Past turns, newest first."""
    from bot.storage.turns import list_turns

    rows = _reading().database.read_now(lambda session: list_turns(session, limit))
    if as_json:
        print_json([_summary(row) for row in rows])
        return
    print_table(
        ("id", "time (UTC)", "chat", "source", "tokens", "said", "answered"),
        [
            (
                row.id,
                _time(row.created_at),
                row.chat_id,
                row.source,
                f"{row.prompt_tokens}+{row.reply_tokens}",
                *_talk(row),
            )
            for row in rows
        ],
    )


@app.command()
def show(turn_id: TurnId, as_json: Json = False) -> None:
    """Why an answer came out as it did; with --json the whole record."""
    from bot.turn.explain import explain

    if as_json:
        print_json(_whole(_reading(), turn_id))
        return
    _, record = _record(_reading(), turn_id)
    for block in explain(record):
        print_line(block.title)
        for line in block.lines:
            print_line(f"  {line}")


@app.command()
def prompt(turn_id: TurnId, as_json: Json = False) -> None:
    """The exact messages sent to the model, and the account of their tokens."""
    from bot.turn.explain import explain
    from bot.turn.record import values

    _, record = _record(_reading(), turn_id)
    if as_json:
        plain = values(record)
        print_json({"messages": plain["messages"], "ledger": plain["ledger"], "calls": plain["calls"]})
        return
    if not record.messages:
        print_line(f"nothing was sent to a model: {record.route[-1].reason}")
    for message in record.messages:
        print_line(f"--- {message.role}")
        print_line(message.content)
    for block in explain(record):
        if block.title in ("tokens", "model calls"):
            print_line(f"--- {block.title}")
            for line in block.lines:
                print_line(line)


def _reading() -> App:
    from bot.app import open_app
    from bot.config import load_settings

    return open_app(load_settings())


def _record(app: App, turn_id: int) -> tuple[TurnRow, TurnRecord]:
    from bot.errors import NotFound
    from bot.storage.turns import get_turn
    from bot.turn.record import from_json

    row = app.database.read_now(lambda session: get_turn(session, turn_id))
    if row.record is None:
        raise NotFound(f"the record of turn {turn_id} was erased")
    return row, from_json(str(row.record))


def _whole(app: App, turn_id: int) -> dict[str, Any]:
    """The record with what came later: when bubbles were sent, and signals about them."""
    from bot.storage.deliveries import bubbles_of, signals_of
    from bot.turn.record import values

    row, record = _record(app, turn_id)
    bubbles = app.database.read_now(lambda session: bubbles_of(session, turn_id))
    signals = app.database.read_now(lambda session: signals_of(session, turn_id))
    return {"id": row.id, "source": row.source, **values(record), "bubbles": bubbles, "signals": signals}


def _summary(row: TurnRow) -> dict[str, Any]:
    said, answered = _talk(row)
    return {
        "id": row.id,
        "created_at": row.created_at,
        "chat": row.chat_id,
        "person": row.person_id,
        "source": row.source,
        "action": row.action,
        "prompt_tokens": row.prompt_tokens,
        "reply_tokens": row.reply_tokens,
        "erased": row.record is None,
        "said": said,
        "answered": answered,
    }


def _talk(row: TurnRow) -> tuple[str, str]:
    from bot.turn.record import from_json

    if row.record is None:
        return "(erased)", ""
    record = from_json(str(row.record))
    return " / ".join(update.text for update in record.updates), " / ".join(record.bubbles) or f"({row.action})"


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
