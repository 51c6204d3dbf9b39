"""A document's words as words: nothing in a passage can pass for a part of the prompt or a mark of a chat template.

Whatever stands in a document is read, by people and by models, but a blank or a lighter sign breaks what would work as
control: template tokens, labels of roles, headings, fences in brackets, signs nobody sees.
"""

from __future__ import annotations

import re
import unicodedata

_TOKENS = re.compile(
    r"<(?=[|\uff5c][^<>\n]{1,60}[|\uff5c]>)"  # <|im_end|>
    r"|\[(?=\|[^\[\]\n]{1,40}\|\])"  # [|system|]
    r"|<(?=<?/?(?:SYS|s|bos|eos|pad|unk|think|tool_call|tool_response|start_of_turn|end_of_turn)>)",
    re.IGNORECASE,
)
# The prompt's own fences ([참고] … [/참고]) and those of templates ([INST]) are one bracketed word.
_FENCES = re.compile(r"\[(?=\s*/?\s*[\w ]{1,30}\])")
_ROLES = re.compile(
    r"^([^\w\n]{0,8}(?:system|assistant|user|human|developer|model|tool|instructions?|response|ai|"
    r"시스템|어시스턴트|사용자|비서|지시|개발자)[^\w\n:：]{0,8})([:：])",
    re.IGNORECASE | re.MULTILINE,
)
_HEADINGS = re.compile(r"^([ \t>]*)#{1,6}(?=[ \t]|\w)", re.MULTILINE)
_RULES = re.compile(r"^[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,}|`{3,}\w*|~{3,}\w*)", re.MULTILINE)
_JOINER = "\u200d"  # holds emoji together


def plain(text: str) -> str:
    """The text without working control marks, in NFC. Line ends stay, at most one empty line between them."""
    lines = unicodedata.normalize("NFC", text).split("\n")
    seen = "\n".join(line if line.isprintable() else "".join(map(_shown, line)) for line in lines)
    for pattern, instead in ((_HEADINGS, r"\1"), (_RULES, ""), (_TOKENS, r"\g<0> "), (_FENCES, r"\g<0> ")):
        seen = pattern.sub(instead, seen)
    seen = _ROLES.sub(r"\1 \2", seen)
    return re.sub(r"\n\s*\n\s*", "\n\n", re.sub(r"[^\S\n]{2,}", " ", seen)).strip()


def one_line(text: str) -> str:
    """A title or heading as one line."""
    return " ".join(plain(text).split())


def _shown(character: str) -> str:
    if character.isprintable() or character == _JOINER:
        return character
    if character in "\u2028\u2029":
        return "\n"
    return " " if unicodedata.category(character) in ("Cc", "Zs") else ""
