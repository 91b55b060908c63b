"""What is done with data, in Russian, by the words of the record of processing in English.

So it stands for exactly those words: where they change, this has to be read again.
"""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "showing a tutor to those who look for one, people to those they have lessons with, and a"
    " first name beside a review": (
        "показывать преподавателя тем, кто его ищет, людей тем, с кем у них уроки, и имя рядом с"
        " отзывом"
    ),
    "telling those who look for a tutor what lessons are like": (
        "рассказывать тем, кто ищет преподавателя, какие у него уроки"
    ),
    "looking again at what was not shown": "ещё раз взглянуть на то, что не показано",
    "telling what lessons are like, once somebody has looked at it": (
        "рассказывать, какие были уроки, когда это проверено"
    ),
    "having a person look at what a machine recommended": "чтобы рекомендации проверил человек",
    "knowing who let a model into use, and why": "знать, кто ввёл модель в работу и почему",
    "learning which tutors suit what is looked for": (
        "узнавать, какие преподаватели подходят к тому, что ищут"
    ),
    "recommending tutors by what students look at and book": (
        "рекомендовать преподавателей по тому, что ученики смотрят и бронируют"
    ),
    "knowing whose account it is, and writing to its holder": (
        "знать, чья это учётная запись, и писать её владельцу"
    ),
    "settling what went wrong with a lesson": "уладить то, что пошло не так на уроке",
    "taking money, giving it back and paying it out, and keeping the books": (
        "принимать, возвращать и выплачивать деньги и вести учёт"
    ),
    "letting nobody teach, minors among the learners, whose papers are not good": (
        "не давать преподавать, в том числе детям, тем, чьи документы не в порядке"
    ),
    "letting nobody in but the holder": "не впускать никого, кроме владельца",
    "recognising a tutor who was brought from elsewhere": (
        "узнавать преподавателя, перенесённого из другого места"
    ),
    "paying a tutor out": "выплачивать преподавателю его деньги",
    "knowing who may do what": "знать, кому что можно",
    "finding misuse": "обнаруживать злоупотребления",
    "offering the time a tutor has": "предлагать время, которое есть у преподавателя",
    "arranging and settling lessons": "договариваться об уроках и рассчитываться за них",
    "telling authority and people in time": "вовремя сообщать надзорному органу и людям",
    "taking nobody's time twice": "ни у кого не занимать время дважды",
    "proving what somebody agreed to": "доказывать, на что кто согласился",
    "keeping what was paid for in advance": "хранить то, что оплачено вперёд",
    "getting back what a tutor has and is not theirs": (
        "вернуть то, что есть у преподавателя, но ему не принадлежит"
    ),
    "giving a tutor their share": "отдавать преподавателю его долю",
    "finding out what serves students best": "узнавать, что лучше всего помогает ученикам",
    "knowing when to look at a payment": "знать, когда посмотреть на платёж",
    "charging a card when its holder is not there": (
        "списывать с карты, когда её владельца нет рядом"
    ),
    "moving the price of a lesson": "проводить плату за урок",
    "paying a tutor out to their bank": "выплачивать преподавателю в его банк",
    "answering for what is done with data": "отвечать за то, что делается с данными",
    "keeping nothing longer than needed": "ничего не хранить дольше, чем нужно",
    "letting tutors be found": "чтобы преподавателей можно было найти",
    "letting only those teach who may": "давать преподавать только тем, кому можно",
    "6(1)(a) consent": "6(1)(a) согласие",
    "6(1)(b) contract": "6(1)(b) договор",
    "6(1)(c) legal obligation": "6(1)(c) обязанность по закону",
    "6(1)(f) legitimate interests": "6(1)(f) законные интересы",
    "the public, of a listed tutor": "все – о преподавателе, который показывается в поиске",
    "the other side of a lesson": "другая сторона урока",
    "the payment provider": "платёжная служба",
    "a bank that takes a payment back, through the payment provider": (
        "банк, забирающий платёж назад, – через платёжную службу"
    ),
    "the mail provider": "служба почты",
    "tax authorities, when they ask": "налоговые органы, когда они спросят",
    "a moderation service where one is set up: the words, and nobody's name": (
        "служба модерации, если она подключена: слова, и ничьё имя"
    ),
    "24 months after it was registered, its address never verified": (
        "24 месяца после регистрации, если адрес так и не подтверждён"
    ),
    "30 days after the account was closed": "30 дней после закрытия учётной записи",
    "3 years after the account was closed": "3 года после закрытия учётной записи",
    "10 years after the end of the year in which the account was closed": (
        "10 лет после конца года, в котором учётная запись закрыта"
    ),
    "for as long as the log; it names nobody once what is personal was destroyed": (
        "столько же, сколько журнал; когда личное уничтожено, это никого не называет"
    ),
}
