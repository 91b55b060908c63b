"""What speaks against words is found, however it is written, and not where there is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.screening.signs import Sign, signs_of, urgency_of
from tests.support.tries import tried

FOUND = {
    Sign.SWEARING: (
        "Это полный пиздец",
        "пошел на х у й",
        "охуенный, нахуй, ни хуя",
        "заеб@л уже",
        "6ляДь какая",
        "съeбaлся с урока",  # with Latin letters in it
        "ебаный учитель",
        "сууука",
        "мудaк",
        "pizdec, blyat",
        "what the f.u.c.k",
        "this is bullsh1t",
        "son of a b!tch",
        "a$$hole",
    ),
    Sign.INSULT: ("Полный дебил", "Учитель — п р и д у р о к", "He is a moron"),
    Sign.PHONE: (
        "Звоните +7 912 345-67-89",
        "8(912)3456789",
        "call 001 415 555 2671 any time",
        "восемь девятьсот двенадцать триста сорок пять шестьдесят семь",
        "my number: nine one two, five five five, two six seven one",
    ),
    Sign.EMAIL: (
        "anna.petrova@mail.ru",
        "anna (at) gmail (dot) com",
        "анна anna собака яндекс точка ru",
    ),
    Sign.MESSENGER: (
        "telegram: @anna_teach",
        "мой тг @anna_teach",
        "Skype live:anna.1",
        "пишите мне в вотсап",
        "Add me on WhatsApp",
        "find me @anna.teaches",
        "insta anna_2020",
    ),
    Sign.LINK: ("https://example.com/x", "www.anna.ru", "see anna-teaches.com", "t.me/anna"),
    Sign.SPAM: (
        "Заработок в интернете, промокод внутри",
        "click here to win",
        "BUY MY NEW BOOK TODAY, IT IS THE VERY BEST BOOK OF THEM ALL",
        "best lessons " * 12,
        "good!!!!!!",
    ),
}
ORDINARY = (
    "Потребитель может потреблять и употреблять, но не оскорблять.",
    "Страховка, застрахуйте, подстраховать, страхую, психуй сколько хочешь",
    "Учебник, хлеб, небо, тебе, себе, себестоимость, ребёнок, требовать, EBITDA и ебитда",
    "Художник худеет, хулиган хуже, хунвейбин, Хуан из Мадрида",
    "Мандарин, мандат, командир; педагог, педаль; мудрый, мудрец",
    "Бляха на ремне, бляшка; сук дерева, сучок; гондола; рубля, оскорбля",
    "Команда судака, рассудок, посуда, досуг, насрочно",
    "Scunthorpe, Penistone, Essex and Sussex; Matsushita, shiitake, Hancock",
    "Classic assessment, assassin, cocktail, Dickens, Cockburn, grape, therapist",
    "I speak Japanese, Chinese and Mandarin; analysis, passionate, bass, mass",
    "I teach by Zoom and Skype. Lessons take 60 minutes.",
    "Занимаемся в скайпе, есть телеграм-бот для слов.",
    "In 2015 2016 2017 2018 I taught; from 01.09.2019 to 30.06.2020 too.",
    "I gave 1 000 000 000 lessons, 10 000 000 of them good; IELTS 7.5, 100%",
    "We count: one two three four five six seven eight nine ten",
    "Раз, два, три, четыре, пять, шесть, семь — вышел зайчик погулять",
    "One lesson a week, two at most; meet me at school. Dot your i.",
    "Node.js, e.g. and i.e., U.S.A., т.е., и т.д., etc.",
    "Lessons for IELTS, TOEFL, CAE, FCE, DELF, TORFL",
    "",
)


class TestSigns:
    @pytest.mark.parametrize(
        ("sign", "text"), [(sign, text) for sign, texts in FOUND.items() for text in texts]
    )
    def test_are_found(self, sign: Sign, text: str) -> None:
        assert sign in signs_of(text)

    @pytest.mark.parametrize("text", ORDINARY)
    def test_are_not_found_where_there_are_none(self, text: str) -> None:
        assert signs_of(text) == ()

    @pytest.mark.parametrize("sign", FOUND)
    def test_are_found_among_other_words(self, sign: Sign) -> None:
        text = f"Уроки были полезные, спасибо. {FOUND[sign][0]}. We learnt a lot."
        assert sign in signs_of(text)

    @tried(100)
    @given(st.text())
    def test_can_be_asked_of_anything(self, text: str) -> None:
        assert urgency_of(signs_of(text)) in range(4)

    def test_are_as_urgent_as_the_worst_of_them(self) -> None:
        assert urgency_of((Sign.LINK, Sign.SWEARING)) == urgency_of((Sign.SWEARING,)) == 3
        assert urgency_of(()) == 0
