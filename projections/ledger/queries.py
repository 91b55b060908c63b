"""What accounts hold, and every movement of the money of one booking."""

from dataclasses import dataclass
from datetime import datetime

from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class Balance:
    """This is what an account holds in one currency: debit above zero, in minor units."""

    account: str
    currency: str
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Posting:
    """This is one line of the ledger: debit above zero, credit below, in minor units.

    Lines of one position are an entry: they add up to nothing in every currency.
    """

    position: int
    line: int
    account: str
    amount_minor: int
    currency: str
    occurred_at: datetime
    topic: str


@dataclass(frozen=True, slots=True)
class BookingLedger:
    """This is every movement of a booking's money, in the order of the log, and what it left."""

    booking_id: str
    tutor_id: str
    student_id: str | None
    postings: tuple[Posting, ...]
    balances: tuple[Balance, ...]


def balances(reader: Reader) -> list[Balance]:
    """This is what every account holds."""
    found = reader.rows(
        "SELECT account, currency, balance_minor FROM ledger.balances ORDER BY currency, account"
    )
    return [Balance(**row) for row in found]


def balances_of(reader: Reader, tutor_id: str) -> list[Balance]:
    """This is what every account holds of what concerns a tutor."""
    found = reader.rows(
        "SELECT account, currency, balance_minor FROM ledger.tutor_balances"
        " WHERE tutor_id = %(tutor_id)s ORDER BY currency, account",
        {"tutor_id": tutor_id},
    )
    return [Balance(**row) for row in found]


def ledger_of(reader: Reader, booking_id: str) -> BookingLedger | None:
    """This is the ledger of a booking; nothing where no money was ever spoken of."""
    found = reader.rows(
        "SELECT position, line, account, amount_minor, currency, tutor_id, student_id,"
        " occurred_at, topic FROM ledger.postings"
        " WHERE booking_id = %(booking_id)s ORDER BY position, line",
        {"booking_id": booking_id},
    )
    if not found:
        return None
    sums: dict[tuple[str, str], int] = {}
    for row in found:
        account = (row["currency"], row["account"])
        sums[account] = sums.get(account, 0) + row["amount_minor"]
    return BookingLedger(
        booking_id=booking_id,
        tutor_id=found[0]["tutor_id"],
        student_id=next((row["student_id"] for row in found if row["student_id"]), None),
        postings=tuple(Posting(*(row[name] for name in Posting.__slots__)) for row in found),
        balances=tuple(
            Balance(account, currency, minor) for (currency, account), minor in sorted(sums.items())
        ),
    )
