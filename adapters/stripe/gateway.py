"""All of Stripe in one: the provider that the composition root puts behind the ports of money."""

from adapters.stripe.accounts import StripeAccounts
from adapters.stripe.cards import StripeCards
from adapters.stripe.disputes import StripeDisputes
from adapters.stripe.payments import StripePayments
from adapters.stripe.records import StripeRecords
from adapters.stripe.transfers import StripeTransfers


class StripePaymentGateway(
    StripePayments,
    StripeCards,
    StripeTransfers,
    StripeAccounts,
    StripeDisputes,
    StripeRecords,
):
    """This is Stripe as our payment provider."""
