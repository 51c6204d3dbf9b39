"""The words the safety gate looks for, and the harmless uses of them: tables only, Korean and English.

Korean patterns are written without spaces: `policies.safety` lets neighbouring syllables stand apart (죽 고 싶 다).
Patterns see case-folded text with straight apostrophes. A dot never crosses a hidden exception.
"""

from __future__ import annotations

Table = tuple[tuple[str, tuple[str, ...]], ...]

HIDDEN = "\ue000"  # stands for the words an exception took out

_NEAR = f"[^.!?{HIDDEN}]"
_I = "(?<![가-힣])(?:나|난|내|내가|저|제가|나도|나는|나만|그냥|차라리|이제|오늘|걍)"
_ME_ONLY = "(?<![가-힣])(?:내가|나|나만|나하나|저|제가)"

CRISIS_KO: Table = (
    (
        "wish_to_die",
        (
            "[죽쥭듁줔][고구꼬꾸](?:[싶십싮]|시[퍼프펐포푸따]|파(?![가-힣]))",
            "(?:[주쥬]꼬|[주쥬]거|쥬고|주그고)[싶십]|[주쥬]꼬시[퍼프따]",
            "죽어버리고[싶십]|죽어버릴(?:래|까|거|꺼)|(?:뒤지|디지|뒈지|뒤져버리|뒈져버리)고[싶십]",
            f"{_I}{_NEAR}{{0,8}}(?:죽었으면(?:좋|해|싶|편)|죽어버렸으면)",
            f"{_I}(?:진짜|오늘|이제|곧|그만|걍|그냥)?죽(?:을래(?!\\?)|을게|을꺼|으려고|으러)",
            f"{_I}(?:진짜|오늘|이제|곧|그냥)?죽을(?:거|것)(?!같)|{_I}죽을까(?!봐)",
            "차라리죽(?:[는고]|었|어|자|지|을래|을까|을란)|(?<![가-힣])확죽어버",
            "죽는(?:게|편이)(?:더|훨씬|차라리)?(?:나[을아은]|낫|편)",
            f"{_I}{_NEAR}{{0,8}}죽어야(?:돼|되|해|할|겠|지|끝|만)",
            "나같은[건거게놈년애](?:은|는)?(?:그냥)?(?:죽|없어|사라)",
            "(?<![가-힣])(?:나|날|저|절|나를|저를)(?:좀|제발|그냥)?(?:죽여줘|죽여주세요|죽여줬으면|죽이고[싶십])",
        ),
    ),
    (
        "thoughts_of_death",
        (
            "죽을(?:생각|마음|용기|방법|준비|결심)|죽음(?:에대해|에대한|을|만|이)?(?:자꾸|계속|매일)?(?:생각|떠올)",
            "죽는(?:방법|법)|(?:안아프게|고통없이|편하게|편히)죽[는을고]|죽어도(?:아무도|상관없)",
            f"{_ME_ONLY}죽어도(?:모르|모를|슬퍼)|(?<![가-힣])죽(?:지도|지는|진|질)못(?:하겠|해서사)",
            f"죽으면(?:다)?(?:편해|편하|편할|끝나|끝날|끝이|해결|어떨까|어떻게될)|{_ME_ONLY}죽으면",
            "(?:나쁜|안좋은|극단적인?)생각(?:이|을|도|만|까지)?(?:자꾸|계속|막|또|자주|가끔)?"
            "(?:들|드|든|나|난|날|하게|해|했|하고|떠)",
        ),
    ),
    (
        "suicide",
        (
            "(?<![가-힣])자살|스스로목숨|목숨을?(?:끊|버리)|극단적인?선택을?(?:하고|할|생각|해버)",
            "(?<![가-힣])자[.,·*_1~^/ -]+살[.,·*_1~^/ -]*(?:하|할|각|생각|시도|충동|마렵)",
            "(?<![가-힣])(?:[쟈쟌ㅈㅉ]살(?:하|각|생각|마렵)|자ㅅ(?![가-힣ㄱ-ㅎ]))",
            "(?<![ㄱ-ㅎ])ㅈㅅ(?:하고|할|각|생각|시도|마렵|충동)|(?<![ㄱ-ㅎ])ㅈㄱㅅ[ㄷㅍㅇ](?![ㄱ-ㅎ])",
            "목을?매달|목매(?:고[싶십]|서죽|죽)|목을매(?:고[싶십]|려|서|야)|번개탄|연탄을?피우[고려]",
            "(?<![가-힣])투신(?:하고|할|자)|떨어져죽(?:고|을(?!뻔|것))|빠져죽(?:고|을(?!뻔|것))",
            "뛰어내(?:리고[싶십]|릴까|릴래|리면(?:편|끝|죽|어떨|다)|려버|리려|려야|려죽|릴거|리는상상|릴생각)",
            "한강물(?:온도|따뜻|차갑)|한강(?:에|으로|다리)?(?:뛰어|빠져|투신)|마포대교[^.!?]{0,10}(?:뛰|난간)",
            "옥상[^.!?]{0,12}(?:뛰어|떨어지고|떨어질)|차(?:에|도에)(?:치이고[싶십]|치였으면|치여죽|뛰어들)",
        ),
    ),
    (
        "self_harm",
        (
            "(?<![가-힣])(?:자해|쟈해)|ㅈㅎ(?:하고|했|할)",
            "(?:손목|팔목|허벅지|팔)(?:을|에|도)?(?:또)?(?:긋|그었|그을|그어|그엇|칼로)",
            "칼로(?:내|나를|제|손목|팔|허벅지)|(?:내|제)(?:몸|손목|팔)(?:을|에|를)?(?:긋|그어|그었|상처를?(?:내|냈))",
            "(?:나|저|내자신|나자신|스스로)(?:를|을)(?:해치|다치게하|때리고[싶십])",
        ),
    ),
    (
        "overdose",
        (
            "(?:수면제|약|알약|진통제|타이레놀)(?:을|를|도)?(?:몰래|계속|조금씩)?모(?:아|으고있|았)",
            "(?:수면제|알약|약)(?:을|를)?(?:한꺼번에|한번에|왕창|잔뜩|통째로)(?:다)?(?:먹|삼키|털어)",
            "수면제(?:를)?(?:다|많이)(?:먹|삼키|털어)",
        ),
    ),
    (
        "wish_to_vanish",
        (
            "(?:사라|없어)(?:지|져버리)고(?:만)?[싶십](?!지)|(?:이)?세상에서?(?:없어|사라)지고",
            f"{_ME_ONLY}(?:그냥|좀|확)?(?:사라졌으면|없어졌으면|사라져버렸으면|없었으면)",
            f"{_ME_ONLY}(?:없어지면|사라지면|없어져도|사라져도|없으면(?:다|모두|다들|세상|가족)|없어도아무도)",
            f"{_ME_ONLY}없는게(?:나|낫|더|편)|태어나지(?:말았|말걸|않았으면|않았더라면|않는게)",
            "(?:영원히|영영|이대로)(?:잠들|자)(?:고[싶십]|었으면|면좋)|(?:안|못)깨어?났으면|깨어나지(?:않았|말았|않으면)",
            "눈(?:을)?안떴으면|자다가(?:그냥)?죽[고었을]",
            "(?:이)?세상(?:을)?(?:떠나고[싶십]|뜨고[싶십]|등지고)|(?:하늘나라|저세상|저승)(?:에|으로)?(?:가고[싶십]|갈래)",
        ),
    ),
    (
        "tired_of_living",
        (
            "(?<![가-힣])살기(?:가|도|는)?(?:너무|진짜|정말|다|그냥)?싫|존재하(?:기싫|고[싶십]지않)|숨쉬기(?:도)?싫",
            "(?<![가-힣])살고[싶십](?:지(?:가|도|는)?(?:않(?!을까)|안)|(?:은|는)?(?:마음|생각|의지)(?:이|도|가)?없)|안살고[싶십]",
            "(?<![가-힣])(?:나|난|내가|나는)왜태어났",
            "그만살고[싶십]|(?:이제|인생|그냥)그만살|(?:더는|더이상|더|이제는?|도저히|이대로는?)못살(?:겠|아)",
            "(?<![가-힣])살(?:아갈)?(?:이유|의미|가치|자신|의욕|희망|힘|용기)(?:가|이|도|를)?(?:전혀|하나도)?(?:없|모르)",
            "왜사는지(?:도|를)?(?:모르|의문)|왜살아야(?:하|되|돼)|사는(?:의미|이유)(?:가|도|를)?(?:없|모르)",
            "사는(?:게|것이)(?:아무|다|너무)?(?:의미(?:가|도)?없|고통|괴로|지옥|무의미)",
            "살아있는(?:게|것이|것도|것자체가)(?:너무|다)?(?:고통|괴로|싫|힘들|짐|지옥|의미)|살아(?:서)?뭐해",
            "버틸(?:힘|자신|이유)(?:이|가|도)?(?:더는|더이상|이제)?(?:없|안남)|(?:더는|더이상|이제더는)못버티겠",
            "삶을?(?:포기|놓|끝|마감|정리)|인생을?(?:포기|끝내|마감|정리|하직)",
        ),
    ),
    (
        "end_it_all",
        (
            "(?:삶|인생|생|목숨|모든걸|모든것|모든거|다|전부|여기서|이모든|그만)(?:을|를)?(?:그냥|그만|이제|다|확)?"
            "(?:끝내고[싶십]|끝내버리|끝낼(?:래|까|거)|포기하고[싶십]|내려놓고[싶십])",
            "생을(?:마감|끝)|(?:이제|그냥|걍)(?:다)?끝내고[싶십]",
        ),
    ),
    ("farewell", ("(?<![가-힣])유서(?:를|도|나|라도|까지)?(?:벌써|미리|이미)?(?:쓰|썼|써|적|남기|남겼|준비)",)),
)

_SELF = r"my ?self"
_NT = r"(?:n'?t| not)"
_FILL = r"(?:(?:just|really|kinda|honestly|so badly|to|fucking|literally|even|only|all|kind of|sometimes|ever) ){0,3}"
_PILLS = r"(?:\w+ ){0,2}?(?:pills?|meds|medications?|tablets|painkillers|tylenol)"
_GONE = (
    r"(?:died|die|was gone|were gone|am gone|'?m gone|disappeared|vanished|was dead|were dead|"
    r"(?:was|were)(?:n'?t| not) (?:here|around|alive))(?! (?:for|on|to|from|until|at|in)\b)"
)
_NO_PLACE = r"(?! (?:in|with|at|here|there|near|next|on|off|out|alone|by|under|like a|stream))"

CRISIS_EN: Table = (
    (
        "wish_to_die",
        (
            rf"\b(?:k[i1!*]+l+(?:ing|ed)?|unaliv(?:e|ing)|murder|off(?:ing)?|delet(?:e|ing)) {_SELF}\b",
            r"\bk\.?m\.?s\b(?! ?(?:away|per|an hour|from|to|/))|\bk m s\b",
            rf"\b(?:want(?:ed|ing)?|wanna|plan(?:ning)?|ready|i need|begging|tempted|deserve) {_FILL}(?:2 )?"
            r"(?:die|be dead|stop living|stop existing|not exist|cease to exist|be gone forever)\b",
            r"\bfeel(?:ing)? like dying\b|\bthinking (?:of|about) (?:dying|death)\b",
            rf"\b(?:wish|hope)(?:ed|ing)? (?:that )?i (?:\w+ )?{_FILL}(?:dead|die|died|dying)\b",
            rf"\brather {_FILL}(?:be dead|die)\b(?! than)|\bbetter off dead\b|\bi (?:should|must|have to) {_FILL}(?:die|be dead)\b",
            rf"\b(?:do(?:es)?{_NT}|dont|did{_NT}|no longer|never|not) {_FILL}(?:want(?:ing)?|wanna|wish|deserve|care) {_FILL}"
            rf"(?:be alive|live|exist|be here any ?more|be on this earth|keep living|go on living)\b{_NO_PLACE}",
            r"\bwish(?:ed)? (?:that )?i (?:was|were|had|'d) ?(?:n'?t|not|never) ?(?:been )?(?:born|alive|exist\w*|living)\b",
            r"\bwish(?:ed)? i (?:did ?n'?t exist|had ?n'?t been born|could (?:just )?(?:disappear|vanish|die))\b|\bdie in my sleep\b",
        ),
    ),
    (
        "end_it_all",
        (
            r"\bend(?:ing|ed)? (?:my|this) (?:own |whole |miserable )?life\b|\bend(?:ing)? it all\b",
            r"\btak(?:e|ing) my (?:own )?life\b(?! (?:seriously|back|into|in a|to the|for granted))",
            rf"\b(?:want|wanna|going|gonna) {_FILL}end (?:it|everything)\b(?! (?:with|between|early|soon))",
            rf"\b(?:done|through) (?:with (?:life|living|being alive)|living)\b{_NO_PLACE}|\bgiv(?:e|ing|en) up on (?:life|living)\b",
            r"\bdeath (?:is|seems|would be|sounds) (?:the only|better|easier|a relief|my only|nice|peaceful)\b",
        ),
    ),
    (
        "tired_of_living",
        (
            rf"\b(?:no|without (?:a|any)|{_NT} (?:have|see|find|know|got)(?: a| any| the| much| my)?|n'?t any) (?:\w+ )?"
            rf"(?:reason|point|purpose) (?:left )?(?:to|in|for|of) (?:keep |go on )?(?:liv(?:e|ing)|be(?:ing)? alive)\b{_NO_PLACE}",
            r"\bno (?:point|reason|use) (?:in going|to go) on(?: *$| *[.!?,]| any ?more| like this)|\bnothing (?:left )?to live for\b",
            r"\bwhat(?:'?s| is) (?:even )?the point (?:of|in) (?:living|being alive|my life|life any ?more|staying alive|existing)\b",
            rf"\b(?:is{_NT}|isnt|'s not|not) (?:even )?worth living\b|\bwhy (?:am i|do i) (?:even |still )?(?:alive|exist|bother living)\b",
            rf"\b(?:tired|sick|exhausted|hate) (?:of )?(?:living|being alive|existing)\b{_NO_PLACE}|\b(?:tired|sick) of (?:this )?life\b",
            r"\bca(?:n'?t|nnot|n not) (?:go on (?:any ?more|any longer|living|like this)|keep living|live (?:any ?more|like this))\b",
        ),
    ),
    (
        "burden",
        (
            r"\b(?:better off|happier|easier|better) (?:off )?(?:without me|if i (?:was|were)(?:n'?t| not| gone| dead)|if i (?:died|disappeared))",
            rf"\b(?:care|notice|miss me|cry|be sad|mind)(?: at all| or care)? if i (?:just )?{_GONE}",
            r"\b(?:no ?one|nobody) (?:would|will|'d) (?:even )?(?:miss me|notice i'?m gone)\b",
            r"\bif i (?:just )?(?:died|killed)\b[^.!?]{0,20}\b(?:would|tonight|tomorrow|today)\b|\bwhat if i (?:just )?(?:died|jumped|ended it)\b",
        ),
    ),
    (
        "suicide",
        (
            r"\bs[u*]+[i1!*][- ]?c[i1!*]d(?:e|al|ally|es)\b|\bsewer ?slide\b",
            rf"\b(?:hang(?:ing)?|shoot(?:ing)?|drown(?:ing)?|poison(?:ing)?|strangl(?:e|ing)|suffocat(?:e|ing)) {_SELF}\b",
            r"\bjump(?:ing|ed)? (?:off|in front of|out of) (?:a |an |the |my |this )?(?:\w+ )?"
            r"(?:bridge|building|roof(?:top)?|balcony|window|train|bus|traffic|truck|tracks)\b",
            rf"\b(?:walk|step|run|throw {_SELF})(?:ing|ping|ning)? (?:into traffic|in front of (?:a|the) (?:train|bus|car|truck))\b",
            rf"\bthrow(?:ing)? {_SELF} (?:off|under)\b|\b(?:bullet|gun) (?:in|to|through) my (?:head|brain|mouth)\b",
        ),
    ),
    (
        "self_harm",
        (
            rf"\b(?:cut|cuts|cutting|burn|burning|stab|stabbing|harm|harming|harmed|hurt|hurting) {_SELF}\b",
            r"\bself[- ]?(?:harm\w*|injur\w*|mutilat\w*)",
            r"\b(?:slit|slitting|cut|cutting|slash\w*|slice) (?:open )?my (?:wrists?|arms?|thighs?|veins?|throat)\b",
            r"\b(?:started|began|back to|been|keep) cutting again\b|\burges? to cut\b(?! (?:carbs|sugar|my hair|it|corners))",
        ),
    ),
    (
        "overdose",
        (
            r"\bover ?dos(?:e|ed|ing)\b|\bod(?:ing|'?d|ed)? on\b",
            rf"\b(?:want|wanna|going|gonna|just|could|might|about|let me) {_FILL}(?:take|swallow|down) all (?:of )?(?:my|the|these) {_PILLS}",
            rf"\b(?:take|took|taking|swallow\w*|down(?:ed|ing)?) (?:a (?:whole )?bottle of|a bunch of|a handful of|too many) {_PILLS}",
            rf"\b(?:saving|stockpil\w+|hoarding|collecting|saved) (?:up )?(?:all )?(?:of )?(?:my |the )?{_PILLS}|\ball my pills at once\b",
        ),
    ),
    (
        "wish_to_vanish",
        (
            rf"\b(?:want|wanna|wish|wish i|hope|hope i|could|rather|just|and|to) {_FILL}(?:never|not|do{_NT}|did{_NT}|would{_NT}) {_FILL}wake up\b",
            rf"\bdo{_NT} (?:want|wanna) {_FILL}wake up\b|\b(?:of|about) (?:never|not) waking up\b",
            rf"\b(?:want|wanna|need) {_FILL}(?:disappear|vanish)(?: *$| *[.!?,]| forever| from| completely| and (?:never|not))",
            r"\b(?:disappear|sleep|asleep) forever\b",
        ),
    ),
    (
        "farewell",
        (
            r"\b(?:goodbye|farewell|final|last) (?:letter|note)s? (?:to|for) (?:my (?:family|mom|mum|parents|friends|kids)|everyone)\b",
            r"\bthis is my (?:goodbye|last (?:message|night|day on earth|day alive))\b",
        ),
    ),
    (
        "someone_close",
        (
            r"\bmy (?:\w+ )?(?:friend|sister|brother|mom|mum|dad|mother|father|boyfriend|girlfriend|wife|husband|partner|"
            r"son|daughter|roommate|ex|cousin)\b[^.!?]{0,40}\b(?:wants to die|(?:kill|cut|hurt|harm)(?:s|ed|ing|ting)? "
            r"(?:him|her|them)sel(?:f|ves))\b",
        ),
    ),
)

_MEDIA_KO = "(?:노래|영화|책|소설|드라마|웹툰|만화|시집|앨범|곡|애니|연극|뮤지컬)"
_MEDIA_EN = r"(?:song|movie|film|book|novel|album|lyrics?|track|series|drama|band|episode|poem)"
_QUOTE = (
    r"(?:\"[^\"]{1,60}\"|“[^”]{1,60}”|(?<!\w)'[^']{1,60}'(?!\w)|《[^》]{1,60}》|〈[^〉]{1,60}〉|"
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
            "(?:게임|롤|보스전|던전|배그|오버워치)(?:에서|하다가|하다|속에서|할때)?(?:내가|나)?(?:죽으면|죽어도|자살|죽을까|죽는법)",
        ),
    ),
    (
        "suicide_as_topic",
        (
            "자살(?:골|률|통계|유가족|보도|방지|테러|폭탄|공격|요원|행위[야지네])|(?:정치적|사회적|재정적)자살|자해(?:공갈|석)",
            "자살예방(?!(?:상담|센터)?(?:전화|번호|핫라인|상담))",
            "자살(?:문제|뉴스|기사|사건)(?:가|이|는|를|을)?[^.!?]{0,8}(?:보|봤|나왔|심각|많)",
            "(?:연예인|배우|가수|아이돌|주인공|캐릭터|작가|정치인)(?:이|가|의|은|는|도)?[^.!?나내]{0,8}"
            "(?:자살|자해|유서|투신|스스로목숨|극단적인?선택)(?!(?:하고[싶십]|생각))",
            "(?:뉴스|기사|드라마|영화|소설|책|웹툰|다큐)(?:에서|에|속|보니까?)(?![^.!?]{0,10}(?:나도|내가|나는))[^.!?]{0,12}"
            "(?:자살|자해|유서|번개탄|투신|스스로목숨|극단적인?선택|뛰어내)(?!(?:하고[싶십]|생각|충동))",
        ),
    ),
    (
        "living_with_or_at",
        (
            "(?<![가-힣])(?:혼자(?:서)?|같이|함께|여기(?:서)?|거기(?:서)?|(?:집|동네|도시|나라|서울|부산|시골|아파트|기숙사|한국)에)"
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
            f"{_GOODS}(?:은|는|을|를|도|좀)?(?:그냥|이제|더는|지금)?(?:그만살|살(?:이유|의미|가치|자신|의욕|용기|힘)(?:가|이|도)?없)",
            f"(?:{_GOODS}|[가-힣](?:을|를))왜(?:돈주고)?사는지",
        ),
    ),
    (
        "chores",
        (
            f"{_CHORES}(?:을|를|도|만|는|은|이|가|나)?(?:좀|그냥|빨리|얼른|다|전부|그만|이제|여기서|오늘|확|모두){{0,2}}"
            "(?:끝내고[싶십]|끝내버|끝낼|포기하고[싶십]|내려놓고[싶십])",
            "(?:졸려|배고파|다이어트|플랭크|헬스|운동|스쿼트|더워|추워|매워|졸음|식욕)[^.!?]{0,12}(?:못버티|버틸)",
        ),
    ),
    ("not_a_bad_idea", ("(?:나쁜|안좋은)생각(?:은|이|도)?(?:아니|아닌|안)|나쁜생각하지",)),
    ("sport_or_bed", ("(?:번지점프|번지|스카이다이빙|패러글라이딩|다이빙|수영장|침대|소파|그네)[^.!?]{0,10}뛰어내",)),
    (
        "barbecue",
        (
            "(?:고기|캠핑|삼겹살|바베큐|불판)[^.!?]{0,14}(?:번개탄|연탄)|(?:번개탄|연탄)[^.!?]{0,8}(?:고기|삼겹살|구이|불고기|구워)",
        ),
    ),
    ("medicine", ("약(?:을|은)?모아(?:서)?(?:버|약국|폐|수거|갖다)",)),
    ("hanging_on_something", ("(?:합격|성적|돈|연애|승진|결과|외모|스펙|학벌)(?:에|에만)?(?:너무)?목을?매(?!달)",)),
)

_ACCIDENT = (
    r"(?:while|when i was|by|just)? ?(?:\w+ ){0,1}?(?:shaving|cooking|chopping|slicing|accident|mistake|accidentally|playing|"
    r"working out|running|skiing|dancing|lifting|exercising|skating|falling|climbing|hiking)"
)
_THING = r"(?:\w+ )?(?:paper|knife|glass|can|tin|edge|thorn|door|page|box|fence|rock|stove|oven|pan|iron|kettle|lid)"

EXCEPTIONS_EN: Table = (
    (
        "title",
        (
            rf"{_QUOTE}(?=[^.!?]{{0,8}}\b{_MEDIA_EN})|\b{_MEDIA_EN}s? (?:called |named |titled |was |is |, )?{_QUOTE}|《[^》]{{1,60}}》",
            rf"\b{_MEDIA_EN}s? (?:called|named|titled) [^.!?\n,]{{1,30}}",
            r"\bsuicid(?:e squad|al tendencies|e kings|eboys)\b|\b(?:virgin suicides|don't wanna live forever)\b",
        ),
    ),
    (
        "not_dying",
        (
            r"\b(?:do(?:es)?n'?t|do not|didn'?t|did not|never)(?: really| ever| actually)? (?:want to|wanna|want 2) die\b",
        ),
    ),
    (
        "suicide_as_topic",
        (
            r"\bsuicide (?:prevention(?! (?:hot ?line|line|life ?line|number))|rates?|bomb\w*|mission|awareness|attack|doors?|statistics)\b",
            r"\b(?:career|social|political|financial|fashion|professional|commercial) suicide\b",
            r"\b(?:celebrity|actor|actress|singer|idol|politician|character|villain|hero|protagonist|hamlet|romeo|juliet)\b"
            r"(?![^.!?]{0,20}\bi\b)[^.!?]{0,20}\b(?:suicide|suicidal|overdosed?|(?:kill|hang|shoot|hurt|harm)(?:s|ed|ing)? (?:him|her|them)self)\b",
            r"\b(?:news|article|documentary|essay|paper|lecture|report) (?:about|on) (?:\w+ ){0,4}?(?:suicide|self[- ]harm|overdose)s?\b",
        ),
    ),
    (
        "dying_of_something",
        (
            r"\b(?:die|dying|died|dead) (?:of|from|out of) (?:pure |sheer )?(?:laughter|laughing|embarrassment|cuteness|boredom|cringe|"
            r"hunger|heat|shame|second-?hand embarrassment|curiosity|happiness|excitement|jealousy)\b|\bdie laughing\b",
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
            rf"\b(?:cut|cutting|burn(?:ed|t|ing)?|hurt|stab(?:bed)?) my ?self on (?:a|an|the|my|some|that) {_THING}\b",
            r"\b(?:cut|hurt|burn(?:ed)?) my ?self (?:(?:at|in) (?:the )?(?:gym|practice|kitchen|soccer|work|football)|"
            r"a (?:slice|piece|check|break)|some|off|out|short|loose|bangs)\b",
            r"\baccidentally (?:\w+ )?(?:cut|burn(?:ed|t)?|hurt|stab(?:bed)?) my ?self\b",
            r"\b(?:without|avoid|careful not to|afraid of|try(?:ing)? not to|don'?t want to) (?:hurt(?:ing)?|cut(?:ting)?|burn(?:ing)?) my ?self\b",
            r"\b(?:fell|tripped|slipped)\b[^.!?]{0,25}\b(?:hurt|cut) my ?self\b",
        ),
    ),
    (
        "busy",
        (
            r"\b(?:drown(?:ing)?|kill(?:ing)?) my ?self (?:in|with|over|at) (?:\w+ )?(?:work|coffee|chocolate|homework|books|studying|"
            r"essay|project|deadline|sauce|music|gym)\b|\bshoot(?:ing)? my ?self in the foot\b",
        ),
    ),
    (
        "overdose_of_fun",
        (
            r"\b(?:over ?dos(?:e|ed|ing) (?:of|on)|od(?:ing|'?d|ed)? on) (?:\w+ )?(?:cuteness|cute|chocolate|sugar|caffeine|coffee|"
            r"k-?dramas?|netflix|work|memes|sweets|candy|cheese|kimchi|tea|social media|sunshine|anime|tacos|pizza|carbs)\b",
        ),
    ),
    (
        "distance",
        (r"\b\d+(?:[.,]\d+)* ?kms?\b|\b(?:few|many|couple of|several|some|more|in|extra|hundred|thousand) kms\b",),
    ),
    (
        "sleeping_in",
        (
            r"\bwak(?:e|ing) up(?: \w+){0,2} (?:early|at|for|before|on time|in time|until|till|to (?:my|the|an)|because of|when my alarm)\b",
            r"\b(?:he|she|it|they|the baby|my (?:cat|dog|son|baby|roommate)) (?:\w+ )?(?:didn'?t|doesn'?t|won'?t|does not|never) wake up\b",
        ),
    ),
    (
        "sport_or_bed",
        (
            r"\b(?:bungee|parachut|skydiv|paraglid|base)\w*[ -][^.!?]{0,30}\b(?:bridge|building|roof|plane)\b",
            r"\bjump(?:ing|ed)? (?:off|out of) (?:a |the |my )?(?:\w+ )?(?:bridge|building|roof|plane)[^.!?]{0,12}\b(?:bungee|parachut|skydiv)\w*",
            r"\b(?:character|spider-?man|batman|he|she|cat|hero)\b[^.!?]{0,12}\bjump(?:s|ed|ing)? (?:off|out of|in front of)\b",
        ),
    ),
)
