"""Availability: when a tutor teaches, and what they ask of a booking."""

from fastapi import APIRouter

from api.accepts import accepts
from application import availability as said

HOURS = "/v1/availability/{tutor_id}"
DAY = f"{HOURS}/days/{{day}}"


def availability(router: APIRouter) -> None:
    """This adds a tutor's hours and rules."""
    accepts(router, "POST", f"{HOURS}/weekly-hours", said.SetWeeklyHours)
    accepts(router, "POST", f"{HOURS}/rules", said.SetBookingRules)
    accepts(router, "POST", f"{DAY}/override", said.OverrideDay)
    accepts(router, "POST", f"{DAY}/follow-week", said.RemoveDayOverride)
    accepts(router, "POST", f"{DAY}/take-off", said.TakeDayOff)
    accepts(router, "POST", f"{DAY}/return", said.ReturnDay)
    accepts(router, "POST", f"{HOURS}/external-busy/note", said.NoteExternalBusy)
    accepts(router, "POST", f"{HOURS}/external-busy/clear", said.ClearExternalBusy)
