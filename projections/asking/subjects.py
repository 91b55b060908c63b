"""What subjects and languages are called, in English and in Russian, by those who look for them.

A list of our own, in order of the codes. The first English and the first Russian name are shown;
the others are understood as well. Codes that are not here are called by themselves.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

_NAMES = """
accordion: accordion / аккордеон, баян
accounting: accounting, bookkeeping / бухгалтерский учёт, бухгалтерия
algebra: algebra, linear algebra / алгебра, линейная алгебра
arabic: arabic / арабский язык, арабский
armenian: armenian / армянский язык, армянский
art: art, fine arts, history of art / искусство, история искусств
astronomy: astronomy / астрономия
azerbaijani: azerbaijani / азербайджанский язык, азербайджанский
belarusian: belarusian / белорусский язык, белорусский
biology: biology / биология
bulgarian: bulgarian / болгарский язык, болгарский
calculus: calculus, mathematical analysis / математический анализ, матан, матанализ
catalan: catalan / каталанский язык, каталанский
chemistry: chemistry / химия
chess: chess / шахматы
chinese: chinese, mandarin / китайский язык, китайский, мандарин
computer_science: computer science, informatics / информатика
croatian: croatian / хорватский язык, хорватский
czech: czech / чешский язык, чешский
danish: danish / датский язык, датский
design: design, graphic design / дизайн
drawing: drawing, painting / рисование, живопись
dutch: dutch, flemish / нидерландский язык, нидерландский, голландский
economics: economics, microeconomics, macroeconomics / экономика
english: english, esl / английский язык, английский, инглиш, англ
estonian: estonian / эстонский язык, эстонский
finnish: finnish / финский язык, финский
french: french / французский язык, французский
geography: geography / география
geometry: geometry / геометрия
georgian: georgian / грузинский язык, грузинский
german: german / немецкий язык, немецкий
greek: greek / греческий язык, греческий
guitar: guitar / гитара
hebrew: hebrew / иврит
hindi: hindi / хинди
history: history / история
hungarian: hungarian / венгерский язык, венгерский
indonesian: indonesian, bahasa / индонезийский язык, индонезийский
italian: italian / итальянский язык, итальянский
japanese: japanese / японский язык, японский
kazakh: kazakh / казахский язык, казахский
korean: korean / корейский язык, корейский
latin: latin / латынь, латинский язык, латинский
latvian: latvian / латышский язык, латышский
law: law, jurisprudence / право, юриспруденция
literature: literature / литература
lithuanian: lithuanian / литовский язык, литовский
logic: logic / логика
mathematics: mathematics, maths, math / математика, матеша
music: music, music theory / музыка, сольфеджио
norwegian: norwegian / норвежский язык, норвежский
persian: persian, farsi / персидский язык, персидский, фарси
philosophy: philosophy / философия
physics: physics / физика
piano: piano / фортепиано, пианино
polish: polish / польский язык, польский
portuguese: portuguese / португальский язык, португальский
programming: programming, coding, software development / программирование, разработка
psychology: psychology / психология
python: python / питон, пайтон
romanian: romanian / румынский язык, румынский
russian: russian / русский язык, русский
serbian: serbian / сербский язык, сербский
singing: singing, vocals, vocal / вокал, пение
slovak: slovak / словацкий язык, словацкий
social_studies: social studies, civics / обществознание, обществоведение
spanish: spanish, castilian / испанский язык, испанский
statistics: statistics, probability / статистика, теория вероятностей, теорвер
swedish: swedish / шведский язык, шведский
tatar: tatar / татарский язык, татарский
thai: thai / тайский язык, тайский
turkish: turkish / турецкий язык, турецкий
ukrainian: ukrainian / украинский язык, украинский
uzbek: uzbek / узбекский язык, узбекский
vietnamese: vietnamese / вьетнамский язык, вьетнамский
violin: violin, fiddle / скрипка
welsh: welsh / валлийский язык, валлийский
"""

COMMON = (
    "beginners",
    "children",
    "conversation",
    "course",
    "exam",
    "grammar",
    "homework",
    "lessons",
    "preparation",
    "pronunciation",
    "teacher",
    "tutor",
    "дети",
    "домашнее",
    "задание",
    "занятия",
    "курсы",
    "начинающие",
    "подготовка",
    "преподаватель",
    "привет",
    "произношение",
    "разговор",
    "репетитор",
    "урок",
    "учитель",
    "экзамен",
)
"""Words that everybody types who looks for a tutor, known although no tutor may say them."""

_ENDING = re.compile(r"(?:[иыо]й|[ая]я|[ои]е|[аяоеьиы])$")
LONGEST_ENDING = 3
SHORTEST_STEM = 3
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """This is a subject or a language by its code, and all it is called."""

    code: str
    english: tuple[str, ...]
    russian: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """This is everything it is called; the code is what tutors say they teach."""
        return (*dict.fromkeys((self.code.replace("_", " "), *self.english, *self.russian)),)

    def shown_like(self, typed: str) -> str:
        """This is its name in the script somebody types in."""
        return (self.russian if is_cyrillic(typed) else self.english)[0]


def is_cyrillic(word: str) -> bool:
    """This is true of words with a Cyrillic letter."""
    return any("а" <= letter <= "ё" for letter in word.lower())


def folded(word: str) -> str:
    """This is the word as it is compared: in small letters, and without the dots of ё."""
    return word.lower().replace("ё", "е")


@cache
def subjects() -> tuple[Subject, ...]:
    """This is every subject that has names."""
    found = []
    for line in _NAMES.strip().split("\n"):
        code, _, names = line.partition(": ")
        english, russian = (tuple(half.strip().split(", ")) for half in names.split("/"))
        found.append(Subject(code, english, russian))
    return tuple(found)


@cache
def vocabulary() -> frozenset[str]:
    """This is every word of every name, and what everybody types, folded."""
    names = (name for subject in subjects() for name in subject.names)
    return frozenset(folded(word) for name in (*names, *COMMON) for word in name.split())


def meant_by(words: tuple[str, ...]) -> Subject | None:
    """This is the subject called so, in any case a Russian noun or adjective has."""
    said = [folded(word) for word in words]
    begun = said[0][:SHORTEST_STEM]
    return next(
        (subject for name, subject in _named().get(begun, ()) if _is_form(said, name)), None
    )


@cache
def _named() -> Mapping[str, Sequence[tuple[tuple[str, ...], Subject]]]:
    """This is the words of every name, by the first letters of the first: those never change."""
    named = defaultdict(list)
    for subject in subjects():
        for words in (tuple(folded(name).split()) for name in subject.names):
            named[words[0][:SHORTEST_STEM]].append((words, subject))
    return named


def _is_form(words: Sequence[str], name: Sequence[str]) -> bool:
    return len(words) == len(name) and all(map(is_form, words, name))


def is_known(word: str) -> bool:
    """This is whether a folded word is one of a name, or a common one, in any case."""
    return word in vocabulary() or any(
        is_form(word, known) for known in _beginnings().get(word[:SHORTEST_STEM], ())
    )


@cache
def _beginnings() -> Mapping[str, Sequence[str]]:
    begun = defaultdict(list)
    for word in vocabulary():
        begun[word[:SHORTEST_STEM]].append(word)
    return begun


def is_form(word: str, known: str) -> bool:
    """This is whether a word is a known one, or a Russian one in another case or number."""
    if word == known or not is_cyrillic(known):
        return word == known
    stem = _stem(known)
    return (
        len(stem) >= SHORTEST_STEM
        and word.startswith(stem)
        and len(word) - len(stem) <= LONGEST_ENDING
    )


@cache
def _stem(known: str) -> str:
    return _ENDING.sub("", known)
