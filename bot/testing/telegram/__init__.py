"""Telegram's Bot API without Telegram: an emulator in a process of its own, and a web page that plays the phone.

`python -m bot.testing.telegram` starts it, `process.EmulatorProcess` starts it from a test, `control.Control` is the
hand of the person with the phone. Nothing here imports aiogram. What it leaves out: inline mode, payments, business
accounts, topics, Markdown, privacy mode in groups, methods called in a webhook's response. Where Telegram's exact
words aren't documented, they are approximated.
"""
