"""`malbeot run` without the pauses of a human: what `benchmarks.turns` starts in place of the command.

    MALBEOT_HOME=… python -m benchmarks.load.served [options of `malbeot run`]

The command itself, with one thing changed: the timing rules are those of `malbeot chat --fast`, so that neither a wait
for more words nor the typing of a bubble hides what the engine costs.
"""

from __future__ import annotations

import sys
from typing import Any

import bot.app
from bot.app import turn_settings
from bot.cli.main import main
from bot.config import Settings
from bot.turn.settings import TurnSettings


def _fast(settings: Settings, **more: Any) -> TurnSettings:
    return turn_settings(settings, **{**more, "fast": True})


if __name__ == "__main__":
    bot.app.turn_settings = _fast
    sys.argv[1:1] = ["run"]
    main()
