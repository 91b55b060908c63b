"""What a tutor's own facts say: the profile, what is taught, and at what price."""

from operator import itemgetter
from typing import Any

import msgspec

from domain.tutor.events import (
    CourseOffered,
    CourseWithdrawn,
    PolicyChosen,
    ProfilePublished,
    StrikeNoted,
    SubjectOffered,
    SubjectWithdrawn,
    TutorErased,
    TutorEvent,
    TutorHidden,
    TutorImported,
    TutorListed,
)
from domain.tutor.parts import Worded
from domain.tutor.price_events import PackageOffered, PackageWithdrawn, RateChanged
from domain.tutor.tags import tags_in
from projections.rows import Row

WRITTEN = ("display_name", "headline", "about")
HIGHEST_LEVEL = 7
SHOWN_IN_COURSE = ("title", "description", "subject", "category", "tags", "is_trial")


def changed(row: Row, fact: TutorEvent) -> Row:
    """This is the columns that the fact changes, with those that follow from them."""
    changes = _said(row, fact)
    if isinstance(fact, Worded):
        changes["revision"] = row["revision"] + 1
    if changes.keys() & {"courses", "subjects", "headline", "reputation"}:
        changes |= _derived({**row, **changes})
    return changes


def _said(row: Row, fact: TutorEvent) -> Row:
    match fact:
        case TutorImported():
            figures = msgspec.to_builtins(fact.reputation)
            rating = float(figures["overall_rating"] or 0) or None
            return {"source": fact.source, "reputation": figures, "brought_rating": rating}
        case ProfilePublished():
            return {
                "display_name": fact.display_name or None,
                "headline": fact.headline or None,
                "about": fact.about or None,
                "time_zone": fact.time_zone,
                "speaks": msgspec.to_builtins(fact.speaks),
                "languages": sorted({*fact.teaches_in, *(skill.language for skill in fact.speaks)}),
            }
        case TutorListed():
            return {"is_listed": True, "is_bookable": fact.is_bookable, "listed_at": fact.listed_at}
        case TutorHidden():
            return {"is_listed": False, "is_bookable": False}
        case PolicyChosen():
            return {"policy": fact.policy}
        case StrikeNoted():
            return {"strikes": row["strikes"] + 1}
        case TutorErased():
            return {"is_listed": False, "is_bookable": False, **_wordless(row)}
        case _:
            return _offered(row, fact)


def _offered(row: Row, fact: TutorEvent) -> Row:
    subjects, courses = dict(row["subjects"]), dict(row["courses"])
    match fact:
        case SubjectOffered():
            levels = {"level_lo": fact.level_lo, "level_hi": fact.level_hi}
            return {
                "subjects": {**subjects, fact.subject: {**levels, "tags": list(tags_in(fact.tags))}}
            }
        case SubjectWithdrawn():
            subjects.pop(fact.subject, None)
            return {"subjects": subjects}
        case CourseOffered():
            return {"courses": {**courses, fact.course_id: _course(fact)}}
        case CourseWithdrawn():
            courses.pop(fact.course_id, None)
            return {"courses": courses}
        case RateChanged() if fact.course_id in courses:
            priced = {**courses[fact.course_id], "price_per_hour": _money(fact.price_per_hour)}
            return {"courses": {**courses, fact.course_id: priced}}
        case PackageOffered() | PackageWithdrawn() if fact.course_id in courses:
            packages = _packages(courses[fact.course_id]["packages"], fact)
            sold = {**courses[fact.course_id], "packages": packages}
            return {"courses": {**courses, fact.course_id: sold}}
        case _:
            return {}


def _wordless(row: Row) -> Row:
    """This is the profile without what the tutor wrote."""
    gone: Row = {"title": None, "description": None, "category": "", "tags": []}
    courses = {key: {**course, **gone} for key, course in row["courses"].items()}
    subjects = {key: {**subject, "tags": []} for key, subject in row["subjects"].items()}
    return {**dict.fromkeys(WRITTEN), "courses": courses, "subjects": subjects}


def _course(fact: CourseOffered) -> dict[str, Any]:
    return {
        "course_id": fact.course_id,
        "subject": fact.subject,
        "title": fact.title or None,
        "description": fact.description or None,
        "price_per_hour": _money(fact.price_per_hour),
        "duration_minutes": fact.duration_minutes,
        "level_lo": fact.level_lo,
        "level_hi": fact.level_hi,
        "category": fact.category,
        "tags": list(tags_in(fact.tags)),
        "is_trial": fact.is_trial,
        "student_count": fact.student_count,
        "session_count": fact.session_count,
        "packages": [],
    }


def _packages(
    known: list[dict[str, Any]], fact: PackageOffered | PackageWithdrawn
) -> list[dict[str, Any]]:
    """This is what lessons of a course are sold in after the fact, small packages first."""
    packages = [one for one in known if one["lessons"] != fact.lessons]
    if isinstance(fact, PackageOffered):
        price = _money(fact.price_per_lesson)
        packages.append({"lessons": fact.lessons, "price_per_lesson": price})
    return sorted(packages, key=itemgetter("lessons"))


def _money(amount: Any) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}


def _derived(row: Row) -> Row:
    courses = list(row["courses"].values())
    taught = {*row["subjects"], *(course["subject"] for course in courses)}
    titles = [course["title"] for course in courses]
    descriptions = [course["description"] for course in courses]
    title_words = (row["display_name"], row["headline"], *sorted(taught), *titles)
    return {
        "subject_codes": sorted(taught),
        "levels": sorted(_levels(row["subjects"], courses)),
        "title_words": " ".join(filter(None, title_words)),
        "body_words": " ".join(filter(None, (row["about"], *descriptions))),
        **_prices(row, courses),
    }


def _levels(subjects: dict[str, Any], courses: list[dict[str, Any]]) -> set[str]:
    """This is every level that is taught, alone and with its subject before it: `english:3`."""
    levels = set()
    for code, taught in (*subjects.items(), *((course["subject"], course) for course in courses)):
        for level in range(taught["level_lo"], min(taught["level_hi"], HIGHEST_LEVEL) + 1):
            levels |= {str(level), f"{code}:{level}"}
    return levels


def _prices(row: Row, courses: list[dict[str, Any]]) -> Row:
    """This is the range of prices for an hour, in the currency most courses are priced in."""
    prices = [course["price_per_hour"] for course in courses if not course["is_trial"]]
    if not prices and row["reputation"]:
        prices = [row["reputation"]["price_from"]]
    if not prices:
        return {"currency": None, "price_from_minor": None, "price_to_minor": None}
    currencies = [price["currency"] for price in prices]
    currency = max(sorted(set(currencies)), key=currencies.count)
    amounts = [price["minor"] for price in prices if price["currency"] == currency]
    return {
        "currency": currency,
        "price_from_minor": min(amounts),
        "price_to_minor": max(amounts),
    }
