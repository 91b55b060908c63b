"""Ages of digital consent, country by country."""

import pytest

from domain.consent.ages import CONSENT_AGES, band_of, consent_age
from domain.shared.age import AgeBand

EU_27 = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
"""
EU = EU_27.split()
THE_REST_OF_THE_EEA = ["IS", "LI", "NO"]
BY_AGE = {
    13: "BE EE FI LV MT PT SE IS NO GB US",
    14: "AT BG CY ES IT LT RU",
    15: "CZ DK FR GR SI",
    16: "DE HR HU IE LI LU NL PL RO SK",
}


@pytest.mark.parametrize(
    ("country", "age"),
    [(country, age) for age, countries in BY_AGE.items() for country in countries.split()],
)
def test_the_table(country: str, age: int) -> None:
    assert consent_age(country) == age
    assert band_of(age - 1, country) is AgeBand.CHILD
    assert band_of(age, country) is AgeBand.TEEN


def test_the_table_has_every_country_of_the_eea() -> None:
    others = {"GB", "US", "RU"}
    assert set(CONSENT_AGES) == {*EU, *THE_REST_OF_THE_EEA, *others}


def test_an_age_of_the_eea_is_one_that_the_regulation_allows() -> None:
    assert all(13 <= consent_age(country) <= 16 for country in (*EU, *THE_REST_OF_THE_EEA))


@pytest.mark.parametrize("country", ["CH", "BR", "XX", ""])
def test_elsewhere_the_strictest_counts(country: str) -> None:
    assert band_of(15, country) is AgeBand.CHILD
    assert band_of(16, country) is AgeBand.TEEN


@pytest.mark.parametrize("country", CONSENT_AGES)
def test_one_is_an_adult_at_eighteen(country: str) -> None:
    assert band_of(17, country) is AgeBand.TEEN
    assert band_of(18, country) is AgeBand.ADULT
