"""Reading what a table keeps of a person: what is another's in it is left out."""

from collections.abc import Iterator
from typing import Any, Final

from projections.holdings import Holding
from projections.reading import Reader
from projections.rows import Row

AT_ONCE: Final = 500


def rows(reader: Reader, holding: Holding, person_id: str) -> Iterator[Row]:
    """This is what the table keeps of the person, read as it is asked for, in the order of keys."""
    for row in _pages(reader, holding, person_id):
        shown = {
            name: None if _is_of_another(holding, row, name, person_id) else row[name]
            for name in holding.columns
        }
        if holding.spread:
            yield from _spread(shown, *holding.spread)
        else:
            yield shown[holding.inside] or {} if holding.inside else shown


def _pages(reader: Reader, holding: Holding, person_id: str) -> Iterator[Row]:
    table = holding.table
    owned = " OR ".join(f"{owner} = %(person)s" for owner in holding.owners)
    keys = ", ".join(table.key)
    behind = f" AND ({keys}) > ({', '.join(f'%(after_{name})s' for name in table.key)})"
    start = (
        f"SELECT {', '.join(holding.columns)} FROM {holding.view}.{table.name}"
        f" WHERE ({holding.theirs or owned})"
    )
    end = f" ORDER BY {keys} LIMIT %(limit)s"
    values: dict[str, Any] = {"person": person_id, "limit": AT_ONCE}
    page = reader.rows(start + end, values)
    while page:
        yield from page
        values |= {f"after_{name}": page[-1][name] for name in table.key}
        page = reader.rows(start + behind + end, values) if len(page) == AT_ONCE else []


def _is_of_another(holding: Holding, row: Row, name: str, person_id: str) -> bool:
    owner = holding.table.personal.get(name) or holding.ones_own.get(name)
    return owner is not None and row[owner] != person_id


def _spread(row: Row, column: str, named: str) -> Iterator[Row]:
    """This is one row for each thing that stands in the column."""
    for name, inner in (row[column] or {}).items():
        yield {named: name, **inner}
