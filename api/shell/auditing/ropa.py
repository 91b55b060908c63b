"""The record of processing activities: a table for people, JSON for machines, a page to hand over.

It follows from the code and the settings alone, so nothing has to run.
"""

from collections.abc import Sequence
from importlib.resources import files

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from adapters.bootstrap import Container
from adapters.settings import Settings
from api.record_of_processing import RecordOfProcessing, record_of_processing
from api.shell.console import as_json, say, table


def show_record(*, is_json: bool, is_html: bool) -> None:
    """This prints the record."""
    record = record_of_processing(Container(Settings.from_environment()).controller)
    if is_json:
        as_json(msgspec.to_builtins(record))
    elif is_html:
        say(page(record))
    else:
        _print(record)


def page(record: RecordOfProcessing) -> str:
    """This is the record as a page of its own, with nothing to load."""
    environment = Environment(
        loader=PackageLoader("api"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    css = files("api").joinpath("templates", "page.css").read_text("utf-8")
    return environment.get_template("record.html").render(record=record, css=css)


def _print(record: RecordOfProcessing) -> None:
    say(f"{record.controller.name}, {record.controller.contact}", "bold")
    say()
    for activity in record.activities:
        say(f"{activity.name} – {activity.purpose}; {activity.basis}", "bold")
        say(f"  of {'; '.join(activity.people)}")
        say(f"  given, without words, to {'; '.join(activity.recipients) or 'nobody'}")
        place = activity.stored_in
        say(f"  in {place.log}; {place.stream}; read models {_listed(place.read_models)};")
        say(f"  processes {_listed(place.processes)}")
        rows = [
            (
                fact.topic,
                ", ".join(data.fields),
                data.category,
                data.purpose,
                "; ".join(data.basis),
                data.retention,
                "; ".join(data.recipients),
            )
            for fact in activity.facts
            for data in fact.personal
        ]
        if rows:
            table(("fact", "fields", "category", "purpose", "basis", "kept", "given to"), rows)
        else:
            say("  Nothing in words: pseudonyms, times, amounts and choices alone.")
        say()
    say(f"Unanswered registrations – {record.unanswered_registrations}.")
    for measure in record.measures:
        say(measure)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
