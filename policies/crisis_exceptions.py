"""Harmless uses of the words in `policies.crisis_words`: idioms, titles, topics, accidents. Tables only.

Each row fits the whole harmless phrase, so that hiding it leaves the rest of a message to the rules. Keep rows tight:
an exception that reaches too far hides a person in need. Written like the rules (Korean without spaces).
"""

from __future__ import annotations

from policies.crisis_words import Table

_MEDIA_KO = "(?:노래|영화|책|소설|드라마|웹툰|만화|시집|앨범|곡|애니|연극|뮤지컬)"
_MEDIA_EN = r"(?:song|movie|film|book|novel|album|lyrics?|track|series|drama|band|episode|poem)"
_QUOTE = (
    r"(?:\"[^\"]{1,60}\"|“[^”]{1,60}”|(?<!\w)'[^']{1,60}'(?![a-z])|《[^》]{1,60}》|〈[^〉]{1,60}〉|"
    r"<[^>]{1,60}>|「[^」]{1,60}」|『[^』]{1,60}』)"
)
_OTHERS = "(?:걔|그놈|그새끼|저새끼|저놈|쟤|부장|팀장|상사|사장|모기|바퀴벌레|벌레|파리|악당|빌런|범인|보스)"
_CHORES = (
    "(?:숙제|과제|공부|(?<![가-힣])일|업무|회의|프로젝트|시험|청소|빨래|설거지|레포트|보고서|논문|게임|방학|학기|"
    "알바|연애|관계|작업|수업|훈련|운동|발표|대화|이야기|얘기|다이어트|통화|야근|회식|할일|인테리어|이사)"
)
_GOODS = "(?:옷|신발|화장품|주식|코인|간식|커피|가방|책|집|차|폰|아이폰|물건|명품|이거|그거|이런거|그런거|저런거|걸|건)"

EXCEPTIONS_KO: Table = (
    (
        "title",
        (
            "《[^》]{1,60}》|〈[^〉]{1,60}〉|『[^』]{1,60}』",
            f"{_QUOTE}(?=[^.!?]{{0,8}}{_MEDIA_KO})|(?<=노래 |영화 |소설 |웹툰 ){_QUOTE}|(?<=책 ){_QUOTE}",
            "죽고싶지만떡볶이|자살(?:특공대|토끼|가게|클럽)|수어사이드스쿼드",
        ),
    ),
    ("not_dying", ("죽고[싶십]지(?:는|도|가)?(?:않|안)",)),
    (
        "threat_as_joke",
        ("(?:너|니가|네가|당신|이게|이자식)(?:진짜|정말)?죽고[싶십](?:냐|니|어\\?|지\\?)|죽고[싶십](?:냐|니(?!까))",),
    ),
    ("porridge", ("차라리죽을먹|죽(?:을|이나)먹",)),
    (
        "someone_or_something_else",
        (
            f"{_OTHERS}[^.!?나내]{{0,10}}(?:죽었으면|죽어버렸으면|죽어야|없어졌으면|사라졌으면)",
            "(?:핸드폰|폰|배터리|컴퓨터|노트북|식물|화분|캐릭터)(?:이|가|은|는)?[^.!?]{0,6}죽(?:었으면|어버|으면)",
        ),
    ),
    (
        "game",
        (
            "(?:게임|롤|보스전|던전|배그|오버워치)(?:에서|하다가|하다|속에서|할때)?(?:내가|나)?(?:죽으면|"
            "죽어도|자살|죽을까|죽는법)",
        ),
    ),
    (
        "suicide_as_topic",
        (
            "자살(?:골|률|통계|유가족|보도|방지|테러|폭탄|공격|요원|행위[야지네])|(?:정치적|사회적|재정적)자살|"
            "자해(?:공갈|석)",
            "자살(?:이라는|이란)(?:단어|말|주제|소재)|자살예방(?!(?:상담|센터)?(?:전화|번호|핫라인|상담))",
            "자살(?:문제|뉴스|기사|사건)(?:가|이|는|를|을)?[^.!?]{0,8}(?:보|봤|나왔|심각|많)",
            "(?:연예인|배우|가수|아이돌|주인공|캐릭터|작가|정치인)(?:이|가|의|은|는|도)?[^.!?나내]{0,8}"
            "(?:자살|자해|유서|투신|스스로목숨|극단적인?선택)(?!(?:하고[싶십]|생각))",
            "(?:뉴스|기사|드라마|영화|소설|책|웹툰|다큐)(?:에서|에|속|보니까?)(?![^.!?]{0,10}(?:나도|내가|"
            "나는))[^.!?]{0,12}"
            "(?:자살|자해|유서|번개탄|투신|스스로목숨|극단적인?선택|뛰어내)(?!(?:하고[싶십]|생각|충동))",
        ),
    ),
    (
        "living_with_or_at",
        (
            "(?<![가-힣])(?:혼자(?:서)?|같이|함께|여기(?:서)?|거기(?:서)?|(?:집|동네|도시|나라|서울|부산|시골|"
            "아파트|기숙사|한국)에)"
            "(?:는|만)?(?:더이상|더는|이제|계속)?(?:너무)?살(?:기(?:가|는)?(?:너무|진짜|정말)?싫|고[싶십]지)",
            "[가-힣]{1,6}(?<!세상)(?<!세계)(?<!지구)(?<!지옥)(?<!상황)(?<!상태)(?<!현실)(?<!속)(?:에서|이랑|랑|하고)"
            "(?:는|만)?(?:더이상|더는|이제|계속)?살(?:기(?:가|는)?(?:너무|진짜|정말)?싫|고[싶십]지)",
            "살기(?:가)?싫은(?:집|동네|곳|도시|나라|지역|아파트)|(?:없이|없이는|없으면|없인)(?:진짜|정말|이제)?못살",
            "(?:더워|추워|시끄러워|더러워|배고파|가려워|심심해|습해|짜증나)서?(?:더는|더이상|진짜|도저히|이제)?못살",
            "(?:소음|벌레|모기|월세|물가|이동네|매워서)[^.!?]{0,6}(?:더는|더이상|도저히|이제)못살",
        ),
    ),
    (
        "buying",
        (
            f"{_GOODS}(?:은|는|을|를|도|좀)?(?:그냥|이제|더는|지금)?(?:그만살|살(?:이유|의미|가치|자신|의욕|"
            f"용기|힘)(?:가|이|도)?없)",
            f"(?:{_GOODS}|[가-힣](?:을|를))왜(?:돈주고)?사는지",
        ),
    ),
    (
        "chores",
        (
            f"{_CHORES}(?:을|를|도|만|는|은|이|가|나)?(?:좀|그냥|빨리|얼른|다|전부|그만|이제|여기서|오늘|확|"
            f"모두){{0,2}}"
            "(?:끝내고[싶십]|끝내버|끝낼|포기하고[싶십]|내려놓고[싶십])",
            "(?:졸려|배고파|다이어트|플랭크|헬스|운동|스쿼트|더워|추워|매워|졸음|식욕)[^.!?]{0,12}(?:못버티|버틸)",
        ),
    ),
    ("not_a_bad_idea", ("(?:나쁜|안좋은)생각(?:은|이|도)?(?:아니|아닌|안)|나쁜생각하지",)),
    ("sport_or_bed", ("(?:번지점프|번지|스카이다이빙|패러글라이딩|다이빙|수영장|침대|소파|그네)[^.!?]{0,10}뛰어내",)),
    (
        "barbecue",
        (
            "(?:고기|캠핑|삼겹살|바베큐|불판)[^.!?]{0,14}(?:번개탄|연탄)|(?:번개탄|연탄)[^.!?]{0,8}(?:고기|"
            "삼겹살|구이|불고기|구워)",
        ),
    ),
    ("medicine", ("약(?:을|은)?모아(?:서)?(?:버|약국|폐|수거|갖다)",)),
    ("hanging_on_something", ("(?:합격|성적|돈|연애|승진|결과|외모|스펙|학벌)(?:에|에만)?(?:너무)?목을?매(?!달)",)),
)

_ACCIDENT = (
    r"(?:while|when i was|by|just)? ?(?:\w+ ){0,1}?(?:shaving|cooking|chopping|slicing|accident|mistake|"
    r"accidentally|playing|"
    r"working out|running|skiing|dancing|lifting|exercising|skating|falling|climbing|hiking)"
)
_THING = r"(?:\w+ )?(?:paper|knife|glass|can|tin|edge|thorn|door|page|box|fence|rock|stove|oven|pan|iron|kettle|lid)"

EXCEPTIONS_EN: Table = (
    (
        "title",
        (
            rf"{_QUOTE}(?=[^.!?]{{0,8}}\b{_MEDIA_EN})|\b{_MEDIA_EN}s? (?:called |named |titled |was |is |"
            rf", )?{_QUOTE}|《[^》]{{1,60}}》",
            rf"\b{_MEDIA_EN}s? (?:called|named|titled) [^.!?\n,]{{1,30}}",
            r"\bsuicid(?:e squad|al tendencies|e kings|eboys)\b|\b(?:virgin suicides|don't wanna live forever)\b",
        ),
    ),
    (
        "not_dying",
        (
            r"\b(?:do(?:es)?n'?t|do not|didn'?t|did not|never)(?: really| ever| actually)? (?:want to|wanna|"
            r"want 2) die\b",
        ),
    ),
    (
        "suicide_as_topic",
        (
            r"\bsuicide (?:prevention(?! (?:hot ?line|line|life ?line|number))|rates?|bomb\w*|mission|"
            r"awareness|attack|doors?|statistics)\b",
            r"\b(?:career|social|political|financial|fashion|professional|commercial) suicide\b",
            r"\b(?:celebrity|actor|actress|singer|idol|politician|character|villain|hero|protagonist|hamlet|"
            r"romeo|juliet)\b"
            r"(?![^.!?]{0,20}\bi\b)[^.!?]{0,20}\b(?:suicide|suicidal|overdosed?|(?:kill|hang|shoot|hurt|"
            r"harm)(?:s|ed|ing)? (?:him|her|them)self)\b",
            r"\b(?:news|article|documentary|essay|paper|lecture|report) (?:about|on) (?:\w+ ){0,4}?(?:suicide|"
            r"self[- ]harm|overdose)s?\b",
        ),
    ),
    (
        "dying_of_something",
        (
            r"\b(?:die|dying|died|dead) (?:of|from|out of) (?:pure |sheer )?(?:laughter|laughing|embarrassment|"
            r"cuteness|boredom|cringe|"
            r"hunger|heat|shame|second-?hand embarrassment|curiosity|happiness|excitement|jealousy)\b|"
            r"\bdie laughing\b",
        ),
    ),
    (
        "someone_or_something_else",
        (
            r"\b(?:hope|wish|want)(?:ed|s)? (?:that |to see )?(?:he|she|it|they|him|her|them|(?:the|this|that) \w+|"
            r"my (?:phone|plant|boss|laptop|battery|car)\w*) (?:would |will |to )?(?:die|died|dies|dead)\b",
            r"\b(?:phone|battery|laptop|plants?|car|wifi|trend|meme)\b[^.!?]{0,20}\b(?:die|dead)\b",
        ),
    ),
    (
        "by_accident",
        (
            rf"\b(?:cut|cutting|burn(?:ed|t|ing)?|hurt|stab(?:bed)?) my ?self {_ACCIDENT}\b",
            rf"\b(?:cut|cutting|burn(?:ed|t|ing)?|hurt|stab(?:bed)?) my ?self on (?:a|an|the|my|some|"
            rf"that) {_THING}\b",
            r"\b(?:cut|hurt|burn(?:ed)?) my ?self (?:(?:at|in) (?:the )?(?:gym|practice|kitchen|soccer|work|"
            r"football)|"
            r"a (?:slice|piece|check|break)|some|off|out|short|loose|bangs)\b",
            r"\baccidentally (?:\w+ )?(?:cut|burn(?:ed|t)?|hurt|stab(?:bed)?) my ?self\b",
            r"\b(?:without|avoid|careful not to|afraid of|try(?:ing)? not to|don'?t want to) (?:hurt(?:ing)?|"
            r"cut(?:ting)?|burn(?:ing)?) my ?self\b",
            r"\b(?:fell|tripped|slipped)\b[^.!?]{0,25}\b(?:hurt|cut) my ?self\b",
        ),
    ),
    (
        "busy",
        (
            r"\b(?:drown(?:ing)?|kill(?:ing)?) my ?self (?:in|with|over|at) (?:\w+ )?(?:work|coffee|chocolate|"
            r"homework|books|studying|"
            r"essay|project|deadline|sauce|music|gym)\b|\bshoot(?:ing)? my ?self in the foot\b",
        ),
    ),
    (
        "overdose_of_fun",
        (
            r"\b(?:over ?dos(?:e|ed|ing) (?:of|on)|od(?:ing|'?d|ed)? on) (?:\w+ )?(?:cuteness|cute|chocolate|"
            r"sugar|caffeine|coffee|"
            r"k-?dramas?|netflix|work|memes|sweets|candy|cheese|kimchi|tea|social media|sunshine|anime|tacos|"
            r"pizza|carbs)\b",
        ),
    ),
    (
        "distance",
        (
            r"\b\d{1,9}(?:[.,]\d{1,9}){0,3} ?kms?\b|\b(?:few|many|couple of|"
            r"several|some|more|in|extra|hundred|thousand) kms\b",
        ),
    ),
    (
        "sleeping_in",
        (
            r"\bwak(?:e|ing) up(?: \w+){0,2} (?:early|at|for|before|on time|in time|until|till|to (?:my|the|"
            r"an)|because of|when my alarm)\b",
            r"\b(?:he|she|it|they|the baby|my (?:cat|dog|son|baby|roommate)) (?:\w+ )?(?:didn'?t|doesn'?t|"
            r"won'?t|does not|never) wake up\b",
        ),
    ),
    (
        "sport_or_bed",
        (
            r"\b(?:bungee|parachut|skydiv|paraglid|base)\w*[ -][^.!?]{0,30}\b(?:bridge|building|roof|plane)\b",
            r"\bjump(?:ing|ed)? (?:off|out of) (?:a |the |my )?(?:\w+ )?(?:bridge|building|roof|"
            r"plane)[^.!?]{0,12}\b(?:bungee|parachut|skydiv)\w*",
            r"\b(?:character|spider-?man|batman|he|she|cat|hero)\b[^.!?]{0,12}\bjump(?:s|ed|ing)? (?:off|"
            r"out of|in front of)\b",
        ),
    ),
)
