"""The application. `bot.app` puts it together, `bot.cli` is its command."""
