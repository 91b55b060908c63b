"""Experiments in a terminal, as JSON, or as a page to hand over."""

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.shell.connected import connected
from api.shell.console import as_json, say, table
from api.shell.experiments.lines import NUMBERS, PEOPLE, Report, Words, report, standing
from api.shell.experiments.words import WORDS
from application.status import CannotBeDone
from domain.experiment.planning import Aim, size
from projections.experiment_results.queries import experiments, told

COLOURS = {"better": "green", "worse": "red", "harmful": "red", "withheld": "red"}
MOST = 200


def list_experiments(language: str, *, is_json: bool) -> None:
    """This prints every experiment and where it stands, the last drafted first."""
    words = WORDS[language]
    with connected() as container:
        found = experiments(container.reader, limit=MOST)
    if is_json:
        as_json(found)
    elif not found:
        say(words["nothing"])
    else:
        rows = [(one.plan.name, one.experiment_id, standing(one, words)) for one in found]
        table(("name", "id", "state"), rows)


def show_experiment(experiment_id: str, language: str, shape: str) -> None:
    """This prints what one experiment tells.

    Raises:
        CannotBeDone: there is no such experiment.
    """
    with connected() as container:
        found = told(container.reader, experiment_id, container.clock.now())
    if found is None:
        raise CannotBeDone(f"There is no experiment {experiment_id}.")
    words = WORDS[language]
    if shape == "json":
        as_json(found)
    elif shape == "html":
        say(page(report(found, words), words, language))
    else:
        _print(report(found, words), words)


def tell_size(aim: Aim, daily: float, span_days: int) -> None:
    """This prints how many people an experiment takes, and how long that is."""
    found = size(aim, daily, span_days)
    say(f"{found.people:,} people in {aim.variations} groups of one size, in {found.days:,} days:")
    say(
        f"so {aim.power:.0%} of differences of {aim.effect:g} are found when all have come, and of"
        " nothing at most 5 % seems something, however often one looks."
    )


def page(found: Report, words: Words, language: str) -> str:
    """This is the experiment as a page of its own, with nothing to load."""
    environment = Environment(
        loader=PackageLoader("api"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    css = files("api").joinpath("templates", "page.css").read_text("utf-8")
    return environment.get_template("experiment.html").render(
        report=found,
        words=words,
        language=language,
        columns=PEOPLE,
        numbers=NUMBERS,
        colours=COLOURS,
        css=css,
    )


def _print(found: Report, words: Words) -> None:
    say(f"{found.name}: {found.standing}", "bold")
    for note in found.notes:
        say(note)
    say()
    table([words[each] for each in PEOPLE], found.people)
    say()
    say(found.spread, "red" if found.is_suspicious else "")
    for section in found.sections:
        say()
        say(f"{section.variation}: {section.sentence}", COLOURS.get(section.verdict, "bold"))
        table([words[each] for each in NUMBERS], section.rows)
    say()
    say(words["how_sure"])
