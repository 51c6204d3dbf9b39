"""Telegram, by polling or webhook; the only room that knows aiogram. Updates become events, what is due is sent."""
