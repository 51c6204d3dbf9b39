"""Telegram, by long polling; the only room that knows aiogram. Updates become events, what is due is delivered."""
