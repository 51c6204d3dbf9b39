"""`malbeot doctor`: looks at everything, changes nothing, says what to do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.output import Json, print_json, print_line, print_table


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Ask no server.")] = False,
    llm: Annotated[bool, typer.Option("--llm", help="Find out what each model server can do.")] = False,
    as_json: Json = False,
) -> None:
    """Check settings, database, personas, crisis lines, tokens, model. Exit code 1 when something fails."""
    if llm:
        _llm(as_json=as_json)
        return
    from bot.health import examine

    findings = examine(offline=offline)
    if as_json:
        print_json([vars(finding) for finding in findings])
    else:
        print_table(("check", "", "finding", "what to do"), [(f.check, f.state, f.finding, f.advice) for f in findings])
    if any(finding.state == "fail" for finding in findings):
        raise typer.Exit(1)


def _llm(*, as_json: bool) -> None:
    """Some fifteen requests a server, with words of our own; exit code 1 when one gives no reply."""
    from bot.config import load_settings
    from bot.health import examine_llm

    servers = examine_llm(load_settings())
    if as_json:
        print_json([asdict(server) for server in servers])
    for server in () if as_json else servers:
        print_line(f"{server.server}: {server.model} at {server.address} (preset {server.preset})")
        print_table(("can it", "", "finding"), [(a.name, a.state, a.finding) for a in server.abilities])
    if not all(server.usable for server in servers):
        raise typer.Exit(1)
