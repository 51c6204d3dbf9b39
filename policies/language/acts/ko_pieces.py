"""Pieces of the patterns that know Korean acts. Data only."""

from __future__ import annotations

END = r"[\s.~!?…ㅋㅎㅠㅜ]*$"
YOU = (
    r"(?:^|[\s,~!])(?:너희|너네|너|넌|널|네가|니가|네|니|봄이|봄|당신|그쪽|렌)"
    r"(?:는|은|도|한테|이?랑|의|가|를|을)?(?=[\s,])"
)
NO_QUESTION = r"^(?!.*\?)"
OTHERS = (
    r"(?:친구|동생|언니|오빠|형|누나|엄마|아빠|남편|아내|와이프|룸메|남친|여친|걔|얘|쟤|애들|아들|딸|사장|부장|과장|"
    r"팀장|대리|선배|후배|손님)"
)
