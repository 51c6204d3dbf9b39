"""What comes with a message besides words (a photo, a sticker, a place), and how a prompt tells of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

_LONGEST = 80
_MARKS = re.compile(r"[\s\[\]<>|]+")


@dataclass(frozen=True)
class Attachment:
    """`kind`: photo, sticker, voice, audio, video, document, location, contact, poll, other, none, or start.

    `file_id`, `unique_id`: the channel's names of the file. `size` in bytes, `seconds` of sound or film. `origin`:
    whose message was forwarded. `payload`: what a deep link carried. `caption`: what is known to be on a picture.
    """

    kind: str
    file_id: str | None = None
    unique_id: str | None = None
    media_type: str | None = None
    size: int | None = None
    seconds: int | None = None
    name: str | None = None
    emoji: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    origin: str | None = None
    payload: str | None = None
    caption: str | None = None


def to_json(attachment: Attachment) -> str:
    """Only what is known."""
    return json.dumps(
        {key: value for key, value in asdict(attachment).items() if value is not None}, ensure_ascii=False
    )


def from_json(text: str) -> Attachment:
    """What `to_json` wrote."""
    return Attachment(**json.loads(text))


def is_forwarded(attachments: str | None) -> bool:
    """Whether the words are somebody else's."""
    return attachments is not None and from_json(attachments).origin is not None


_SENT: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "photo": "(사진을 보냈다{caption})",
        "sticker": "(스티커를 보냈다{emoji})",
        "voice": "(음성 메시지를 보냈다{seconds})",
        "audio": "(음악 파일을 보냈다{name})",
        "video": "(동영상을 보냈다{seconds})",
        "document": "(파일을 보냈다{name})",
        "location": "(위치를 보냈다{place})",
        "contact": "(연락처를 보냈다)",
        "poll": "(투표를 보냈다{name})",
        "start": "(대화를 시작했다)",
        "other": "(여기서 볼 수 없는 것을 보냈다)",
        "none": "",
        "forwarded": "(다른 사람의 말을 전달했다)",
        "reply": "(“{quoted}”에 대한 답장)",
        "seconds": "{}초",
        "caption": "사진 설명: {}",
    },
    "en": {
        "photo": "(sent a photo{caption})",
        "sticker": "(sent a sticker{emoji})",
        "voice": "(sent a voice message{seconds})",
        "audio": "(sent a music file{name})",
        "video": "(sent a video{seconds})",
        "document": "(sent a file{name})",
        "location": "(sent a location{place})",
        "contact": "(sent a contact)",
        "poll": "(sent a poll{name})",
        "start": "(started the conversation)",
        "other": "(sent something that can't be seen here)",
        "none": "",
        "forwarded": "(forwarded somebody else's message)",
        "reply": "(in reply to “{quoted}”)",
        "seconds": "{} s",
        "caption": "what it shows: {}",
    },
}


def as_said(text: str, attachments: str | None, language: str, quoted: str | None = None) -> str:
    """The message as a prompt shows it: what was sent along and what it answers, in brackets before the words."""
    words = _SENT[language]
    parts = [words["reply"].format(quoted=_short(quoted))] if quoted else []
    if attachments:
        attachment = from_json(attachments)
        parts += [words["forwarded"]] if attachment.origin else []
        parts.append(_told(attachment, words))
    return " ".join(part for part in (*parts, text) if part)


def _told(attachment: Attachment, words: Mapping[str, str]) -> str:
    details = {
        "caption": words["caption"].format(_short(attachment.caption)) if attachment.caption else None,
        "emoji": attachment.emoji,
        "seconds": words["seconds"].format(attachment.seconds) if attachment.seconds else None,
        "name": _short(attachment.name) if attachment.name else None,
        "place": None if attachment.latitude is None else f"{attachment.latitude:.4f}, {attachment.longitude or 0:.4f}",
    }
    told = words.get(attachment.kind, words["other"])
    return told.format(**{key: f": {value}" if value else "" for key, value in details.items()})


def _short(text: str | None) -> str:
    """Foreign words in one short line, without the marks a prompt is made of."""
    line = _MARKS.sub(" ", text or "").strip()
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
