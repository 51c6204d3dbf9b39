"""Cities and countries people name when asked where they are, with their IANA time zones. A table, nothing else."""

from __future__ import annotations

# Zone: names in lower case, Korean and English. Countries with several zones are left to their cities.
_NAMES = {
    "Asia/Seoul": "서울 부산 대구 인천 광주 대전 울산 세종 제주 제주도 수원 강릉 춘천 전주 청주 포항 창원 "
    "성남 분당 일산 용인 한국 대한민국 "
    "seoul busan incheon daegu daejeon gwangju jeju korea south_korea kst",
    "Asia/Tokyo": "도쿄 동경 오사카 교토 후쿠오카 삿포로 나고야 요코하마 일본 tokyo osaka kyoto fukuoka "
    "sapporo nagoya japan jst",
    "Asia/Shanghai": "베이징 북경 상하이 상해 선전 광저우 청두 칭다오 중국 beijing shanghai shenzhen "
    "guangzhou chengdu china",
    "Asia/Hong_Kong": "홍콩 hong_kong",
    "Asia/Taipei": "타이베이 타이페이 대만 taipei taiwan",
    "Asia/Singapore": "싱가포르 싱가폴 singapore",
    "Asia/Kuala_Lumpur": "쿠알라룸푸르 말레이시아 kuala_lumpur malaysia",
    "Asia/Bangkok": "방콕 치앙마이 태국 bangkok chiang_mai thailand",
    "Asia/Ho_Chi_Minh": "호치민 하노이 다낭 나트랑 베트남 ho_chi_minh hanoi danang da_nang saigon vietnam",
    "Asia/Manila": "마닐라 세부 필리핀 manila cebu philippines",
    "Asia/Jakarta": "자카르타 jakarta",
    "Asia/Makassar": "발리 bali",
    "Asia/Kolkata": "뉴델리 델리 뭄바이 벵갈루루 인도 delhi new_delhi mumbai bangalore bengaluru chennai kolkata india",
    "Asia/Kathmandu": "카트만두 네팔 kathmandu nepal",
    "Asia/Dubai": "두바이 아부다비 dubai abu_dhabi uae",
    "Asia/Riyadh": "리야드 사우디 riyadh saudi_arabia",
    "Asia/Jerusalem": "예루살렘 텔아비브 이스라엘 jerusalem tel_aviv israel",
    "Europe/Istanbul": "이스탄불 튀르키예 터키 istanbul turkey",
    "Europe/Moscow": "모스크바 moscow saint_petersburg",
    "Europe/Athens": "아테네 그리스 athens greece",
    "Europe/Helsinki": "헬싱키 핀란드 helsinki finland",
    "Europe/London": "런던 맨체스터 에든버러 영국 london manchester edinburgh glasgow liverpool bristol leeds "
    "uk england scotland wales britain "
    "united_kingdom",
    "Europe/Dublin": "더블린 아일랜드 dublin ireland",
    "Europe/Lisbon": "리스본 포르투 포르투갈 lisbon porto portugal",
    "Europe/Madrid": "마드리드 바르셀로나 스페인 madrid barcelona spain",
    "Europe/Paris": "파리 리옹 프랑스 paris lyon france",
    "Europe/Berlin": "베를린 뮌헨 프랑크푸르트 함부르크 독일 berlin munich frankfurt hamburg cologne germany",
    "Europe/Rome": "로마 밀라노 피렌체 베네치아 이탈리아 rome milan florence venice italy",
    "Europe/Amsterdam": "암스테르담 네덜란드 amsterdam netherlands",
    "Europe/Brussels": "브뤼셀 벨기에 brussels belgium",
    "Europe/Vienna": "빈 비엔나 오스트리아 vienna austria",
    "Europe/Zurich": "취리히 제네바 스위스 zurich geneva switzerland",
    "Europe/Prague": "프라하 체코 prague czechia czech_republic",
    "Europe/Warsaw": "바르샤바 폴란드 warsaw poland",
    "Europe/Budapest": "부다페스트 헝가리 budapest hungary",
    "Europe/Stockholm": "스톡홀름 스웨덴 stockholm sweden",
    "Europe/Oslo": "오슬로 노르웨이 oslo norway",
    "Europe/Copenhagen": "코펜하겐 덴마크 copenhagen denmark",
    "America/New_York": "뉴욕 보스턴 워싱턴 필라델피아 애틀랜타 마이애미 new_york nyc boston washington dc "
    "philadelphia atlanta miami "
    "eastern est edt et eastern_time",
    "America/Toronto": "토론토 오타와 몬트리올 toronto ottawa montreal",
    "America/Chicago": "시카고 달라스 댈러스 휴스턴 오스틴 chicago dallas houston austin central cst cdt central_time",
    "America/Denver": "덴버 denver salt_lake_city mountain mst mdt mountain_time",
    "America/Phoenix": "피닉스 phoenix arizona",
    "America/Los_Angeles": "로스앤젤레스 엘에이 샌프란시스코 시애틀 샌디에이고 라스베이거스 실리콘밸리 "
    "los_angeles la l.a san_francisco sf seattle san_diego "
    "las_vegas portland california pacific pst pdt pacific_time",
    "America/Vancouver": "밴쿠버 vancouver",
    "America/Anchorage": "앵커리지 알래스카 anchorage alaska",
    "Pacific/Honolulu": "하와이 호놀룰루 hawaii honolulu",
    "Pacific/Guam": "괌 guam",
    "America/Mexico_City": "멕시코시티 mexico_city",
    "America/Sao_Paulo": "상파울루 리우 sao_paulo rio rio_de_janeiro",
    "America/Argentina/Buenos_Aires": "부에노스아이레스 아르헨티나 buenos_aires argentina",
    "America/Lima": "리마 페루 lima peru",
    "America/Bogota": "보고타 콜롬비아 bogota colombia",
    "America/Santiago": "산티아고 칠레 santiago",
    "Africa/Cairo": "카이로 이집트 cairo egypt",
    "Africa/Johannesburg": "요하네스버그 케이프타운 남아공 johannesburg cape_town south_africa",
    "Africa/Nairobi": "나이로비 케냐 nairobi kenya",
    "Africa/Lagos": "라고스 나이지리아 lagos nigeria",
    "Australia/Sydney": "시드니 멜버른 캔버라 sydney melbourne canberra",
    "Australia/Brisbane": "브리즈번 brisbane gold_coast",
    "Australia/Perth": "퍼스 perth",
    "Pacific/Auckland": "오클랜드 뉴질랜드 auckland wellington new_zealand",
    "UTC": "세계표준시 utc gmt",
}

ZONE_OF_PLACE: dict[str, str] = {
    name.replace("_", " "): zone for zone, names in _NAMES.items() for name in names.split()
}
"""Each place's zone, names in lower case."""

NAME_OF_ZONE: dict[str, dict[str, str]] = {
    zone: {
        "ko": names.split()[0],
        "en": next(name for name in names.split() if name.isascii()).replace("_", " ").title(),
    }
    for zone, names in _NAMES.items()
}
"""What a zone is called to a person: its first place, in Korean and English."""

ZONES: tuple[str, ...] = tuple(zone for zone in _NAMES if zone != "UTC")
"""The zones of the table, for finding those in which it is now a given time."""
