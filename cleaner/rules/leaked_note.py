"""Remove notes that leaked from an editor's tool or a page's buttons: "Alt text: …", "Image name: x.png",
"Click to enlarge".

The note names an attribute of a picture and stands in a block of its own beside a picture or with a
file's name.

Left alone: text that talks about alternative texts, longer than 20 words, and code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import images_only, subject, words

NOTE = re.compile(
    r"\A\W*(?:image\s+)?(?:alt(?:[ -]?(?:text|tag))?|image (?:name|alt|title)|file ?name)\s*:\s*\S", re.IGNORECASE
)
# What a page says of its pictures, which can be done on the page alone.
HINT = re.compile(
    r"\W*(?:(?:press enter or )?(?:click|tap)(?: here)? to (?:view|enlarge|expand|zoom|open)(?: (?:the )?(?:image|picture|photo))?(?: in full size)?|"
    r"(?:open|view)(?: the)? image in (?:a )?(?:new tab|full size|fullscreen|gallery)|enlarge(?: this)? image|image may be subject to copyright|"
    r"(?:zum vergrößern (?:bitte )?(?:an)?klicken|bild vergrößern|klicken zum vergrößern)|cliquez (?:sur l['’]image )?pour (?:l['’])?agrandir|"
    r"(?:haz|haga|pulsa|pincha) (?:clic )?(?:en la imagen )?para ampliar|ampliar imagen|clicca (?:sull['’]immagine )?per ingrandire|"
    r"clique (?:na imagem )?para ampliar|klik (?:op de afbeelding )?(?:om te vergroten|voor een vergroting)|kliknij,? aby powiększyć|"
    r"нажмите,? чтобы увеличить|点击(?:图片)?(?:可)?(?:查看)?(?:大图|放大|原图)|點擊(?:圖片)?(?:可)?(?:查看)?(?:大圖|放大)|(?:クリック|タップ)(?:で|すると)拡大(?:します)?|"
    r"클릭하면 (?:확대|크게)\S*(?: 볼 수 있습니다)?)\W*",
    re.IGNORECASE,
)
FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg)\b", re.IGNORECASE)
MAX_WORDS = 20
LONGEST = 80  # characters of a hint


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
    if subject(doc, "leaked-note"):
        return
    noted = -9
    for leaf in doc.leaves:
        if leaf.kind != "paragraph" or leaf.parent >= 0:
            continue
        text = doc.plain(leaf)
        if len(text) <= LONGEST and HINT.fullmatch(text):
            if any(images_only(doc, x) for x in doc.leaves[max(0, leaf.leaf - 1) : leaf.leaf + 2]):
                yield Proposal(leaf.start, leaf.end, "hint of the page's on a picture", "likely")
            continue
        if not NOTE.match(text) or words(text) > MAX_WORDS:
            continue
        if leaf.leaf + 1 < len(doc.leaves) and doc.leaves[leaf.leaf + 1].kind == "code":
            continue  # the name of the file that the code is
        near = any(images_only(doc, x) for x in doc.leaves[max(0, leaf.leaf - 2) : leaf.leaf + 3])
        if near or FILE.search(text) or leaf.leaf - noted <= 1:
            noted = leaf.leaf
            yield Proposal(leaf.start, leaf.end, "note on a picture that leaked into the text", "likely")
