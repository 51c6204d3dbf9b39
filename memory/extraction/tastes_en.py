"""English rules for what somebody likes, does, eats, suffers from and wants."""

from __future__ import annotations

from memory.extraction.liking_en import thing
from memory.extraction.rules_en import BARE, BE, V, rule
from memory.extraction.values_en import food, goal, hobby, illness, joke_allergen, trigger
from memory.extraction.words_en import ILLNESS, SPORTS

# "Asthma medication" is no asthma.
_NO_MORE = (
    r"(?![\w]| (?:meds|medication|medicine|tests?|symptoms|attacks?|inhaler|awareness|patients?|clinic"
    r"|charity))"
)
_HIVES = r"(?:bad |terrible |awful )?(?:hives|a (?:bad )?rash|an itchy (?:throat|mouth)|itchy|swell up)"
_REACTS = (
    rf"(?:(?:gets?|breaks? out in|comes? out in) {_HIVES}|breaks? out|swells? up)(?: all over| every time| badly)?"
)

RULES = (
    rule(
        "diet",
        BARE,
        r"(?:an? )?(?P<v>vegan|vegetarian|pescatarian|pescetarian|keto|gluten[- ]free|halal|kosher)(?=$|[.!,;]| "
        r"(?:and|so|but|now|for|since|btw)\b)",
    ),
    rule(
        "avoids",
        ("",),
        rf"(?:don't|do not|dont|doesn't|cant|can't|cannot|can not|never) (?:really |ever |even )?(?:eat|drink"
        rf"|handle|tolerate|digest) {V}",
        food,
    ),
    rule(
        "avoids",
        ("",),
        r"(?:can't|cannot|cant) have (?P<v>dairy|gluten|nuts|alcohol|sugar|caffeine|lactose|shellfish|milk|eggs)\b",
    ),
    rule("allergy", BARE, rf"(?:\w+ly )?allergic to {V}", joke_allergen),
    rule(
        "allergy",
        ("", "have"),
        r"(?:have |has |got |'ve got )?an? (?:bad |severe |mild |serious )?(?P<v>[a-z]+(?: [a-z]+)?) allergy",
    ),
    rule("allergy", ("",), rf"{_REACTS} (?:when(?:ever)?|if|after|from|every time) {V}", trigger),
    rule(
        "allergy",
        ("loose",),
        rf"(?P<v>[a-z]+(?: [a-z]+)?) (?:gives?|makes?) me (?:break out in |come out in )?{_HIVES}",
        trigger,
    ),
    rule(
        "health",
        ("", "'s"),
        rf"(?:have |has |got |gets? |suffers? from |caught |struggl(?:e|ing) with |been diagnosed with "
        rf"|diagnosed with |was diagnosed with )?(?:(?:really |very )?(?:bad|severe|mild|chronic) "
        rf")?(?P<v>{ILLNESS}){_NO_MORE}",
        illness,
    ),
    rule("health", ("have",), rf"(?:had |got )?(?:(?:bad|severe|mild|chronic) )?(?P<v>{ILLNESS}){_NO_MORE}", illness),
    rule(
        "health",
        ("be", "'s", "was"),
        rf"(?:struggling with|dealing with|diagnosed with|down with|sick with|suffering from|recovering from) "
        rf"(?P<v>{ILLNESS})(?![\w])",
        illness,
    ),
    rule(
        "health",
        BE,
        r"(?P<v>lactose intolerant|gluten intolerant|diabetic|asthmatic|epileptic|dyslexic|autistic|bipolar"
        r"|anemic|colorblind|colou?r ?blind|pregnant|deaf|hard of hearing)(?=$|[.!,;]| (?:and|so|but|with"
        r"|again)\b)",
    ),
    rule("health", ("",), rf"takes? (?:meds|medication|pills) for (?:my )?(?P<v>{ILLNESS})(?![\w])", illness),
    rule("hobby", ("",), r"my hobb(?:y|ies) (?:is|are) (?P<v>[a-z ]{3,25}?)(?: and|,|$|\.)", hobby),
    rule("hobby", ("",), r"my hobbies are [a-z ]{3,25}? and (?P<v>[a-z ]{3,25}?)(?:,|$|\.)", hobby),
    rule("hobby", ("be", "'s"), rf"(?:really |super |very |so |big )?(?:into|obsessed with|hooked on) {V}", hobby),
    rule(
        "hobby",
        ("", "have", "be", "'s"),
        r"(?:have |has )?(?:started|picked up|taken up|took up|learning|been learning)(?: learning| doing| "
        r"playing)?(?: how)?(?: to play)? (?:the )?(?P<v>(?:guitar|piano|violin|drums|ukulele|cello|bass"
        r"|knitting|crochet|pottery|painting|drawing|yoga|pilates|boxing|climbing|bouldering|running|swimming"
        r"|tennis|golf|chess|surfing|photography|baking|gardening|ceramics|calligraphy|kickboxing|judo|karate"
        r"|jiu.?jitsu|salsa|ballet))",
    ),
    rule(
        "hobby",
        ("",),
        r"plays? (?:the )?(?P<v>guitar|piano|violin|drums|ukulele|cello|bass|flute|saxophone|trumpet|tennis|golf"
        r"|chess|soccer|football|basketball|baseball|badminton|volleyball|hockey|cricket|rugby|squash|video games"
        r"|board games|d&d|dnd)\b",
    ),
    rule(
        "hobby",
        ("",),
        rf"(?:does|do|goes|go|practice) (?P<v>{SPORTS})(?= (?:every|on|twice|once|a lot|three|most|all|in|with"
        rf"|after|before)\b|$|[.!,])",
    ),
    rule("hobby", ("be", ""), rf"(?:getting|got|gotten) (?:really |very )?into {V}", hobby),
    rule(
        "goal",
        ("",),
        r"my (?:(?:biggest|ultimate|lifelong) )?(?:dream|goal)(?: job)? is to (?P<v>[^.!?,;()]{3,60})",
        goal,
    ),
    rule(
        "dislikes",
        ("", "be"),
        rf"(?:hates?|hating|detests?|can't stand|cant stand|cannot stand|despises?|loathes?) {V}",
        thing,
    ),
    rule(
        "dislikes",
        ("",),
        rf"(?:don't|do not|dont|doesn't) (?:really |even |particularly )?(?:like|love|enjoy) {V}",
        thing,
    ),
    rule("dislikes", BARE, rf"not (?:really |exactly )?a (?:big |huge )?fan of {V}", thing),
    rule("likes", ("",), rf"(?:loves?|likes?|adores?|enjoys?) {V}", thing),
    rule("likes", BE, rf"a (?:huge|big|massive) fan of {V}", thing),
    rule("likes", ("",), rf"(?:can't|cant|couldn't|could not|cannot) live without (?:my )?{V}", thing),
    rule("likes", ("",), rf"prefers? {V}", thing),
    rule("likes", ("", "loose"), rf"(?:my )?(?:all.time )?favou?rite [a-z]+(?: [a-z]+)?(?: is|'s| are) {V}", thing),
)
