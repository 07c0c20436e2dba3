"""Dates as bylines write them, in many languages."""

from __future__ import annotations

import datetime
import re
from functools import cache, lru_cache

from cleaner.lists import fold, table

_NUMERIC = re.compile(
    r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{4})(?!\d)"
)
# `27 March 2024`, `27. März 2024`, `27 de marzo de 2024`, `March 27th, 2024`, `Mar 27 2024`
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?\s?(?:de |d')?\s?([^\s\d.,/()–-]{2,14})\.?,?\s(?:de |del |г\.? )?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\s\d.,/()–-]{2,14})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)")
# `2024. május 18.`, `2024 m. balandžio 11 d.`
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})(?:\.|\sm\.)?,?\s([^\s\d.,/()–-]{2,14})\.?\s(\d{1,2})(?!\d)")
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s(?:tháng|thg)\s(\d{1,2}),?\s(?:năm\s)?(\d{4})")
_YEAR = re.compile(r"\d{4}")  # no form of a date is without one
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@cache
def _months() -> dict[str, int]:
    return {fold(name): int(number) for name, number in table("months").items()}


def find(text: str, language: str = "") -> str:
    """The first date in a short text as YYYY-MM-DD; empty if there is none that exists.

    `03/04/2024` is read month first in English (`language`), day first in all other languages. Years after 2400 are of
    Thailand's calendar.
    """
    span = locate(text, language)
    return span[2] if span else ""


@lru_cache(maxsize=2048)
def locate(text: str, language: str = "") -> tuple[int, int, str] | None:
    """The first date in a text: its span in the folded text and the date as YYYY-MM-DD."""
    text = fold(text[:400])
    if not _YEAR.search(text):
        return None
    best: tuple[int, int, str] | None = None
    for m in _NUMERIC.finditer(text):
        if m[1]:
            year, month, day = int(m[1]), int(m[2]), int(m[3])
        else:
            day, month, year = int(m[4]), int(m[5]), int(m[6])
            separator = text[m.start(4) + len(m[4])]
            if month > 12 or (language == "en" and separator == "/" and day <= 12):
                day, month = month, day
        if found := _iso(year, month, day):
            best = (m.start(), m.end(), found)
            break
    for pattern, order in ((_DAY_FIRST, (1, 2, 3)), (_MONTH_FIRST, (2, 1, 3)), (_YEAR_FIRST, (3, 2, 1))):
        for m in pattern.finditer(text):
            month = _months().get(m[order[1]], 0)
            if month and (found := _iso(int(m[order[2]]), month, int(m[order[0]]))):
                if best is None or m.start() < best[0]:
                    best = (m.start(), m.end(), found)
                break
    if best is None and (v := _VIETNAMESE.search(text)) and (found := _iso(int(v[3]), int(v[2]), int(v[1]))):
        best = (v.start(), v.end(), found)
    return best


_BUDDHIST = 543  # years that Thailand's calendar is ahead


def _iso(year: int, month: int, day: int) -> str:
    if year > 2400:
        year -= _BUDDHIST
    if not 1990 <= year <= 2100:
        return ""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def of(value: object, language: str = "") -> str:
    """A front matter's date (date, datetime or text) as YYYY-MM-DD; empty if it is none. A time zone is left as it was written."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return find(value, language)
    return ""
