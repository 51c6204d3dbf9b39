"""`malbeot doctor`: looks at everything, changes nothing, says what to do."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.output import Json, print_json, print_table


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Ask no server.")] = False, as_json: Json = False
) -> None:
    """Check settings, database, personas, crisis lines, tokens, model. Exit code 1 when something fails."""
    from bot.health import examine

    findings = examine(offline=offline)
    if as_json:
        print_json([vars(finding) for finding in findings])
    else:
        print_table(("check", "", "finding", "what to do"), [(f.check, f.state, f.finding, f.advice) for f in findings])
    if any(finding.state == "fail" for finding in findings):
        raise typer.Exit(1)
