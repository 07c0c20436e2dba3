"""Documents to measure with: made here from lists of words, the same in every run, no two alike.

`post` is a dirty blog post, as a converter leaves it. `prose`, `lists`, `links`, `html` and `tables` are documents of any size that are nearly
all of one kind, with an ad about every 8 KB. Prints one:

    python benchmarks/posts.py              # post 0
    python benchmarks/posts.py 7 30000      # post 7, of about 30,000 bytes
    python benchmarks/posts.py 0 5000 html  # a document of growth.py
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from random import Random
from typing import TypeVar

NOUNS = """
anchor apron attic awning badger banjo barn barrel basket beacon bellows bench blanket boulder bracket bridge bucket burrow cabin candle canoe canyon
cellar chisel cinder cistern cliff clock cobbler comet compass copper cottage cradle crate creek cricket culvert dam depot diary ditch donkey drawer
drum dune engine estuary falcon farrier fence ferry fiddle field flagstone forge fountain furnace gable galley garden gate glacier glove granary
gravel grove gutter hammer harbour harvest hatch hedge heron hinge hollow hornet hull inlet island jacket jar jetty kettle kiln ladder lagoon
lantern latch ledger lever lichen loft loom magnet mallet mantle map marsh mast meadow mill mirror mitten moor mortar nest notebook oar orchard
otter oven paddle pantry pebble pendulum pier pigeon pillar pipe planet plank plough pocket pond porch pulley pump quarry quilt raft rafter
ravine reed ridge rivet rope rudder saddle satchel sawmill scaffold shed shutter signal sled sluice spindle spring stable staircase stove
summit tarp telescope thicket thimble timber tower trellis trout tunnel turbine valley vault wagon wall walnut weir wharf whistle willow window
workshop café façade piñata château smörgåsbord jalapeño doppelgänger crème
""".split()
ADJECTIVES = """
amber ancient awkward bare blunt bold brisk brittle broad calm clumsy coarse cold crooked damp deep dim distant dry dull early empty faded faint
fallow fine flat fragile frosty gentle gloomy grand green grey hasty heavy hollow honest humble idle ivory keen late lean little lonely loose loud
mellow mild modest muddy narrow neat noisy old orderly pale patient plain polished proud quaint quiet ragged rare restless rigid round rough rusty
salty shallow sharp shiny short silent simple slender slow smooth soft solemn sour spare steady steep sturdy sudden sunny tall tame tangled tidy
timid uneven upright vague warm weary wide wild wooden young naïve blasé passé
""".split()
VERBS = """
balanced bent blocked borrowed bought braced broke brushed built buried carried carved chased circled cleaned climbed coloured copied counted
covered crossed cut damaged drained dragged drew emptied faced fed filled fixed flooded folded followed found framed greased guarded hauled held
hid hung lifted lined loaded lowered lost marked measured mended moved nailed opened packed painted passed patched planted polished pulled pushed
raised reached repaired rolled sanded saved sealed shaded shook shifted sketched sold spared split stacked stirred stored stretched swept tested
tied towed traced trimmed turned twisted washed weighed wrapped
""".split()
ADVERBS = """
again almost always badly barely briefly by-hand calmly carefully clearly early easily evenly firmly gently gladly hardly lately loudly mostly
nearly neatly never often once openly plainly quickly quietly rarely roughly safely seldom slowly sometimes soon steadily tightly twice usually
warmly weekly
""".split()
PLACES = """
above-the-tree-line across-the-yard after-the-frost along-the-old-towpath at-first-light at-low-tide at-the-far-end before-the-thaw behind-the-chapel
below-the-lock beside-the-railway between-two-storms beyond-the-last-farm by-the-northern-gate during-the-long-drought from-the-upper-floor
in-a-borrowed-coat in-half-an-hour in-spite-of-the-fog in-the-next-valley inside-the-boathouse near-Łódź near-the-crossroads on-the-road-to-Malmö
on-the-second-attempt on-a-Tuesday-in-March outside-Zürich over-the-whole-winter past-the-sluice since-the-flood through-the-culvert to-nobody's-surprise
towards-evening under-a-leaking-roof under-the-viaduct until-the-wind-turned without-a-plan without-much-hope with-both-hands within-a-week
""".split()
SYLLABLES = """
ba bel bran cal cor da del dor el fen fir gal gar hal hol is jor ka kel lan lin lor ma mar mir nal nor ol or per quil ra ren ros sa sel tam tar
tol ul va ven vor wen wil yar zan zel bré ñu lø
""".split()
LETTERS = {
    "a": ADJECTIVES,
    "n": NOUNS,
    "s": [re.sub(r"(?<=[sx])$|(?<=[cs]h)$", "e", re.sub(r"(?<=[^aeo])y$", "ie", n)) + "s" for n in NOUNS],
    "v": VERBS,
    "d": [a.replace("-", " ") for a in ADVERBS],
    "p": [p.replace("-", " ") for p in PLACES],
}
# Each {letter} is a word of its list, {m} a made-up name, {q} a number.
SENTENCES = """
The {a} {n} {v} the {n} {p}.
Nobody {v} the {s} {p}, and the {a} {n} {v} what was left.
{m} {v} the {n} {d}, because the {s} were {a} and the {n} was {a}.
There were {q} {s} {p}, most of them {a}.
A {a} {n} is worth more than {q} {a} {s}.
When the {n} {v} the {n}, {m} {d} {v} the {a} {s} – {q} of them.
It took {q} hours until the {n} of {m} was {a} and the {n} {a}.
The {s} and the {a} {n} stood {p}; the {n} did not.
{m} wrote that “the {n} {v} the {n} {d}”, which is {a} but not {a}.
If the {n} looks {a}, the {n} behind it was {d} {v} {p}.
Of the {q} {s} only the {a} ones {v} the {n} {p}.
What {v} the {n} was neither the {n} nor the {a} {s}, but a {n} that {m} {v} {p}.
With **{a} {s}** the {n} gets *{d}* {a}, with {a} ones it does not.
One {n} was {a}, the other {a}, and between them {m} {v} {q} {s}.
Set the `{m}` value to {q} and the {n} is {a} {p}.
Every {n} near {m} has a {n}, and every {n} has {q} {s}.
In {m} they call it a {n}; here it is a {a} {n} {p}.
""".strip().split("\n")
TITLES = """
The {a} {n} of {m}
How the {n} {v} the {n}
{q} {a} {s} and a {n}
From {n} to {n}: a {a} year
Why {a} {s} need a {n}
A {n} for {a} {s}
What {m} knew of {s}
""".strip().split("\n")
DISCLOSURES = """
*Disclosure: this post contains affiliate links. If you buy through links on this page, we may earn a commission at no extra cost to you.*
> **Affiliate disclosure:** As an Amazon Associate I earn from qualifying purchases.
*This article includes affiliate links. We may receive a commission if you make a purchase.*
""".strip().split("\n")
LABELS = ["Related posts", "You may also like", "Also read"]
MONTHS = "January February March April May June July August September October November December".split()
Maker = Callable[[], str]
T = TypeVar("T")


def _slots(template: str) -> list[str]:
    """Text and letters in turn."""
    return re.split(r"\{(\w)\}", template)


_ARTICLE = re.compile(r"\b([Aa])(?= [aeiou])")
_SENTENCES = [_slots(s) for s in SENTENCES]
_TITLES = [_slots(s) for s in TITLES]


class Writer:
    """Makes the parts of documents; the same key gives the same parts. Blocks end with a blank line."""

    def __init__(self, key: str) -> None:
        self.random = Random(key)

    def pick(self, items: list[T]) -> T:
        return items[int(self.random.random() * len(items))]

    def number(self, low: int, high: int) -> int:
        return low + int(self.random.random() * (high - low + 1))

    def word(self, letter: str) -> str:
        if letter == "m":
            return "".join(self.pick(SYLLABLES) for _ in range(self.number(2, 4))).capitalize()
        return str(self.number(2, 9000)) if letter == "q" else self.pick(LETTERS[letter])

    def fill(self, templates: list[list[str]]) -> str:
        parts = self.pick(templates)
        text = "".join(self.word(part) if n % 2 else part for n, part in enumerate(parts))
        return _ARTICLE.sub(r"\1n", text[0].upper() + text[1:])

    def sentence(self) -> str:
        return self.fill(_SENTENCES)

    def sentences(self, low: int, high: int) -> str:
        return " ".join(self.sentence() for _ in range(self.number(low, high)))

    def title(self) -> str:
        return self.fill(_TITLES)

    def phrase(self) -> str:
        return f"{self.word('a')} {self.word('n')}"

    def name(self) -> str:
        return f"{self.word('m')} {self.word('m')}"

    def slug(self) -> str:
        return "-".join(self.word(letter) for letter in "anm").lower()

    def url(self) -> str:
        return f"https://{self.word('m').lower()}.example.org/{self.slug()}"

    def link(self, text: str = "") -> str:
        return f"[{text or self.phrase()}]({self.url()})"

    # -- blocks of text -------------------------------------------------------------------------------------------------------

    def heading(self, level: int = 2) -> str:
        return f"{'#' * level} {self.title()}\n\n"

    def paragraph(self) -> str:
        return self.sentences(3, 6) + "\n\n"

    def linked(self) -> str:
        return f"{self.sentence()} See the {self.link()} and, for the {self.word('n')}, {self.link()}. {self.sentence()}\n\n"

    def bullets(self, most: int = 8) -> str:
        out: list[str] = []
        for _ in range(self.number(3, max(3, most))):
            indent = "  " * self.number(0, 1) if out else ""
            out.append(f"{indent}- {self.sentence() if self.number(0, 1) else self.phrase()}\n")
        return "".join(out) + "\n"

    def steps(self, most: int = 7) -> str:
        out = []
        for n in range(1, self.number(3, max(3, most)) + 1):
            out.append(f"{n}. {self.sentence()}\n")
            if not self.number(0, 3):
                out.append(f"\n   {self.sentences(1, 2)}\n\n")
        return "".join(out) + "\n"

    def table(self, most: int = 8) -> str:
        width = self.number(2, 5)
        rows = [[self.phrase() for _ in range(width)], ["---"] * width]
        for _ in range(self.number(3, max(3, most))):
            rows.append([self.phrase() if self.number(0, 2) else self.word("q") for _ in range(width)])
        return "".join(f"| {' | '.join(row)} |\n" for row in rows) + "\n"

    def code(self) -> str:
        lines = [f"def {self.word('n')}_{self.word('s')}({self.word('m').lower()}: int) -> int:"]
        for _ in range(self.number(2, 7)):
            lines.append(f"    {self.word('m').lower()} = {self.word('q')}  # {self.phrase()}")
        return "\n".join(["```python", *lines, f"    return {self.word('q')}", "```"]) + "\n\n"

    def image(self) -> str:
        return f"![{self.phrase()}](https://images.example.com/{self.number(2009, 2025)}/{self.slug()}.jpg)\n\n"

    def quote(self) -> str:
        return f"> {self.sentences(1, 3)}\n\n"

    def markup(self) -> str:
        """A block of HTML."""
        makers: list[Maker] = [
            lambda: f'<p>{self.sentence()} <a href="{self.url()}">{self.phrase()}</a> {self.sentence()}</p>\n\n',
            lambda: f'<div class="{self.word("n")}-{self.word("n")}">\n<p>{self.sentences(1, 3)}</p>\n</div>\n\n',
            lambda: f"<ul>\n{self.lines('<li>{}</li>', self.sentence)}</ul>\n\n",
            lambda: f"<h3>{self.title()}</h3>\n\n{self.sentence()}<br>\n{self.sentence()}\n\n",
            lambda: (
                f'<figure><img src="/img/{self.slug()}.png" alt="{self.phrase()}" width="{self.number(300, 900)}">'
                f"<figcaption>{self.sentence()}</figcaption></figure>\n\n"
            ),
            lambda: f"<table>\n{self.lines('<tr><td>{}</td><td>oak</td></tr>', self.phrase)}</table>\n\n",
        ]
        return self.pick(makers)()

    def lines(self, form: str, make: Maker) -> str:
        return "".join(f"{form.format(make())}\n" for _ in range(self.number(2, 5)))

    # -- what a site's template puts around it --------------------------------------------------------------------------------

    def ad(self) -> str:
        return (
            f'<ins class="adsbygoogle" style="display:block" data-ad-client="ca-pub-{self.number(10**9, 10**10)}" '
            f'data-ad-slot="{self.number(10**6, 10**7)}"></ins>\n'
            "<script>\n     (adsbygoogle = window.adsbygoogle || []).push({});\n</script>\n\n"
        )

    def banner(self) -> str:
        picture = f"https://www.awin1.com/cshow.php?s={self.number(10**5, 10**6)}&v={self.number(100, 9000)}&q=1&r=1"
        return f"[![{self.phrase()}]({picture})](https://www.awin1.com/cread.php?awinmid={self.number(100, 9000)}&awinaffid=1)\n\n"

    def frame(self) -> str:
        place = f"https://ws-na.amazon-adsystem.com/widgets/q?asins=B{self.number(10**8, 10**9)}&amp;tag={self.word('n')}-20"
        return f'<!-- ad begin -->\n<iframe src="{place}" width="120" height="240" frameborder="0"></iframe>\n<!-- ad end -->\n\n'

    def video(self) -> str:
        name = f"{self.word('m')}{self.word('q')}"[:11]
        return (
            f'<iframe width="560" height="315" src="https://www.youtube.com/embed/{name}" allowfullscreen></iframe>\n\n'
        )

    def shop(self) -> str:
        place = f"https://www.amazon.com/dp/B{self.number(10**8, 10**9)}?tag={self.word('n')}-20"
        return f"{self.sentence()} We used the [{self.phrase()}]({place}) for that. {self.sentence()}\n\n"

    def shares(self, slug: str) -> str:
        page = f"https%3A%2F%2Fblog.example.com%2F{slug}"
        return (
            f"[Share on Facebook](https://www.facebook.com/sharer/sharer.php?u={page}) "
            f"[Tweet](https://twitter.com/intent/tweet?url={page}) "
            f"[Pin it](https://pinterest.com/pin/create/button/?url={page})\n\n"
        )

    def related(self) -> str:
        links = (f"- [{self.title()}](https://blog.example.com/{self.slug()}/)" for _ in range(self.number(3, 6)))
        return "\n".join([f"## {self.pick(LABELS)}\n", *links]) + "\n\n"


def post(n: int, size: int = 14_000, seed: int = 0) -> str:
    """Dirty blog post number `n`, of about `size` bytes."""
    w = Writer(f"post {seed} {n}")
    title, author, slug, year = w.title(), w.name(), w.slug(), w.number(2012, 2025)
    month, day, topics = w.number(1, 12), w.number(1, 28), [w.word("n") for _ in range(3)]
    head = (
        f'---\ntitle: "{title}"\ndate: {year}-{month:02}-{day:02}\ntags: [{", ".join(topics)}]\n'
        f'description: "{w.sentence()}"\nthumbnail: https://images.example.com/{slug}.jpg\n---\n\n'
        f"# {title}\n\n![author avatar](https://images.example.com/people/{w.slug()}.jpg)\n\n"
        f"By **{author}** | {MONTHS[month - 1]} {day}, {year} | {w.number(3, 12)} min read\n\n"
        f"{w.shares(slug)}{w.pick(DISCLOSURES)}\n\n{w.paragraph()}"
    )
    tail = (
        f"## About the author\n\n![{author}](https://images.example.com/people/{w.slug()}.jpg)\n\n"
        f"**{author}** writes about {w.word('s')} and {w.word('s')} and lives near {w.word('m')} with {w.number(2, 9)} {w.word('s')}.\n\n"
        f"{w.related()}{w.shares(slug)}"
    )
    text: list[Maker] = [w.paragraph] * 9
    text += [w.linked, w.linked, w.bullets, w.steps, w.table, w.code, w.image, w.quote, w.shop]
    junk: list[Maker] = [w.ad, w.frame, w.banner, w.video]
    deck: list[Maker] = []
    out, length = [head], _bytes(head) + _bytes(tail)
    while length < size - 200:
        if not deck:  # all kinds of blocks, in a new order
            deck = [*text, *junk]
            w.random.shuffle(deck)
        block = (w.heading(w.number(2, 3)) if len(deck) % 4 == 0 else "") + deck.pop()()
        out.append(block)
        length += _bytes(block)
    return "".join(out) + tail


def prose(size: int, n: int = 0) -> str:
    """Paragraphs under headings."""
    w = Writer(f"prose {n} {size}")
    return _grown(w, size, lambda room: (w.heading() if not w.number(0, 5) else "") + w.paragraph())


def lists(size: int, n: int = 0) -> str:
    """Bullets, some of them nested, and numbered steps; now and then a long list."""
    w = Writer(f"lists {n} {size}")
    return _grown(w, size, lambda room: f"{w.sentence()}\n\n{w.pick([w.bullets, w.steps])(min(_many(w), room // 100))}")


def links(size: int, n: int = 0) -> str:
    """Paragraphs full of inline links, reference links, addresses and images."""
    w = Writer(f"links {n} {size}")

    def block(room: int) -> str:
        label = w.slug()
        return (
            f"{w.linked()}{w.sentence()} There is [{w.phrase()}][{label}] and <{w.url()}>.\n\n"
            f'[{label}]: {w.url()} "{w.phrase()}"\n\n{w.image() if not w.number(0, 3) else ""}'
        )

    return _grown(w, size, block)


def html(size: int, n: int = 0) -> str:
    """Paragraphs, lists, figures, boxes and tables as HTML, with a paragraph of Markdown now and then."""
    w = Writer(f"html {n} {size}")
    return _grown(w, size, lambda room: w.markup() if w.number(0, 4) else w.sentences(1, 3) + "\n\n")


def tables(size: int, n: int = 0) -> str:
    """Tables with a sentence before each; now and then a long one."""
    w = Writer(f"tables {n} {size}")
    return _grown(w, size, lambda room: f"{w.sentence()}\n\n{w.table(min(_many(w), room // 100))}")


KINDS = {"prose": prose, "lists": lists, "links": links, "html": html, "tables": tables}


def _many(w: Writer) -> int:
    """Mostly few, at times very many."""
    return int(8 / (1.02 - w.random.random()))


def _grown(w: Writer, size: int, block: Callable[[int], str]) -> str:
    """Blocks up to a size, with an ad in each 8 KB and at least one."""
    out = [f"# {w.title()}\n\n"]
    length, next_ad = _bytes(out[0]), min(size // 2, 4000)
    while length < size - 150:
        text = block(size - length)
        if length >= next_ad:
            text = w.ad() + text
            next_ad += 8000
        out.append(text)
        length += _bytes(text)
    return "".join(out)


def _bytes(text: str) -> int:
    return len(text.encode())


def main() -> None:
    n, size, kind = [*sys.argv[1:], *["0", "14000", "post"][len(sys.argv) - 1 :]]
    text = post(int(n), int(size)) if kind == "post" else KINDS[kind](int(size), int(n))
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    main()
