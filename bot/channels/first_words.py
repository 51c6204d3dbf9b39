"""What `/first`, `/quiet` and `/zone` answer, about messages the persona begins. Not the persona's voice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from policies.proactive.local_time import local
from policies.proactive.places import NAME_OF_ZONE
from policies.proactive.planning import zone_of

WORDS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "on": "알겠어요. 이제 제가 가끔 먼저 말을 걸게요. 그만두려면 /first off",
        "ask_zone": "지금 어느 도시에 계세요? 한밤중에 말 걸지 않으려고요. 알려 주실 때까지는 {place} 시간으로 "
        "생각할게요. 예: /zone 도쿄",
        "off": "알겠어요. 이제 먼저 말을 걸지 않을게요. 다시 켜려면 /first on",
        "minor": "마음은 고마워요. 하지만 미성년자에게는 제가 먼저 말을 걸지 않아요. 말을 걸어 주시면 언제든 답할게요.",
        "level": "알겠어요. 먼저 말을 거는 빈도: {level}",
        "unread_first": "‘{what}’은(는) /first 뒤에 쓸 수 없어요. 예: /first on, /first off, /first less, /first more",
        "quiet": "알겠어요. {until}까지는 먼저 말을 걸지 않을게요. 취소하려면 /quiet off",
        "quiet_off": "알겠어요. 쉬는 시간을 끝냈어요.",
        "unread": "‘{what}’이(가) 얼마 동안인지 모르겠어요. 예: /quiet 3시간, /quiet 이틀, /quiet off",
        "nothing": "‘{what}’은(는) 너무 짧아요. 1분부터 1년까지 쓸 수 있어요. 예: /quiet 3시간",
        "too_long": "‘{what}’은(는) 너무 길어요. 1분부터 1년까지 쓸 수 있어요. 아주 그만두려면 /first off",
        "zone": "알겠어요. {place} 시간으로 생각할게요. 지금 그곳 시각: {now}",
        "zone_is": "지금 {place} 시간으로 생각하고 있어요. 지금 그곳 시각: {now}. 바꾸려면 예: /zone 도쿄",
        "zone_unknown": "어느 도시에 계신지 아직 몰라요. 예: /zone 서울",
        "unread_zone": "‘{what}’이(가) 어디인지 모르겠어요. 가까운 큰 도시나 시간대를 써 주세요. "
        "예: /zone 서울, /zone UTC+9",
        "state": "먼저 말 걸기: {on}", "is_on": "켜짐", "is_off": "꺼짐",
        "often": "빈도: {level}", "less": "덜 자주", "normal": "보통", "more": "더 자주",
        "quiet_until": "쉬는 시간: {until}까지", "not_quiet": "쉬는 시간: 없음", "at": "{place} 시간 {at}",
        "place": "시간대: {place}", "no_place": "시간대: 아직 몰라서 {place} (예: /zone 도쿄)",
        "waiting": "기다리는 것:", "none_waiting": "기다리는 것: 없음",
        "change": "바꾸기: /first on, off, less, normal, more · /quiet 3시간",
        "change_minor": "미성년자에게는 먼저 말을 걸지 않아요.",
    },
    "en": {
        "on": "All right, I'll write first now and then. To stop it: /first off",
        "ask_zone": "Which city are you in? I ask so as not to write in the middle of the night. Until I know, I'll go "
        "by {place} time. For example: /zone Tokyo",
        "off": "All right, I won't write first any more. To switch it on again: /first on",
        "minor": "That's kind of you, but I don't write first to people under age. Write to me whenever you like, and "
        "I'll answer.",
        "level": "All right. How often I write first: {level}",
        "unread_first": "/first doesn't know “{what}”. For example: /first on, /first off, /first less, /first more",
        "quiet": "All right, I won't write first until {until}. To end it: /quiet off",
        "quiet_off": "All right, the quiet is over.",
        "unread": "I can't tell how long “{what}” is. For example: /quiet 3h, /quiet 2d, /quiet off",
        "nothing": "“{what}” is too short: from a minute to a year, please. For example: /quiet 3h",
        "too_long": "“{what}” is too long: from a minute to a year, please. To stop it for good: /first off",
        "zone": "All right, I'll go by {place} time. It's {now} there.",
        "zone_is": "I go by {place} time. It's {now} there. To change it, for example: /zone Tokyo",
        "zone_unknown": "I don't know yet which city you're in. For example: /zone Seoul",
        "unread_zone": "I don't know where “{what}” is. Please name a large city nearby, or a zone. "
        "For example: /zone Seoul, /zone UTC+9",
        "state": "Writing first: {on}", "is_on": "on", "is_off": "off",
        "often": "How often: {level}", "less": "less often", "normal": "normal", "more": "more often",
        "quiet_until": "Quiet until: {until}", "not_quiet": "Quiet: no", "at": "{at} ({place} time)",
        "place": "Time zone: {place}", "no_place": "Time zone: not known yet, so {place} (for example: /zone Tokyo)",
        "waiting": "Waiting:", "none_waiting": "Waiting: nothing",
        "change": "To change it: /first on, off, less, normal, more · /quiet 3h",
        "change_minor": "I don't write first to people under age.",
    },
}  # fmt: skip
KINDS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "exam": "시험", "interview": "면접", "appointment": "약속", "hospital": "병원", "date": "데이트",
        "trip": "여행", "birthday": "생일", "work_event": "회사 일", "movie": "영화", "performance": "공연",
        "match": "경기", "meal": "식사", "moving": "이사", "sleep": "잠", "errand": "볼일",
        "other_event": "일정", "check_in": "안부",
    },
    "en": {"work_event": "something at work", "other_event": "an event", "check_in": "saying hello"},
}  # fmt: skip
_WEEKDAYS = "월화수목금토일"


def kind_name(kind: str, language: str) -> str:
    """What one would write about, without the person's words."""
    return KINDS[language].get(kind, kind.replace("_", " "))


def place_name(zone: str, language: str) -> str:
    """A zone's best-known city; zones made of hours as their distance from UTC (Etc/GMT-9 is UTC+9)."""
    if zone in NAME_OF_ZONE and zone != "UTC":
        return NAME_OF_ZONE[zone][language]
    sign, hours = zone[7:8], zone[8:]
    if zone.startswith("Etc/GMT") and hours:
        return f"UTC{'-' if sign == '+' else '+'}{hours}"
    return zone.rpartition("/")[2].replace("_", " ")


def time_there(at: int, zone: str, language: str) -> str:
    """A time (ms) by the clock of a zone, with its day."""
    return _day_and_time(local(at, zone_of(zone)), language)


def _day_and_time(there: datetime, language: str) -> str:
    if language == "ko":
        half = "오전" if there.hour < 12 else "오후"
        day = f"{there.month}월 {there.day}일({_WEEKDAYS[there.weekday()]})"
        return f"{day} {half} {(there.hour - 1) % 12 + 1}:{there.minute:02}"
    return f"{there:%a} {there.day} {there:%b}, {there:%H:%M}"
