"""English rules for who somebody is: age, home, work, school, those around them."""

from __future__ import annotations

from memory.extraction.rules_en import BARE, BE, V, rule
from memory.extraction.values_en import (
    NUMBER,
    age,
    company,
    field,
    firm,
    hometown,
    job,
    kin,
    living,
    matter,
    place,
    titled,
    working_as,
    year,
)
from memory.extraction.words_en import LANGUAGES, PETS, PETS_MANY, RELIGIONS

_DONE = (
    r"(?=$|[.!,;)]| (?:and|but|so|lol|haha|now|today|years?|yrs?|yo|next|last|in|btw|i|this|with|tomorrow"
    r"|yesterday|already|already)\b)"
)
_MAKES = "design|develop|engineer"
_TRADE = (
    f"{_MAKES}|build|repair|fix|sell|manage|program|test|edit|maintain|install|deliver|research|analy[sz]e|translate"
)
_THINGS = (
    r"(?:(?!my |the |our |your |these |those |this |that |some |it |them |at |for |in |on |with )(?-i:[a-z]+) ){0,2}"
    r"(?-i:[a-z]+)(?<!ing)"
)
RULES = (
    rule("age", BE, rf"(?P<v>{NUMBER})(?: (?:years|yrs) old| y/?o|{_DONE})", age),
    rule("age", BE, r"an? (?P<v>\d{1,3})[- ]years?[- ]old\b", age),
    rule("age", ("",), rf"(?:just )?turned (?P<v>{NUMBER}){_DONE}", age),
    rule("birth_year", ("be", "was", ""), r"(?:was |were )?born (?:in [a-z]+ )?in (?P<v>(?:19|20)\d\d)\b", year),
    rule("birth_year", ("be", "was", "", "loose"), r"(?:was )?born in '(?P<v>\d\d)\b", year),
    rule("home", ("", "be", "'s"), rf"(?:been )?(?:lives?|living|based) in {V}", place),
    rule("home", ("have",), rf"lived in {V}", place),
    rule(
        "home",
        ("", "be", "'s", "have"),
        rf"(?:have |has )?(?:just |recently )?moved (?:back |over |up |down |out )?(?:in)?to {V}",
        place,
    ),
    rule(
        "home",
        ("", "be", "'s", "have"),
        rf"(?:have |has )?(?:just |recently )?moved (?:house |home )?(?:out of"
        rf"|from) [^.!?;,()]{{2,40}}? (?:in)?to {V}",
        place,
    ),
    rule(
        "home",
        ("", "have"),
        rf"(?:have |has )?(?:just |recently )?relocated (?:from [^.!?;,()]{{2,40}}? )?to {V}",
        place,
    ),
    rule("hometown", ("be", "'s"), rf"(?:originally )?from {V}", hometown),
    rule(
        "hometown",
        ("", "be", "have", "'s", "loose", "was"),
        rf"(?:was |were )?(?:grew up|born and raised|raised|born) in {V}",
        hometown,
    ),
    rule("job", BE, rf"(?:currently )?(?:an?|the) {V}", job),
    rule("job", ("", "be", "'s"), rf"work(?:s|ing)? as (?:an? )?{V}", working_as),
    rule("job", ("",), rf"works? in {V}", field),
    rule("job", ("",), r"(?P<v>bartend|waitress|freelance|nanny|babysit)s?\b"),
    rule("job", ("",), r"(?P<v>(?:teach|teaches) [a-z]+|drives? an? (?:taxi|bus|truck|uber|cab))\b"),
    rule(
        "job",
        BE,
        r"(?:an? )?(?P<v>stay[- ]at[- ]home (?:mom|dad|mum|parent)|self[- ]employed|unemployed|retired)(?=$"
        r"|[.!,;]| (?:and|so|but|now|with|since|who)\b)",
    ),
    rule(
        "job",
        ("",),
        r"(?P<v>(?:runs?|owns?) (?:my own|an?) (?:[a-z]+ ){0,2}(?:bakery|cafe|restaurant|shop|store|business"
        r"|company|farm|studio|salon|gym|bar|agency))\b",
    ),
    rule("job", ("",), rf"(?P<v>(?:{_TRADE})s? {_THINGS})(?= at (?-i:[A-Z])| for a living)"),
    rule("job", ("",), rf"(?P<v>(?:{_MAKES})s? {_THINGS})(?=$|[.!,;])"),
    rule("job", ("",), r"(?P<v>[a-z]+ (?:[a-z]+ ){0,2}?[a-z]+) for a living\b", living),
    rule(
        "workplace",
        ("",),
        rf"(?:{_TRADE})s? {_THINGS} at (?P<v>(?-i:[A-Z])[\w&]+(?:"
        rf" (?-i:[A-Z])[\w&]+){{0,3}})",
        firm,
    ),
    rule("workplace", ("", "be", "'s"), rf"work(?:s|ing)? (?:at|for) {V}", firm),
    rule("workplace", ("",), rf"teach(?:es)? [a-z ]{{2,20}} at {V}", firm),
    rule(
        "workplace",
        ("", "be", "'s"),
        r"(?:starting|started|start|hired|got hired|joined|joining)(?: work)?(?: at| by)? "
        r"(?P<v>(?-i:[A-Z])[\w&]+)(?= |$|[.!,])",
        company,
    ),
    rule(
        "school",
        ("",),
        r"(?:goes|go) to (?P<v>(?:(?-i:[A-Z])[\w.]*(?: (?-i:[A-Z])[\w.]*){0,3} (?i:university|college|high school"
        r"|school|academy|institute|uni))|(?-i:UCLA|MIT|NYU|USC|LSE|UCL|KAIST|SNU|UC [A-Z]\w+|Harvard|Yale"
        r"|Stanford|Princeton|Cornell|Oxford|Cambridge|Berkeley))",
    ),
    rule(
        "school",
        ("", "be", "'s"),
        r"stud(?:y|ies|ying) at (?P<v>(?:the )?(?-i:[A-Z])[\w.]*(?: (?:of |(?-i:[A-Z]))[\w.]*){0,4})",
    ),
    rule(
        "school",
        BE,
        r"(?:a |an )?(?P<v>(?:freshman|sophomore|junior|senior)(?: in (?:high school|college|uni"
        r"|university))?)(?=$|[.!,;]| (?:and|at|this|so|but|lol)\b)",
    ),
    rule("major", ("",), rf"my major(?: is|'s) {V}", matter),
    rule("major", ("be", "", "'s"), rf"major(?:ing|ed|s)? in {V}", matter),
    rule("major", ("be", "'s"), rf"studying (?!for\b|at\b|abroad\b|in\b){V}", matter),
    rule("religion", BE, rf"(?:an? )?(?:practicing )?(?P<v>{RELIGIONS})(?=$|[.!,;]| (?:and|so|but|by)\b)"),
    rule("personality", BARE, r"(?:an? )?(?:introvert,? |extrovert,? )?(?P<v>[ei][ns][tf][jp])(?![\w])", str.upper),
    rule(
        "language",
        ("",),
        rf"(?:can speak|speaks?|am fluent in)(?: fluent| some| a (?:bit|little) of| a little| decent)? "
        rf"(?P<v>{LANGUAGES})\b",
        titled,
    ),
    rule(
        "language",
        ("",),
        rf"(?:can speak|speaks?) (?:{LANGUAGES}) and (?:a (?:bit|little) of |some |a little )?(?P<v>{LANGUAGES})\b",
        titled,
    ),
    rule("language", BE, rf"fluent in (?P<v>{LANGUAGES})\b", titled),
    rule(
        "relationship",
        BARE,
        r"(?:happily |officially |newly )?(?P<v>married|engaged|divorced|single|widowed)(?=$|[.!,;]| (?:now|and"
        r"|as|with|for|but|so|again|since|btw|lol)\b)",
    ),
    rule("relationship", ("", "have"), r"(?:just )?got (?P<v>engaged|divorced|married)\b"),
    rule(
        "partner",
        ("", "have"),
        r"(?:have |got )?an? (?:new )?(?P<v>boyfriend|girlfriend|husband|wife|fianc[eé]e?)(?=$|[.!,;]| (?:and|now"
        r"|named|called|of|who|but)\b)",
    ),
    rule("family", BE, r"an (?P<v>only child)\b"),
    rule(
        "family",
        ("", "have"),
        r"(?:have |got )?(?:an? )?(?P<v>(?:(?:one|two|three|four|five|\d) )?(?:(?:older|younger|big|little|twin"
        r"|half) )?(?:brothers?|sisters?|siblings?|kids|children|sons?|daughters?))(?=$|[.!,;]| (?:and|but|so"
        r"|named|called|who|aged|at|back)\b)",
        kin,
    ),
    rule(
        "pet",
        ("", "have"),
        rf"(?:have |got |own |keep |adopted )?(?:an? |another )(?:(?:new|little|rescue|black|white|old|tiny|small"
        rf"|big|orange|tabby) )?(?P<v>{PETS})(?=$|[.!,;]| (?:and|but|so|at|who|now|last|since|too|yesterday|from"
        rf"|for)\b)",
    ),
    rule("pet", ("", "have"), rf"(?:have |own )?an? (?:{PETS}) and an? (?P<v>{PETS})\b"),
    rule(
        "pet",
        ("", "have"),
        rf"(?:have |own )?(?P<v>(?:two|three|four|five|\d) (?:{PETS_MANY}))(?=$|[.!,;]| (?:and|but|so|at|who|now)\b)",
    ),
    rule("possession", ("",), r"drives? an? (?:old |new |used )?(?P<v>(?-i:[A-Z])[\w-]+(?: (?-i:[A-Z])[\w-]+)?)"),
    rule(
        "possession",
        ("",),
        r"bought an? (?:old |new |used |second-?hand )?(?P<v>(?-i:[A-Z])[\w-]+(?: (?-i:[A-Z])[\w-]+)?)",
    ),
)
