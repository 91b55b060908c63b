"""`preceptor experiment`: a person understands it, in English or Russian; machines get JSON."""

import json
from dataclasses import replace
from datetime import date

import pytest

from adapters.bootstrap import Container
from api.shell.experiments.lines import NUMBERS, PEOPLE, Report, report
from api.shell.experiments.showing import page
from api.shell.experiments.words import ENGLISH, RUSSIAN
from application.experiment import CompleteExperiment, StartExperiment
from domain.experiment.moments import Moments
from domain.experiment.results import Group, Verdict, judge
from domain.experiment.terms import Metric, State, Use
from projections.experiment_results.queries import Experiment, Told
from tests.api.shell.test_operators import done, followed
from tests.support.calendar import MONDAY
from tests.support.experiments import AS_ANALYST, EXPERIMENT, PLAN, drafting
from tests.support.shell import type_in


def told(control: int, instant: int, shown: int = 2500) -> Told:
    """This is an experiment of 2000 people in each group, of whom so many booked."""
    groups = [
        Group(people, {Metric.BOOKINGS_CONFIRMED: Moments(2000, count, count)})
        for people, count in ((2500, control), (shown, instant))
    ]
    known = Experiment(EXPERIMENT, "running", PLAN, 5000, MONDAY, MONDAY, None, None)
    until = date(2026, 3, 16)
    return Told(known, until, (2500, shown), (2000, 2000), judge(PLAN, groups))


def said(found: Report) -> str:
    return page(found, ENGLISH, "en")


class TestWords:
    def test_are_the_same_in_both_languages(self) -> None:
        assert ENGLISH.keys() == RUSSIAN.keys()
        for name in ENGLISH.keys() - {"p"}:
            assert ENGLISH[name] != RUSSIAN[name], name

    def test_are_there_for_everything(self) -> None:
        codes = {*State, *Verdict, *Metric, *Use, *PEOPLE, *NUMBERS}
        assert codes <= ENGLISH.keys()


class TestAReport:
    def test_says_what_is_certain_and_whom_it_rests_on(self) -> None:
        found = report(told(200, 300), ENGLISH)
        assert found.standing == "running since 2026-03-02 09:00 UTC"
        assert found.people[1] == ("instant", "50 %", "2,500", "2,000")
        (section,) = found.sections
        assert section.sentence == "Better than the control."
        assert section.rows[0][:5] == ("bookings confirmed", "what decides", "0.1", "0.15", "0.05")
        assert section.rows[1][5:8] == ("–", "–", "–")
        assert "14 days" in found.notes[1]
        assert "50 % of all" in found.notes[0]

    def test_withholds_everything_where_people_are_not_spread_as_planned(self) -> None:
        found = report(told(200, 300, shown=2000), ENGLISH)
        assert found.is_suspicious
        assert found.sections[0].sentence.startswith("Nothing is said")

    def test_says_what_was_chosen(self) -> None:
        one = told(200, 300)
        ended = replace(one.experiment, state="completed", completed_at=MONDAY, chosen="instant")
        found = report(replace(one, experiment=ended), RUSSIAN)
        assert found.standing.endswith("выбрано для всех: instant")


class TestAPage:
    def test_is_whole_and_loads_nothing(self) -> None:
        html = said(report(told(200, 300), ENGLISH))
        assert "Better than the control." in html
        assert '<p class="state up"><strong>' in html
        assert "http" not in html

    def test_warns(self) -> None:
        html = page(report(told(200, 300, shown=2000), RUSSIAN), RUSSIAN, "ru")
        assert '<html lang="ru">' in html
        assert '<p class="state down">Люди распределены не так' in html


@pytest.fixture
def drafted(container: Container) -> str:
    """This is an experiment that has run, among the read models."""
    done(container, drafting(), AS_ANALYST)
    followed(container, "experiment_results")
    listed = json.loads(type_in("experiment", "list", "--json").output)
    (found,) = listed
    experiment_id: str = found["experiment_id"]
    done(container, StartExperiment(experiment_id=experiment_id), AS_ANALYST)
    done(container, CompleteExperiment(experiment_id=experiment_id), AS_ANALYST)
    followed(container, "experiment_results")
    return experiment_id


class TestTheCommand:
    def test_lists_and_shows(self, drafted: str) -> None:
        listed = type_in("experiment", "list")
        assert "instant_booking" in listed.output
        assert "completed since" in listed.output
        shown = type_in("experiment", "show", drafted)
        assert shown.exit_code == 0, shown.output
        assert "It is too early to say anything" in shown.output
        russian = type_in("experiment", "show", drafted, "--language", "ru", "--html")
        assert "Говорить рано" in russian.output
        machine = json.loads(type_in("experiment", "show", drafted, "--json").output)
        assert machine["results"]["variations"][0]["verdict"] == "too_early"
        missing = type_in("experiment", "show", "none")
        assert (missing.exit_code, "There is no experiment none." in missing.output) == (1, True)

    def test_tells_how_many_people_it_takes(self) -> None:
        aim = ("--deviation", "0.3", "--effect", "0.03", "--daily", "100")
        assert (
            "6,012 people in 2 groups of one size, in 75 days"
            in type_in("experiment", "size", *aim).output
        )
        nothing = type_in("experiment", "size", *aim[:5], "0")
        assert nothing.exit_code == 1
