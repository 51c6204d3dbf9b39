"""The words English echoes are made by: verbs, subjects, what turns "I" into "you", and what is never echoed. "
"Data only."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Typed without its apostrophe. "its", "ill", "were", "well", "id" are words of their own.
WITHOUT_APOSTROPHE = {
    "im": "i'm",
    "ive": "i've",
    "dont": "don't",
    "doesnt": "doesn't",
    "didnt": "didn't",
    "cant": "can't",
    "couldnt": "couldn't",
    "wont": "won't",
    "wouldnt": "wouldn't",
    "isnt": "isn't",
    "arent": "aren't",
    "wasnt": "wasn't",
    "werent": "weren't",
    "havent": "haven't",
    "hasnt": "hasn't",
    "hadnt": "hadn't",
    "shes": "she's",
    "hes": "he's",
    "theyre": "they're",
    "theyve": "they've",
    "weve": "we've",
    "theres": "there's",
}
# The person's words as the listener says them.
TURNED = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "am": "are",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "ourselves": "yourselves",
    "we're": "you're",
    "we've": "you've",
    "we'd": "you'd",
    "we'll": "you'll",
}
CAPITALS = {
    word.casefold(): word
    for word in (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February April June July August September "
        "October November December TV DVD PE UK USA Christmas Easter Halloween Thanksgiving English French Spanish "
        "German Italian Japanese Chinese Korean Japan Korea London Paris"
    ).split()
}
# Pronoun: how the reply begins, and whether it takes have/are/do (True) or has/is/does (False).
SUBJECTS = {
    "i": ("You", True),
    "we": ("You", True),
    "they": ("They", True),
    "he": ("He", False),
    "she": ("She", False),
    "it": ("It", False),
    "everyone": ("They", True),
    "everybody": ("They", True),
    "someone": ("They", True),
    "somebody": ("They", True),
    "there": ("There", False),
}
NOBODY = _words("nobody noone")
HER = _words(
    "mom mum mother sister wife girlfriend daughter grandma grandmother nan aunt auntie niece sister-in-law "
    "mother-in-law stepmom lady woman girl mama mommy"
)
HIM = _words(
    "dad father brother husband boyfriend son grandpa grandfather grandad uncle nephew brother-in-law "
    "father-in-law stepdad guy man boy papa daddy"
)
THEM = _words(
    "boss manager friend roommate flatmate coworker colleague neighbor neighbour landlord teacher doctor dentist vet "
    "kid ex cousin partner parents kids children family team class people friends neighbors neighbours doctor "
    "professor tutor driver barber mechanic plumber baby toddler guest customer client person"
)
KIN = _words("mom mum dad grandma grandpa grandad nan")
DETERMINERS = _words("my our the his her their its a an this some another")
AUXILIARIES = _words("am is are was were have has had do does did will would can could should might must")
# Past forms that say so; "put", "cut", "set", "read" and the like look the same in the present.
PASTS = _words(
    "was were had did went got came saw said told made took gave found left lost bought brought thought caught taught "
    "fought sold sent spent lent built felt kept slept wept swept meant met fell felt held heard knew grew threw flew "
    "drew blew ran began drank sang rang sank swam won stood understood sat lit led fed fled bled bred sped slid "
    "hid bit "
    "broke spoke woke stole chose froze wrote rode drove rose wore tore swore ate forgot forgave shook took paid laid "
    "became stuck struck stung dug hung spun shot dealt burnt learnt dreamt leapt knelt overslept overheard mistook "
    "withdrew woke"
)
SAME_IN_THE_PRESENT = _words("put cut hit set let read hurt quit cost spread shut bet split burst cast rid shed beat")
NO_PASTS = _words("need feed bleed speed proceed exceed succeed seed red bed shed wed led indeed")
PRESENTS = _words(
    "eat drink sleep work live play go come make take give use buy drive walk run cook bake read watch listen keep "
    "stay wear pay get see hear talk call text write draw paint sing dance travel study teach help start stop try "
    "leave meet wake sit stand wait ride swim collect clean wash grow speak own share feed order spend save move sell "
    "need want have like love"
)
THIRD_PERSONS = _words(
    "wants says thinks keeps needs works makes goes comes gets takes loves hates likes knows plays lives bakes eats "
    "sleeps sits runs calls texts gives uses buys drives walks cooks reads watches stays wears pays sees talks writes "
    "sings dances travels studies teaches helps starts stops tries leaves wakes stands waits collects cleans has does "
    "speaks owns shares sells costs closes opens smells tastes means lets puts asks tells snores barks weighs follows "
    "steals falls hides brings moves visits"
)
ADVERBS = _words(
    "just really actually finally still already also even only usually always almost literally honestly totally "
    "probably definitely kinda sorta basically apparently accidentally somehow suddenly barely recently simply "
    "quickly secretly often sometimes once ever now then maybe absolutely completely mostly nearly kind sort of never"
)
REPORTED = _words("said says told asked texted")
HEDGES = _words("probably maybe perhaps hopefully supposedly guess suppose possibly")
# Said before or after the point.
OPENERS = _words(
    "so and but well ok okay yeah yep yes yup no nope nah oh ooh ugh lol haha hah ha honestly wait also then like "
    "anyway anyways actually btw hey omg wow man dude um uh hm hmm ah aw aww meh plus basically apparently listen look "
    "anyhow right phew yay argh sigh still tbh ngl"
)
CLOSERS = _words(
    "lol lmao haha hahaha tho though honestly tbh actually obviously too anyway ngl fr ugh yay rip literally "
    "apparently huh whatever xd sigh basically"
)
CLOSING_PAIRS = frozenset({"i swear", "i think", "i guess", "or something", "or whatever", "of course"})
TIMES_FIRST = (
    "next week",
    "last week",
    "last night",
    "this morning",
    "this afternoon",
    "this evening",
    "the other day",
    "this weekend",
    "last weekend",
    "last year",
    "last month",
    "next month",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "nowadays",
    "lately",
    "these days",
    "turns out",
    "one time",
    "at work",
    "at school",
    "at lunch",
    "on the way home",
)
# Openings that are no statement about the person's day: remarks on what was said, orders, politeness, mere feeling.
NO_STATEMENT = re.compile(
    r"^(?:(?:is|are|am|can|could|will|would|should|does|has|may|might)\b|that|that's|thats|these|those|this is|"
    r"what|how|why|who|where|when|which|if|because|cause|cuz|unless|although|"
    r"while|whenever|as|than|let|let's|lets|guess|imagine|tell|give|say|come|go|try|look|please|thanks|thank|sorry|"
    r"don't|do|stop|wait|hold|hang|never|good|nice|cool|fair|same|sure|of course|can't (?:believe|wait)|"
    r"sounds?|looks?|seems?|feels?|smells?|went|turned|felt|was|were|wasn't|"
    r"i(?:'m| am) (?:back|here|off|good|fine|ok|okay|alright|kidding|joking|sorry|not sure|done|in|out|serious|"
    r"confused|"
    r"glad|afraid|not kidding|sure|telling|saying)\b|"
    r"i (?:just |really |kinda |still |also |do |did |always )*(?:guess|suppose|mean|know|hope|wish|bet|swear|"
    r"promise|agree|see|wonder|believe|thought|feel|felt|miss|missed|hate|"
    r"hated|dread|regret|care|doubt|remember|should|must|might|may|gotta|better|do(?:n't)?\W*$|did(?:n't)?\W*$)\b|"
    r"i (?:just |really |kinda |still |also )*(?:don't|do not|didn't|can't|cannot|couldn't) (?:\w+ )?(?:know|"
    r"remember|care|mind|believe|get it|say|tell|"
    r"understand|feel|see|like|love|want|wanna)\b|i (?:\w+ )?(?:have|has|had|need|got) to (?:go|run|leave|get going)\b|"
    r"i(?:'d| would| could| will|'ll)\b|it(?:'s| is| was|'ll)?(?:n't)? (?:not )?(?:just |so |really |too |kinda |"
    r"pretty "
    r"|a bit |very |all |my |your )*(?:me|fine|ok|okay|true|complicated|hard|weird|nothing|over|done|like|bad|good|"
    r"great|nice|gone|fun|stupid|dumb|funny|sad|late|worth|fault|tiny|small|big|long|early|so|nothing|ok)\b|"
    r"it (?:(?:is|was)(?! supposed| my| his| her| our| their| the )|isn't|wasn't|does|doesn't|did|didn't|can|"
    r"could|would|will|might|feels?|felt|"
    r"sounds?|helps?|depends|"
    r"happens|works|makes sense|went|hurts?)\b)"
)
FEELINGS = re.compile(
    r"\b(?:tired|exhausted|sad|scared|afraid|lonely|bored|stressed|nervous|anxious|worried|mad|angry|upset|hungry|"
    r"starving|thirsty|sleepy|freezing|happy|excited|glad|proud|embarrassed|ashamed|guilty|jealous|"
    r"frustrated|annoyed|overwhelmed|confused|grateful|lazy|stubborn|shy|useless|awful|terrible|"
    r"wiped|i'm broke|fine|ok|okay|drained|horrible|miserable|pathetic|insane|messed up|screwed up|mess up|fault|"
    r"wrong|too|"
    r"sure|rude|the worst|the best)\b"
)
# Never given back: self-harm, death, illness, heartbreak and loss of work, sex, insults, crime.
NEVER = re.compile(
    r"\b(?:kill\w*|suicid\w*|die[sd]?|dying|dead|death|overdos\w*|hopeless|worthless|burden|disappear|harm(?:ed|"
    r"ing|ful)?|funeral|"
    r"sick|ill|illness|a cold|fever|flu|covid|pains?|painful\w*|ache[sd]?|aching|hurt\w*|bleed\w*|blood|injur\w*|"
    r"migraine|"
    r"headache|"
    r"vomit\w*|puk\w+|threw up|throw(?:ing)? up|cough\w*|sneez\w*|throat|nausea\w*|depress\w*|anxiety|panic\w*|"
    r"therap\w*|"
    r"diagnos\w*|hospital\w*|ambulance|surgery|meds|medication|pills?|pregnan\w*|miscarr\w*|abort\w*|divorc\w*|dumped|"
    r"cheat\w*|broke up|break(?:ing)? up|left me|laid off|fired|evicted|debt|arrest\w*|police|jail|prison|rape\w*|"
    r"abus\w*|"
    r"assault\w*|stalk\w*|hit me|beat me|gun|knife|drugs?|(?:got|get|getting|so) high|drunk|wasted|weed|"
    r"sex\w*|naked|nudes?|horny|porn\w*|masturbat\w*|dicks?|cock|puss(?:y|ies)|boobs?|tits?|orgasm\w*|cum|blowjob|"
    r"hook(?:ed|ing)? up|sle(?:pt|ep|eping) with|turned on|kink\w*|penis|vagina|virgin\w*|"
    r"fuck\w*|shit\w*|bitch\w*|ass|asses|asshole\w*|bastard\w*|cunt\w*|slut\w*|whore\w*|retard\w*|idiot\w*|moron\w*|"
    r"stupid|ugly|fat|loser|dumb|crap\w*|piss\w*|damn|hell|nigg\w*|fag\w*|tranny|nazi\w*|hitler|terror\w*|bomb\w*)\b"
)
YOU = re.compile(r"\b(?:you|your|yours|yourself|you're|u|ur|ya|y'all|wren|bom)\b")
CUT = _words("because cause cuz when while if unless although though whereas which but whenever")
CUT_BEFORE_A_CLAUSE = _words("since until till before after or and so")

NUMBERS = _words(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred "
    "thousand half dozen several"
)
ORDINALS = _words("first second third fourth fifth sixth tenth")
AFTER_A_NOUN = _words(
    "at in on to from for with by about into over under off up down out around through near behind between and but or "
    "so that who which because since when while if until than then again today yesterday tomorrow tonight now here "
    "there lol tho though this last next every all already yet ago left right just only too either anyway me him her "
    "them us you it is was are were has had have will would can could as like after before during without back "
    "honestly literally somehow alone together"
)
NO_NOUNS = _words(
    "bit lot while little few thing things day time person second minute moment joke way point reason idea kind sort "
    "couple hand good bad great nice shower break go try look mess problem favor favour favourite favorite same one "
    "ones word chance shame pity kid child hurry row question doubt fan big huge long hard total complete whole mood "
    "night year week weird lovely damn walk nap half"
)
NO_AFTER_NO = _words("worries idea problem way one thanks kidding clue big offense doubt rush matter need reason point")
AS_IF = _words("like as such what quite")
