"""Why a profile was taken down, and what can be done, in the two languages the product speaks.

It is a statement of reasons as the Digital Services Act asks for one (article 17): what is
restricted and for how long, on what ground, whether machines had a hand in it, and the ways to
have it looked at again.
"""

from collections.abc import Mapping
from typing import Final

from api.recommendation_words import Language
from domain.tutor.moderation_events import ProfileFault

FAULTS: Final[Mapping[Language, Mapping[ProfileFault, str]]] = {
    Language.ENGLISH: {
        ProfileFault.OFFENSIVE: "A reviewer found that it insults or degrades somebody.",
        ProfileFault.CONTACT_DETAILS: "A reviewer found ways in it to meet or pay elsewhere.",
        ProfileFault.SPAM: "A reviewer found that it advertises something else than your lessons.",
        ProfileFault.OFF_TOPIC: "A reviewer found that it does not speak of you or your lessons.",
        ProfileFault.NAMES_SOMEBODY: "A reviewer found that it tells something of somebody else.",
        ProfileFault.MISLEADING: "A reviewer found that it misleads about you or your lessons.",
        ProfileFault.UNLAWFUL: "A reviewer found that it breaks the law.",
    },
    Language.RUSSIAN: {
        ProfileFault.OFFENSIVE: "Проверяющий решил, что он кого-то оскорбляет или унижает.",
        ProfileFault.CONTACT_DETAILS: "Проверяющий нашёл в нём способы встретиться или заплатить"
        " в другом месте.",
        ProfileFault.SPAM: "Проверяющий решил, что он рекламирует не ваши занятия, а другое.",
        ProfileFault.OFF_TOPIC: "Проверяющий решил, что он не о вас и не о ваших занятиях.",
        ProfileFault.NAMES_SOMEBODY: "Проверяющий решил, что он рассказывает о ком-то другом.",
        ProfileFault.MISLEADING: "Проверяющий решил, что он вводит в заблуждение о вас или ваших"
        " занятиях.",
        ProfileFault.UNLAWFUL: "Проверяющий решил, что он нарушает закон.",
    },
}
EFFECT: Final = {
    Language.ENGLISH: "Your profile is shown to nobody, anywhere, and nobody can book by it,"
    " until a reviewer approves of it. Lessons that are booked take place.",
    Language.RUSSIAN: "Ваш профиль нигде и никому не показывается, и записаться по нему нельзя,"
    " пока его не одобрит проверяющий. Уже назначенные занятия состоятся.",
}
GROUND: Final = {
    Language.ENGLISH: "This rests on our rules for what is shown, version {rule_version}. A person"
    " decided; rules, models or a service outside may have pointed to the words.",
    Language.RUSSIAN: "Основание – наши правила о том, что показывается, версия {rule_version}."
    " Решал человек; указать на слова могли правила, модели или внешняя служба.",
}
WAYS_ON: Final = {
    Language.ENGLISH: "You can put your words right; a reviewer then looks at them.",
    Language.RUSSIAN: "Вы можете исправить свои слова; тогда на них посмотрит проверяющий.",
}
APPEAL: Final = {
    Language.ENGLISH: "Or you can appeal, once: another reviewer then decides.",
    Language.RUSSIAN: "Или вы можете один раз обжаловать решение: тогда решит другой проверяющий.",
}
COURT: Final = {
    Language.ENGLISH: "You may also turn to a certified body for settling disputes out of court, or"
    " to a court.",
    Language.RUSSIAN: "Вы также вправе обратиться в орган по внесудебному разрешению споров или в"
    " суд.",
}


def statement_of_reasons(
    fault: ProfileFault, rule_version: str, language: Language, *, may_appeal: bool
) -> list[str]:
    """This is what the tutor is told, sentence by sentence."""
    return [
        EFFECT[language],
        FAULTS[language][fault],
        GROUND[language].format(rule_version=rule_version),
        WAYS_ON[language],
        *([APPEAL[language]] if may_appeal else []),
        COURT[language],
    ]
