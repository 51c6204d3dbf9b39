"""English wishes to have something forgotten ("delete my phone number") or never brought up ("don't mention my ex")."""

from __future__ import annotations

import re

from policies.language.wished import Wished

_OPENERS = re.compile(
    r"^(?:(?:please|pls|hey|hi|oh|ok|okay|um+|uh+|so|and|actually|sorry|wait|just|also|no|well|kindly|can you|can u|"
    r"could you|would you|will you|you can|you should|you need to|i want you to|i need you to|i'd like you to|"
    r"i would like you to)[\s,.!]+)+",
    re.I,
)
_CLOSERS = re.compile(
    r"(?:[\s,]+(?:please|pls|okay|ok|will you|would you|could you|can you|now|right now|thanks|thank you|for me|"
    r"from (?:your|the) memory|completely|for good|forever|if you can))+$",
    re.I,
)
_REQUEST = re.compile(r"(?P<verb>forget|delete|erase|remove|wipe|clear)(?P<about>\s+about)?\s+(?P<object>.+)", re.I)
_NOT_KEPT = re.compile(
    r"(?P<verb>don't|do not|stop)\s+(?P<keep>remember(?:ing)?|keep(?:ing)?|stor(?:e|ing)|sav(?:e|ing)|record(?:ing)?)"
    r"\s+(?P<object>.+)",
    re.I,
)
_SAID = r"(?:said|told you|mentioned|shared|wrote|sent(?: you)?|brought up)"
_WHEN = r"(?: just now| earlier| before| yesterday| so far)?"
_EVERYTHING = re.compile(
    rf"(?:everything|all|anything)(?: that)?(?: you(?:'ve| have)? (?:know|remember|have|learned|learnt|stored|saved|"
    r"got)"
    rf"(?: (?:about|on) me)?| (?:i|we)(?:'ve| have)? (?:ever )?(?:{_SAID}|talked about)(?: (?:to|with) you)?{_WHEN}"
    r"| about me)?"
    r"|(?:all (?:of )?)?(?:my|our) (?:data|messages|information|info|history|chats?|conversations?|chat history|"
    r"personal (?:data|information|info))|your (?:whole |entire )?memory(?: of me)?"
    r"|(?:all )?(?:of )?(?:your |the )?memories of me"
    r"|(?:all (?:that )?|what )you know about me",
    re.I,
)
_LAST = re.compile(
    rf"what i (?:just )?{_SAID}{_WHEN}"
    rf"|(?:that )?i (?:ever )?(?:just )?{_SAID} (?:that|this|it|anything|something){_WHEN}"
    rf"|(?:that|this|my|the) last (?:message|thing|part|one|text)(?: i {_SAID})?|(?:that|this) (?:message|conversation)"
    r"|all (?:of )?(?:that|this)",
    re.I,
)
_SOME = re.compile(r"(?:a|the|that|some|your|my|our) memor(?:y|ies)", re.I)
_THAT = re.compile(r"that|this|it", re.I)
# Whoever says "for tonight" wants another subject, nothing erased.
_FOR_NOW = re.compile(r"\bfor (?:now|tonight|today|once|a (?:second|sec|minute|moment|while|bit|day))$", re.I)
_TODAY = re.compile(r"\b(?:tonight|today)$", re.I)
_NOBODY = re.compile(r"(?:it|that|this|you|me|him|her|them|us|myself|yourself)\b", re.I)
_TOPICS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:what(?:ever)?|everything|anything|all|the (?:thing|things|stuff|story|part)"
        r"|that (?:thing|story|part|stuff))"
        rf"(?: that)?(?: (?:i|we)(?:'ve| have)?(?: just)? (?:{_SAID}|talked)| you (?:know|remember))?{_WHEN}"
        r" (?:about|on|regarding) (?P<what>.+)",
        rf"(?:that )?i (?:ever |just )?{_SAID}(?: to you)?(?: that| about)? (?P<what>.+)",
        rf"(?:the |that |those )?(?P<what>.+?) (?:that )?i (?:just )?"
        rf"(?:told you(?: about)?|gave you|mentioned|sent you|shared){_WHEN}",
        r"(?:our|my) (?:conversation|talk|chat)s? about (?P<what>.+)",
        r"my (?P<what>.+)",
        r"(?P<what>where i(?: live|'m living| work| study|'m from| am from| come from| go to school)"
        r"|what i do(?: for (?:a living|work))?|how old i am|who i(?:'m| am) (?:dating|seeing|married to))",
        r"(?:what|when|who|where) my (?P<what>.+) (?:is|are|was|were)(?: called)?",
        r"(?:that )?i (?:live|work|study|grew up) (?:in|at|as|for|with|near)(?: an?)? (?P<what>.+)",
        r"(?:that )?i(?:'m| am| was)(?: (?:allergic to|married to|dating|seeing|from))?(?: an?)? (?P<what>.+)",
        r"(?:that )?i(?:'ve| have| had| own)(?: got)? (?!to\b)(?P<what>.+)",
        r"that i (?:like|love|hate|dislike|prefer|eat|drink|play|want)(?! to\b)(?: an?)? (?P<what>.+)",
    )
)
_LEAD = re.compile(r"^(?:(?:my|our|the|a|an|having|i'm|i am|i have|i've|i was|being)\s+)+", re.I)
# Said of other things than what is remembered: "forget my worries", "clear my head", "wipe my tears".
_ELSEWHERE = re.compile(
    r"(?:worries|troubles|problems|sorrows|pain|manners|head|mind|tears|face|makeup|nose|plate|desk|room|throat|"
    r"name is|own|accounts?|apps?|files?|photos?|pictures?|browser|phone$|computer|laptop)\b",
    re.I,
)
_RECORDS = re.compile(
    r"\b(?:number|address|email|name|birthday|age|data|info|information|messages?|facts?|notes?)\b", re.I
)
_MOST_WORDS = 9
_SPEAK = (
    r"(?:bring(?:ing)? up|mention(?:ing)?|talk(?:ing)? (?:to me )?about|speak(?:ing)? (?:of|about)|"
    r"ask(?:ing)? (?:me )?about|rais(?:e|ing)|go(?:ing)? on about)"
)
_BAN = (
    r"(?:(?:don't|do not|never|stop|quit)(?: you)?(?: ever)?|i don't want you to|i'd rather you didn't|you must not"
    r"|let's not)"
)
_AGAIN = r"(?:[\s,]+(?:again|any ?more|ever|ever again|at all|in front of me|with me|to me))*"
_HUSHED = (
    re.compile(rf"{_BAN}(?: please)? {_SPEAK} (?P<what>.+?){_AGAIN}", re.I),
    re.compile(rf"{_BAN}(?: please)? bring(?:ing)? (?P<what>.+?) up{_AGAIN}", re.I),
)
_OF_THEMSELVES = re.compile(r"(?:yourself|me|us|him|her|them)(?: like .+| that way)?", re.I)


def forgotten(words: str) -> Wished | None:
    """What is to be forgotten; None when the words ask for no such thing."""
    asked, politely = _bare(words)
    found = None if _FOR_NOW.search(words) else _REQUEST.fullmatch(asked)
    if found is None:
        return _not_kept(asked, politely=politely)
    if _SOME.fullmatch(found["object"].strip(" ,")):
        return Wished(unclear=True)
    thing, erases = found["object"].strip(" ,"), found["verb"].lower() != "forget"
    if _EVERYTHING.fullmatch(thing):
        return Wished(everything=True)
    if _LAST.fullmatch(thing) or (erases and not found["about"] and _THAT.fullmatch(thing)):
        return Wished()
    if found["verb"].lower() in ("remove", "wipe", "clear") and not _RECORDS.search(thing):
        return None
    return _about(thing)


def hushed(words: str, *, asking: bool) -> str | None:
    """What is never to be spoken of; "" for what was just said, None when nothing is."""
    if asking or _FOR_NOW.search(words) or _TODAY.search(words):
        return None
    asked, _ = _bare(words)
    found = next((fit for pattern in _HUSHED if (fit := pattern.fullmatch(asked))), None)
    if found is None or _OF_THEMSELVES.fullmatch(found["what"]):
        return None
    return "" if _THAT.fullmatch(found["what"]) else _LEAD.sub("", found["what"])


def _bare(words: str) -> tuple[str, bool]:
    """Without what is said before and behind a request, and whether that was a please."""
    asked = _CLOSERS.sub("", _OPENERS.sub("", words))
    return asked, re.search(r"\b(?:please|pls)\b", words, re.I) is not None


def _not_kept(asked: str, *, politely: bool) -> Wished | None:
    """ "don't remember my dreams" may have lost its "I"."""
    found = _NOT_KEPT.fullmatch(asked)
    if found is None or (found["keep"].lower() == "remember" and found["verb"].lower() == "don't" and not politely):
        return None
    thing = re.sub(r" (?:in mind|in (?:your )?memory|anywhere|on file)$", "", found["object"])
    if _LAST.fullmatch(thing) or _THAT.fullmatch(thing):
        return Wished() if found["keep"].lower() != "keep" or thing != found["object"] else None
    return Wished(everything=True) if _EVERYTHING.fullmatch(thing) else _about(thing)


def _about(thing: str) -> Wished | None:
    found = next((fit for pattern in _TOPICS if (fit := pattern.fullmatch(thing))), None)
    if found is None or len(thing.split()) > _MOST_WORDS or "," in thing or _ELSEWHERE.match(found["what"]):
        return None
    what = _LEAD.sub("", found["what"]).strip(" ,")
    return None if _NOBODY.match(what) else Wished(what)
