"""What names are made of, and words that have the shape of a name and aren't one. Lists only, no rules."""

from __future__ import annotations

GIVEN_FIRST = frozenset(
    "가강건경고관광규근기길나남다단대덕도동두라란래려련령로루류리린마만명무문미민방백범병보복봄빈빛사산삼상새"
    "서석선설성세소솔송수순슬승시신아안애양언여연영예오옥온완용우욱운웅원월유윤율으은의이익인일자재점정제조종"
    "주준중지진찬창채천철청초춘충치태판평하학한해향헌혁현형혜호홍화환효훈휘희"
)
GIVEN_LAST = frozenset(
    "건경곤관광교구국권균규근기길나남녀늘담도돈동득라락란람랑래량려련렬령례로록룡루룬률름리린림만명모목무문미"
    "민배백범별병복봄봉북빈빛산삼상새서석선설섭성세소손솔수숙순술숲슬승슴식신실심아안애양언엄연열엽영예오옥온"
    "완용우욱운웅원월유윤율은을음의이익인일임자작장재전정제조종주준중지진찬창채천철청초춘출충치태택평표필하학"
    "한해향헌혁현형혜호홍화환후훈휘흠희"
)
SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염"
    "여추도소석선설마길연위표명기반왕금옥육인맹제모탁국"
)
LONG_SURNAMES = frozenset("남궁 황보 제갈 선우 사공 독고 서문 동방".split())

# What follows "나는": people, trades, states, opinions, dishes, days. Mostly words made of the syllables above.
NOT_NAMES = frozenset(
    """
    학생 사람 여자 남자 아이 어른 바보 천재 부자 거지 가수 배우 의사 간호사 교사 선생 선생님 기자 작가 화가 회사원
    직장인 개발자 공무원 주부 백수 군인 고양이 강아지 한국인 외국인 성인 미성년자 청소년 고등학생 중학생 초등학생
    대학생 대학원생 유학생 취준생 수험생 재수생 반수생 신입 팀장 사장 대리 과장 차장 부장 이사 상무 전무 인턴 알바
    알바생 사원 주임 선임 수석 원장 교수 강사 조교 박사 석사 판사 검사 변호사 약사 혼자 여기 저기 거기 지금 오늘 내일
    어제 모레 그제 정상 비정상 진심 농담 처음 최고 최악 괜찮 아니 진짜 모두 우리 그거 이거 저거 나중 다음 이미 아직
    별로 전부 조금 하나도 그쪽 이쪽 저쪽 당연 물론 원래 항상 매일 가끔 방금 아마 그냥 역시 절대 오히려 오전 오후 아침
    점심 저녁 새벽 하루 이틀 사흘 일요일 월요일 화요일 수요일 목요일 금요일 토요일 주말 평일 봄 여름 겨울 소주 맥주
    와인 치킨 피자 라면 만두 우유 주스 커피 녹차 홍차 고기 채소 과일 수박 사과 포도 김치 두부 만화 영화 음악 운동 공부
    여행 게임 독서 노래 산책 등산 요리 청소 요가 수학 영어 국어 과학 역사 미술 체육 문과 이과 예체능 전공 시험 숙제
    과제 회의 출근 퇴근 야근 휴가 휴일 방학 자유 행복 사랑 우정 미래 과거 현재 우주 자연 인생 세상 지구 평화 전쟁 서울
    부산 인천 대구 대전 광주 울산 세종 강릉 제주 수원 성남 고양 용인 경기 강원 전주 청주 천안 창원 진주 여수 순천 목포
    포항 경주 미국 영국 중국 일본 독일 호주 태국 대만 유럽 해외 한국 집순이 집돌이 인간 기혼 미혼 이혼 재혼 남성 여성
    이상 정도 모양 소원 소망 문제 사정 기분 상태 나이 이유 의지 도시 시도 주인 주인공 손님 친구 형 누나 언니 오빠 동생
    엄마 아빠 아들 딸 삼촌 이모 고모 남편 아내 막내 장남 장녀 차남 차녀 외동 남매 형제 자매 쌍둥이 애인 연인 신부 신랑
    인기 재미 찬성 반대 동의 중립 무효 진보 보수 불교 기독교 천주교 무교 신자 교인 신도 신앙 신 초보 고수 중수 하수
    선수 전문 전문가 달인 환자 장애 장애인 우울 우울증 불안 불면 공황 소음 소심 대범 예민 둔감 성격 성질 성실 불행
    다행 만족 불만 실망 절망 희망 후회 고민 걱정 고통 상처 고백 비밀 무시 상관 무관 반반 중간 보통 평범 특별 일반 기본
    정답 오답 성공 실패 완전 시작 준비 완료 진행 중단 포기 도전 재수 반수 삼수 휴학 복학 자퇴 졸업 입학 재학 상병 병장
    이병 일병 중위 소위 대위 중사 상사 하사 원사 소령 중령 대령 장군 공익 현역 예비역 면제 모솔 솔로 커플 유부녀
    유부남 돌싱 인싸 아싸 폐인 죄인 노인 청년 중년 소년 소녀 미인 미남 미녀 거인 위인 시인 장인 상인 주민 시민 국민
    농민 어부 농부 광부 형사 경찰 소방관 기사 요리사 미용사 상담사 사회복지사 은행원 승무원 디자이너 번역가 음악가
    예술가 사업가 자영업자 프리랜서 무직 유명 무명 유죄 무죄 유령 귀신 악마 천사 요정 공주 왕자 여왕 왕 영웅 용사 전사
    도사 도인 신선 로봇 기계 인형 동물 식물 나무 호랑이 사자 여우 채식 비건 육식 잡식 소식 대식 금주 금연 술 담배
    아이돌 연예인 정치인 이성애자 동성애자 양성애자 무성애자 도망자 정신병자 외향인 내향인 야행성 아침형 저녁형 사춘기
    갱년기 전성기 생리 임신 임산부 산모 아기 애기 꼬마 꼰대 노예 하인 호구 관종
    바람둥이 겁쟁이 거짓말쟁이 누구 뭐 뭘 무엇
    어디 언제 왜 얼마 몇 네 너 나 걔 쟤 얘 그 이 저 것 거 쪽 편 중 때 말 생각 마음 느낌 의견 입장 생일 이름 취미 특기
    직업 목표 방송 유튜버 독립 자취 자취생 기숙사 하숙 월세 전세 무리 소수 다수 일부 전체 최선 차선 우선 최대 최소
    정신 제정신 무사 안전 위기 긴장 흥분 감동 영광 미안 죄송 감사 환영 축하 자신 자신감 자존감 무기력 기억 기대 부탁
    명령 동감 공감 인정 의문 의심 확신 오해 이해 상상 현실 진실 사실 거짓
    """.split()
)
# What stands after "내 이름은" or "…라고 불러" without being the name.
NOT_CALLED_KO = frozenset(
    """
    뭐 뭘 뭐게 뭘까 뭐더라 무엇 누구 비밀 별로 최고 그거 이거 저거 그것 아직 몰라 알아 알지 기억 없어 있어 같아 바보
    천재 사랑 우정 행복 인생 엄마 아빠 누나 언니 오빠 형 동생 친구 어떻게 이렇게 그렇게 저렇게 말고 따로 나중 다음
    지금 중요 하나 두개 여러개 다 본명 가명 실명 별명 똑같 예전 그대로
    """.split()
)

FUNCTION_WORDS_EN = frozenset(
    """
    a an the so not just it that this what when where why how who later back again now maybe please anything something
    whatever if and but or in on at by to of off out up down over with from for about like as all both too very really
    quite pretty kinda still always never also only my your his her our their me you him them us i we they he she
    there then than
    """.split()
)
# After "I'm", capitalised or not: states, origins, creeds, trades. Endings like -ed and -ish are a rule's business.
STATES_EN = frozenset(
    """
    tired fine okay ok good great bad sad happy hungry thirsty bored lonely angry sorry home here done sick ill busy
    late early ready sure afraid alone single married divorced engaged depressed anxious stressed exhausted sleepy
    confused lost awake asleep drunk sober high serious excited nervous worried scared jealous pregnant cold hot warm
    cool free broke rich poor smart dumb stupid silly lazy crazy weird strange mad sane safe dead alive old young new
    big small short tall fat thin ugly pretty beautiful handsome cute funny boring nice kind mean rude shy quiet loud
    proud glad upset hurt numb empty broken weak strong fit healthy unwell better worse best worst right wrong
    different normal average well calm stuck gone finished through useless hopeless helpless pathetic human bot ai
    robot nobody everybody someone anyone everyone nothing everything none perfect amazing awesome awful fun hard easy
    unknown private secret important unusual common rare long dull plain gay lesbian bi bisexual trans straight queer
    ace vegan vegetarian christian catholic muslim jewish buddhist hindu atheist agnostic protestant korean american
    british english french german canadian australian chinese japanese asian european african italian spanish mexican
    indian russian brazilian swiss dutch greek thai turkish polish swedish danish irish scottish welsh texan black
    white brown latino latina arab iraqi bilingual pakistani israeli kiwi aussie student teacher nurse doctor
    developer engineer designer writer artist singer actor actress lawyer soldier cop pilot chef waiter driver manager
    boss intern freelancer unemployed retired mom dad mother father mum parent wife husband boyfriend girlfriend
    introvert extrovert monday tuesday wednesday thursday friday saturday sunday today tonight tomorrow yesterday
    morning evening night soon sometime anytime once twice names batman superman spiderman god jesus satan santa
    capricorn aquarius pisces aries taurus gemini cancer virgo libra scorpio sagittarius one two three four five six
    seven eight nine ten twenty thirty
    """.split()
)
NAMES_WITH_ENDINGS_OF_WORDS = frozenset(
    """
    ed fred ted ned jed reed ahmed mohammed muhammed hamed jared alfred wilfred mildred winifred khaled waleed saeed
    naveed mohamed syed ming jing ping ling ying xing bing ding king sterling irving fleming trish harish ashish
    manish satish girish danish ian brian adrian julian vivian damian sebastian gillian lillian marian fabian dorian
    killian cillian florian cyprian ernest forrest clive olive
    """.split()
)
