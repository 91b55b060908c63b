"""What Stripe says of amounts and currencies."""

from tests.support.stripe.answers import StripeRefused, invalid

SPOKEN = (
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bif bmd bnd bob brl bsd bwp byn bzd "
    "cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf "
    "gtq gyd hkd hnl htg huf idr ils inr isk jmd jpy kes kgs khr kmf krw kyd kzt lak lbp lkr lrd "
    "lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk "
    "php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs top "
    "try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw "
    "bhd jod kwd omr tnd"
)
CURRENCIES = frozenset(SPOKEN.split())
THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# Written with two decimals that are always zero.
WHOLE_ONLY = frozenset({"isk", "ugx"})
WHOLE_WHEN_PAID_OUT = frozenset({"huf", "twd", "isk", "ugx"})
SMALLEST = {"gbp": 30, "sek": 300, "nok": 300, "dkk": 250, "huf": 17500, "pln": 200, "czk": 1500}
ORDINARY_SMALLEST = 50
LARGEST = 99_999_999


def charging(amount: int, currency: str) -> None:
    """This refuses what cannot be charged.

    Raises:
        StripeRefused: the amount or the currency is not one Stripe charges.
    """
    _known(currency)
    smallest = SMALLEST.get(currency, ORDINARY_SMALLEST)
    if amount < smallest:
        message = f"Amount must be at least {smallest} {currency}"
        raise _wrong(message, "amount_too_small")
    if amount > LARGEST:
        raise _wrong(f"Amount must be no more than {LARGEST} {currency}", "amount_too_large")
    _divisible(amount, currency, THREE_DECIMALS, 10)
    _divisible(amount, currency, WHOLE_ONLY, 100)


def moving(amount: int, currency: str) -> None:
    """This refuses what cannot be transferred, given back or reversed.

    Raises:
        StripeRefused: as above.
    """
    _known(currency)
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise _wrong(message, "parameter_invalid_integer")
    _divisible(amount, currency, THREE_DECIMALS, 10)
    _divisible(amount, currency, WHOLE_ONLY, 100)


def paying_out(amount: int, currency: str) -> None:
    """This refuses what no bank takes.

    Raises:
        StripeRefused: as above.
    """
    moving(amount, currency)
    _divisible(amount, currency, WHOLE_WHEN_PAID_OUT, 100)


def _known(currency: str) -> None:
    if currency not in CURRENCIES:
        listed = ", ".join(sorted(CURRENCIES))
        message = (
            f"Invalid currency: {currency}. Stripe currently supports these currencies: {listed}"
        )
        raise invalid(message, param="currency")


def _divisible(amount: int, currency: str, currencies: frozenset[str], by: int) -> None:
    if currency in currencies and amount % by:
        message = f"Amount in {currency} must be evenly divisible by {by}"
        raise _wrong(message, "parameter_invalid_integer")


def _wrong(message: str, code: str) -> StripeRefused:
    return invalid(message, code=code, param="amount")
