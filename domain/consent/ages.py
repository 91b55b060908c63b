"""From which age on a person consents for themself, country by country.

Below that age consent is a guardian's to give. Sources, as they stood in November 2026:

- European Union, GDPR Art. 8(1): 16, unless a member state chose an age of 13 or more. Ages
  chosen by 2020: Commission Staff Working Document SWD(2020) 115, p. 17. Since then Slovenia:
  15 (ZVOP-2, Art. 8, in force 26 January 2023) and Denmark: 15 instead of 13
  (Databeskyttelsesloven § 6(2), as changed for 1 January 2024).
- Norway: 13 (personopplysningsloven § 5; 15 has been proposed). Iceland: 13 (Act 90/2018,
  Art. 10(5)). Liechtenstein: 16 (its Datenschutzgesetz chose no other age).
- United Kingdom: 13 (Data Protection Act 2018, s. 9).
- United States: 13 (COPPA, 15 U.S.C. § 6501(1); 16 CFR § 312.2).
- Russia: 14. The law on personal data names no age: for who lacks legal capacity the legal
  representative consents (152-FZ, Art. 9(6)). Below 14 nearly all legal acts are done by
  parents or guardians (Civil Code, Art. 28); from 14 on minors act themselves, in part with
  their parents' written agreement (Art. 26).
- Everywhere else, and where the country is not known: 16, the strictest of them.

Laws change; the table is policy, and the facts keep the band it gave at the time.
"""

from collections.abc import Mapping
from typing import Final

from domain.shared.age import AgeBand

STRICTEST: Final = 16
ADULT: Final = 18
"""Convention on the Rights of the Child, Art. 1."""

CONSENT_AGES: Final[Mapping[str, int]] = {
    "AT": 14,
    "BE": 13,
    "BG": 14,
    "CY": 14,
    "CZ": 15,
    "DE": 16,
    "DK": 15,
    "EE": 13,
    "ES": 14,
    "FI": 13,
    "FR": 15,
    "GR": 15,
    "HR": 16,
    "HU": 16,
    "IE": 16,
    "IT": 14,
    "LT": 14,
    "LU": 16,
    "LV": 13,
    "MT": 13,
    "NL": 16,
    "PL": 16,
    "PT": 13,
    "RO": 16,
    "SE": 13,
    "SI": 15,
    "SK": 16,
    "IS": 13,
    "LI": 16,
    "NO": 13,
    "GB": 13,
    "US": 13,
    "RU": 14,
}
"""Country, by ISO 3166-1, → the age of digital consent."""


def consent_age(country: str) -> int:
    """This is the age from which a person in that country consents for themself."""
    return CONSENT_AGES.get(country, STRICTEST)


def band_of(age_years: int, country: str) -> AgeBand:
    """This is the band of somebody who is so many full years old there."""
    if age_years >= ADULT:
        return AgeBand.ADULT
    return AgeBand.TEEN if age_years >= consent_age(country) else AgeBand.CHILD
