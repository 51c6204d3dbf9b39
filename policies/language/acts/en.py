"""What English messages do, by their words. Data only."""

from __future__ import annotations

import re

from policies.language.acts.names import Act, Rules

_ASKS = (
    r"(?:(?:hey|so|and|but|ok|okay|well|wait|wren|bom|anyway|also|btw|lol|haha)[\s,.]+){0,3}"
    r"(?:what|who|why|how|which|where|when|do|does|did|are|is|was|were|can|could|will|would|have|has|had|should|"
    r"am|may|don't|doesn't|didn't|aren't|isn't|won't|wouldn't|can't)(?:'s|'re|'d|'ll)?\b"
)
# A line that tells something: it doesn't begin as a question, nor end with a single question mark ("fine actually??").
_TOLD = rf"^(?!{_ASKS})(?!.*[^?!]\?\s*$).*"
_FILLERS = (
    r"(?:[\s,.!]+(?:tbh|lol|haha+|though|tho|too|then|honestly|i guess|i suppose|right|about that|actually|"
    r"totally|so|yeah|man|dude|"
    r"wren|bom|it is|it does|as well|for sure|good|cool|fine|okay|ok|sure|thanks|enough|i know|true)){0,3}\W*$"
)
_I_AM = r"(?:i'?m|i am|we're|we are)"
_LATER = (
    r"(?!.*\b(?:next (?:week|month|year|time)|this (?:week|weekend|summer|winter|spring|fall|autumn|year)|"
    r"tomorrow|someday|"
    r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day|in (?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december))\b)"
)
_STAYS = (
    r"(?!(?:never|be (?:honest|fine|ok|okay|alone|late)|survive|live|miss|have to|always|admit|say|"
    r"bet|die|cry|regret|hate|"
    r"get over)\b)"
)
_BAD_PERSON = r"(?:rude|mean|loud|annoying|selfish|mad|angry|pissed|upset|impossible|awful|passive aggressive)"

_TABLE: tuple[tuple[Act, str], ...] = (
    (
        "correcting",
        r"^(?:no+|nah|wait|oh|ugh|lol)?[,\s]*(?:no+[,\s]+)?(?:i meant\b|that's not what i\b|not what i (?:said|meant)|"
        r"you (?:misunderstood|misread|got (?:it|that|me) wrong)|wrong (?:one|word|person|chat)\b|"
        r"(?:it was a )?typo\b|scratch that)"
        r"|^(?:no+|nah|wait)[,\s]+(?:no[,\s]+)?(?:i mean|not (?:the|that|you|like that|him|her|them)|the other|"
        r"it's not|that's not)\b"
        r"|^\*\w+$|^(?:i|that) (?:was|is) (?:just )?(?:kidding|joking|a joke)\b|^that'?s not (?:it|the point)\b",
    ),
    (
        "doubting",
        r"\b(?:was|is) it (?:all |just )?my fault\b|\bmy fault\?|^(?:was|am) i (?:in the )?(?:wrong|the problem|"
        r"over(?:reacting|thinking)|"
        r"being (?:mean|"
        r"rude|unfair|dramatic|stupid|selfish))\b|\bdid i (?:do|say|get) (?:something|anything|it|that) (?:wrong|"
        r"bad|stupid)\b|"
        r"\b(?:was|is) that (?:the )?(?:right|wrong) thing to\b|\bdid i do the right thing\b|^was i too \w+|"
        r"^(?:was|is) that (?:too )?(?:mean|rude|harsh) of me\b|\bdid i (?:mess|screw) (?:it |that |this )?up\b",
    ),
    (
        "regretting",
        r"\bi (?:really |probably )*(?:should(?:n't)?(?:'ve| have)|shoulda|should of|could(?:'ve| have) just)\b",
    ),
    (
        "hoping",
        r"^(?:(?:well|so|but|and|yeah)[\s,]+)*(?:i hope\b(?! you)|i'?d (?:really |just )?(?:love|"
        r"like) to\b(?! (?:know|hear|ask|say))|hope so|hopefully\b|fingers crossed)|"
        r"\bfingers crossed\b",
    ),
    ("amount", r"^(?:so |and |but |ok |hm+ )*how (?:much|many|long|often|far) (?!.*\b(?:you|your|u|ur)\b)"),
    (
        "should_i",
        r"\bshould (?:i|we)\b|\b(?:do|don't) (?:you|u) think i (?:should|could|can)\b|\bshouldn't i\b|\bought i\b"
        r"|^(?:is it|is that|was that|would it be|would that be|am i|was i)(?: \w+)? (?:weird|bad|wrong|ok|okay|"
        r"rude|mean|stupid|"
        r"dumb|crazy|lame|silly|too (?:much|late|early|soon)|overreacting|overthinking|normal|selfish|cheating|"
        r"lazy|petty|the bad guy)\b"
        r"|[.,!] ?(?:is (?:it|that)|am i) (?:too |so |that |being )?(?:weird|bad|wrong|ok|okay|rude|mean|stupid|"
        r"dumb|crazy|normal|"
        r"selfish|lazy|petty)\b|\bor (?:should i|just leave it|nah|is that)\b|\b(?:worth it|good idea|bad idea|"
        r"thoughts)\?",
    ),
    (
        "asks_you",
        r"^(?!(?:\w+ )?how (?:do|can|could|would) you (?:even |ever )?(?:explain|tell|deal|stop|fix|get|make|say|"
        r"clean|lose)\b)"
        rf"^(?!{_ASKS}.*\b(?:tell you|you (?:know|believe|ever (?:notice|have (?:one|"
        rf"those|a day)|"
        rf"get that))|i tell|you hear)\b){_ASKS}.*(?<!when )(?<!if )\b(?:you|your|yours|yourself|u|ur|ya)\b"
        r"|^(?:and )?(?:you|u) ever\b|^(?:and|what about|how about) (?:you|yours)\b.*\?"
        r"|\b(?:did|do|are|were|have|will|can|would|don't|aren't|didn't|haven't) (?:you|u)\W*$"
        r"|^(?:and )?(?:you|u|wbu|hbu|what about (?:you|u)|how about (?:you|u)|you too|u too)\W*\?+$|^(?:wbu|hbu)\b"
        r"|^(?:so )?(?:you|you're|ur|your)\b.*,? (?:right|huh|no)\W*$|^if you (?:could|had|were|won)\b|\b(?:you|"
        r"u|your day|yours)\?+\W*$|^(?:and )?(?:you|u) (?:ever|like|still|really|always|even|just|any|have|got|don't|"
        r"never|must|prefer|read|watch|listen|eat|sleep|dream|cook)\b.*\?",
    ),
    (
        "seeks_nod",
        r"^(?!.*\b(?:you|your|ur)\b).*(?:,? (?:right|huh|isn't it|don't you think|eh|no)|\b(?:isn't|aren't|"
        r"wasn't) (?:it|they|that))"
        r"\s*\?+\W*$|^(?!.*\b(?:you|your|ur)\b)(?:\S+ )+huh\W*$",
    ),
    (
        "laughs",
        r"^(?:omg |ok |okay |oh )?(?:lo+l|lmf?ao+|ha(?:ha)+h?|he(?:he)+|rofl|ha)\b(?! (?:no|but|i wish|ouch))"
        r"|\b(?:that's|you're|ur|too|so|was|is|were|pretty|kinda|actually) (?:funny|hilarious|gold)\b|"
        r"^(?:i'm )?(?:dying|dead|crying laughing)\W*$|\bi'm using that\b"
        r"|\b(?:made me|actually|literally) (?:laugh|lol|snort|smile|giggle)|\bstealing that\b|"
        r"\bcracked me up\b|[\U0001f602\U0001f923]"
        r"|^(?!.*\b(?:sad|cry\w*|cried|hate\w*|tired|hurts?|died|lonely|stress\w*|scared|sick|sorry|ugh|alone|"
        r"same|true|"
        r"fail\w*|lost)\b).{12,}\s(?:lo+l|lmf?ao+|ha(?:ha)+)[\s.!]*$",
    ),
    (
        "teasing",
        r"\bsense of humou?r\b|^(?:i |i'?d )?bet (?:you|u|you'?d|you'?re)\b|^(?:i )?knew it\W*$|^admit it|"
        r"^you (?:totally|definitely|absolutely|secretly|clearly|obviously|so) \w+\W*$|^i knew you'?d\b|"
        r"^(?:sure|yes|of course) you (?:do|did|are|have|would)\W*$|"
        r"^(?:fancy|show-?off|big talk|smooth|impressive)\W*$|"
        r"^(?:wow |that's |hey )?rude(?: lol| haha)?\W*$|\b(?:so|very|such a|typical|"
        r"classic) (?:you|wren|bom)\b|\bthat'?s (?:so )?(?:you|like you)\W*$"
        r"|^(?:ok |okay |sure |alright |wow )?(?:nerd|dork|weirdo|grandma|grandpa|boomer|shakespeare|poet|"
        r"professor|smartass|"
        r"smarty pants|drama queen|show-?off)\W*$|^(?:ok|okay|sure|alright|easy|calm down|relax|"
        r"whatever)[, ]+(?:grandma|grandpa|boomer|"
        r"shakespeare|poet|professor|mom|mum|dad|boss|captain|old (?:man|lady))\b|^whatever you say|^(?:su+re|"
        r"yeah right|riiight)\W*$"
        r"|(?:\byou(?:'re| are|r)|^ur)\b(?: (?:so|such|a|an|kinda|kind of|really|very|too|being|just|literally|"
        r"lowkey|pretty|no|"
        r"the (?:worst|weirdest)))* (?:\w+ )?(?:weird\w*|obsessed|nosy|silly|odd|dramatic|"
        r"old(?:-fashioned)?|cheesy|corny|"
        r"nerd\w*|dork\w*|strange|ridiculous|"
        r"dumb|lazy|slow|cryptic|mysterious|vague|bad at|terrible at|impossible|annoying|poetic|wise|"
        r"sassy|strict|mean|harsh|bossy|blunt|dry|"
        r"no fun|no help|picky|stubborn|grumpy)\b"
        r"|\byou (?:sound|talk|act|write) (?:like|so|just like|as if)\b|^(?:says|said) (?:you|the)\b|"
        r"\blook at you\b|\bhow would you know\b"
        r"|\byour (?:jokes?|puns?|taste|advice|goose|cat)\b.*\b(?:bad|terrible|awful|worst|weird|lame|old)\b",
    ),
    (
        "morning",
        r"^(?:good |gd )?mornin\w*\b|^gm\b|\bjust (?:woke|got) up\b|\bjust (?:waking|getting) up\b|"
        r"^(?:i'm )?up (?:early|finally|at last)\b|"
        r"^(?:finally |barely )?awake\b",
    ),
    (
        "resolved",
        _TOLD
        + r"(?:\b(?:it|that|everything|all|meeting|exam|test|interview|presentation|call|date|talk|appointment|he|she|"
        r"they)\b"
        r"(?: (?:actually|all|just|really|kinda|pretty much))* (?:went|turned out|worked out|ended up|came out|"
        r"is|was|were|'s)"
        r"(?: (?:actually|totally|really|so|pretty|kinda|quite|surprisingly|being|just|all|perfectly))* (?:fine|"
        r"ok|okay|alright|well|good|"
        r"great|smooth\w*|better than|chill|cool about|easy|nothing|sorted|fixed|done|over with|not (?:that )?bad)\b"
        r"|\b(?:turned|worked) out (?:fine|ok|okay|well|alright|great|good)\b|\bwent (?:fine|ok|okay|well|"
        r"alright|great|better|smooth\w*)\b"
        r"|\b(?:he|she|they|boss|manager|mom|mum|dad|landlord|teacher)\b.{0,14} (?:said|says) (?:yes|ok|okay|"
        r"it's (?:fine|ok|okay)|"
        r"no problem|no worries|sure|thanks|thank you)\b"
        r"|\bnothing(?:'s| is| was)? (?:broken|wrong with|damaged|serious)\b|\b(?:he|she|they) can (?:go|come) home\b"
        r"|\b(?:didn't|did not) (?:even )?(?:say (?:anything|a word)|notice|mind|care)\b|\bno (?:big deal|"
        r"one noticed|biggie)\b"
        r"|\b(?:it|he|she)(?:'s| is)? (?:works|working|runs|fixed) (?:now|again)\b|\bfalse alarm\b|"
        r"\b\w+'s (?:finally )?(?:done|finished|over)\W*$)"
        r"|^(?:(?:ok(?:ay)?|and|update|finally|yay|alright)[\s,:.!]+)*(?:it'?s )?(?:all )?(?:done|finished|"
        r"sent(?: it)?|sorted|fixed(?: it)?|"
        r"found (?:it|them|him|her)|did it|i did it|made it(?: (?:to|in|on|home|back|out)\b.*)?|got it done|"
        r"all good(?: now)?|"
        r"submitted(?: it)?|handed it in|told (?:him|her|them)|asked (?:him|her|them))(?: (?:now|finally|"
        r"at last|today|btw|lol))?\W*$"
        r"|^(?:ok |and )?(?:i )?(?:finally )?(?:finished|submitted|sent|fixed|handed in|turned in|cleaned|"
        r"sorted|booked|signed) (?:it|the|my|that|"
        r"everything)\b(?!.*\bbut\b)",
    ),
    (
        "relief",
        r"^(?:oh )?(?:phew+|whew+|thank (?:god|goodness|heavens|fuck))\b|\b(?:so|such a|what a|huge|"
        r"big) relie(?:f|ved)\b|\brelieved\b"
        r"|\bthank (?:god|goodness)\b|\b(?:close call|dodged (?:a|that) bullet|weight off)\b|\bglad (?:that's|"
        r"it's) over\b|"
        r"\bit's (?:finally )?over\b|^finally\b|\b(?:at last|finally)\W*$|\bcould've been worse\b|^(?:luckily|"
        r"thankfully)\b",
    ),
    (
        "leaving",
        r"^(?!.*\b(?:can|could|will|would) you\b)(?:.*[\s,.!]|(?=\S))(?:(?:i )?(?:gotta|have to|need to|should|"
        r"better|must)(?: really)? (?:go|run|get (?:going|ready|"
        r"back|up|to|dressed|moving)|head|leave|dash|bounce)\b|brb\b|bbl\b|afk\b|ttyl\b|gtg\b|g2g\b|"
        r"be (?:right )?back\b|"
        r"back in (?:a|\d+|ten|five|an?)\b|one sec\b|hold on\b|hang on\b|wish me luck\b|then (?:bed|sleep|home|"
        r"shower)\W*$)"
        r"|^(?:ok |okay |alright |ugh )?(?:bed ?time|sleep time|nap time|time for bed)\b"
        r"|^(?:(?:ok|okay|alright|right|well|fine|anyway|so|yeah|hm+|ugh|lol|cool|good idea|thanks|true|"
        r"ok ok)[\s,.!]+)*"
        r"(?:(?:i'?ll|i will|let me|lemme|imma|i'?m gonna|i'?m going to|(?:i think |i guess |maybe |"
        r"guess )i'?ll|gonna|going to|"
        r"about to|i'm about to|time to)(?:\W*$| "
        + _LATER
        + _STAYS
        + r"\w+)|(?:off|back) to \w+|heading \w+|i'?m (?:off|heading|leaving)\b|"
        r"i'?m going\W*$|here goes|here (?:we|i) go\b|wish me luck|on it\W*$|will do\W*$|(?:closing|"
        r"locking) up\b|heading out\b|signing off\b|.*[\s,]bye\W*$|trying (?:it|that) now|"
        r"logging off|"
        r"talk (?:tomorrow|later|soon)|see (?:you|ya)\b)",
    ),
    (
        "planning",
        r"^(?:(?:so|well|ok|okay|yeah|but|and|ugh|anyway|hm+)[\s,]+)*i (?:really |probably |also |still |just )*"
        r"(?:should|ought to|had better|better|might)(?! (?:be|have|i|feel|say|not)\b)(?!'ve)\s\w+",
    ),
    (
        "agreeing",
        r"^(?:(?:ok|okay|oh|yeah|yea|ya|haha|lol|hm+|well|and|ugh|omg)[\s,.!]+)*(?:same|true|truee+|tru|yea+h?|"
        r"yep|yup|ya|exactly|"
        r"facts?|i guess(?: so)?|i suppose(?: so)?|makes sense|(?:that's )?(?:a )?(?:good|great|fair) (?:point|"
        r"idea|enough|plan|call|one)|"
        r"that's (?:true|right|fair|it|what i (?:thought|said|mean))|sure|mhm+|mm+|totally|for real|fr|"
        r"no kidding|tell me about it|ikr|"
        r"i know(?: right)?|right|you're (?:right|not wrong)|you(?:'ve got| have) a point|got it|alright|"
        r"all right|okay|ok|kk?|"
        r"sounds (?:good|nice|great|lovely|peaceful|about right|fun|like a plan)|deal|absolutely|definitely|"
        r"fair(?: enough)?|noted|of course|agreed|"
        r"me too|me neither|always|pretty much|basically|probably|maybe|kinda|sort of|i think so(?: too)?|"
        r"can't argue with that|not wrong|so true|"
        r"very true|preach|amen|you know it|obviously|apparently|you got it)"
        + _FILLERS
        + r"|^(?:yeah |yep |ok |so )?(?:true|exactly|totally|fair|agreed|same|for real|"
        r"facts|good point|you're (?:so |probably )?right)(?: though| enough)?\s*[,.!]|\w,? (?:yeah|yep)\W*$",
    ),
    (
        "venting",
        _TOLD + r"\b(?:ugh+|argh+|sigh|omfg|ffs|wtf|fml|whyyy+|i (?:\w+ )?hate|hates? (?:me|my|it|this|that|when)|"
        r"can't (?:stand|deal|believe (?:he|she|they|"
        r"this))|sick of|tired of|fed up|so (?:done|over it|stressed|tired|annoy\w+|mad|frustrat\w+|unfair|"
        r"behind|anxious|nervous|awkward)|"
        r"dreading|stressed|stressing|exhaust\w+|overwhelm\w+|frustrat\w+|annoy(?:ed|ing|s)|ruined|the worst|"
        r"sucks?|sucked|awful|terrible|"
        r"horrible|unfair|nightmare|a mess|disaster|drives? me (?:crazy|nuts|mad)|killing me|my (?:back|head|"
        r"feet|neck|throat|stomach|tooth) "
        r"(?:hurts?|is killing)|hurts|broke (?:down|again)|won't (?:start|stop|work|turn on|let me|connect)|"
        r"not working|stopped working|crashed|froze|"
        r"forgot (?:the|my|our|about|me)|lost my|spilled|dropped|tripped|missed (?:the|my|it)|"
        r"cancell?ed|overslept|late again|"
        r"stuck (?:in|at|on|with)|yelled|"
        r"screamed|snapped|lied|ignored|ghosted|left me|snaps?|blamed?|took (?:credit|my)|(?:didn't|couldn't|"
        r"can't|barely) (?:sleep|slept|focus|breathe|"
        r"afford|get (?:a|any|up|through))|no (?:sleep|time|energy|motivation)|again and again|"
        r"never (?:listens?|helps?|ends?|cleans?|"
        r"works?|answers?)|nobody (?:cares?|listens?|helps?|told)|i miss|lonely|alone|sad|crying|cried|scared|"
        r"worried|anxious|nervous|"
        r"embarrass\w+|awkward|disappoint\w+|failed|messed up|screwed up|broke|rejected|i wanted to (?:scream|"
        r"cry|die|disappear)|"
        r"don't (?:want|wanna|feel like)(?! (?:to )?(?:be|sound|seem|make)\b)|my only (?:friend|"
        r"person)|shaky|complain\w*|"
        r"rude|i feel (?:bad|guilty|"
        r"stupid|so|like (?:crap|an idiot|"
        r"garbage|shit))|stupid|so much (?:work|homework|to do|stuff)|too much|last minute|for nothing|hungover|"
        r"freezing|just (?:so |really )?(?:tired|sad|exhausted|done)|unemployed|jobless|savings|rent is|"
        r"can't afford|overdue|leak\w*|soaked|got stolen|moldy)\b"
        r"|^(?:nobody|no one|noone)\b.*\b(?:me|my)\b|\b(?:wore|wears) me out\b"
        r"|^(?:missed it|too late|not again|of course (?:it|he|she|they)|just my luck|great,? just great|"
        r"so (?:much )?for|kill me|rip|oh no|nooo+|shit|"
        r"damn|crap|ow+|ouch|it's gone|it broke|it's broken|didn't work)\b"
        r"|\b(?:is|was|are|were|being|got) (?:so |really |super |kinda |pretty )*" + _BAD_PERSON + r"\b",
    ),
    (
        "statement",  # both good and bad: no cheer
        r"\b(?:only|just) (?:\w+ )?(?:one|have one) (?:nice|good|great)\b|"
        r"\b(?:happy|glad|good|nice|love|fun|excited|great|proud)\b.*\bbut\b",
    ),
    (
        "good_news",
        _TOLD + r"\b(?:i (?:got|passed|won|made|beat|nailed|aced) (?:the|it|in|"
        r"a (?:job|raise|promotion|bonus|ticket|refund|date|compliment|spot)|"
        r"my|first|promoted|accepted|hired|picked|engaged)|so (?:happy|excited|proud|good|nice|cute|pretty|"
        r"delicious|fun|sweet|lucky)|"
        r"can't wait|(?:really|pretty|super|actually|surprisingly|was|is) (?:good|nice|cute|fun|great|delicious|"
        r"amazing|pretty|sweet|lovely)|"
        r"best (?:day|thing|coffee|meal|part|news)|love (?:it|this|that|him|her|them|my)|loved (?:it|this|that)|"
        r"yay+|woo+(?:hoo+)?|"
        r"amazing|awesome|made my day|day off|free (?:food|coffee|lunch|ticket)|payday|on sale|sold out my|"
        r"compliment(?:ed)? (?:me|on)|"
        r"they liked|he liked|she liked|liked (?:it|my)|finally (?:done|finished|got|home|free|friday|worked|"
        r"happened))\b"
        r"(?!.*\b(?:but|not|n't|though|except|until|without|hate|sad|miss|leaving|moving)\b)"
        r"|(?:'s|is|are) here!+|^(?:it's )?(?:friday|the weekend)\b(?!.*\b(?:work|but)\b)|^(?:yay+|"
        r"woo+(?:hoo+)?|yes+!+|win|score|"
        r"sweet|noice|nice|go me)\W*$",
    ),
)

RULES: Rules = tuple((act, re.compile(pattern)) for act, pattern in _TABLE)
