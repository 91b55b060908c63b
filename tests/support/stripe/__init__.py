"""Stripe, played on loopback: real HTTP, its own memory, and the test behind every counter.

    def test_pays(fake_stripe):                       # a fixture; or `with FakeStripe(clock) as …`
        stripe = fake_stripe.client()                 # the real SDK, or StripeClient(fake.key,
                                                      #   base_addresses={"api": fake.url})
        intent = stripe.v1.payment_intents.create({…})
        fake_stripe.payer.confirms(intent.client_secret, "pm_card_visa")

The platform acts through the SDK; everyone else is a hand the test moves:

    fake.payer   confirms, proves who they are (3-D Secure), fails to
    fake.bank    pays or refuses what is processing, ends refunds and payouts, disputes
    fake.holder  the person behind a connected account: completes onboarding, owes, is rejected
    fake.webhooks  the addresses Stripe sends to, and how badly it does so, see `webhooks.py`
    fake.faults    what goes wrong next: `fake.faults.next("POST /v1/refunds", "dropped",
                   after=True)`, see `faults.py`
    fake.seen(id), fake.every(kind), fake.calls    what is there, and what was asked

Its time is the clock the test gave it: `created`, deadlines, keys and signatures follow it.

Methods of payment are Stripe's own test methods, see `cards.py`. Amounts, codes and sentences are
Stripe's where they are known.

It is strict where a mistake of ours would hide:

- what Stripe's OpenAPI file does not know is a 400, and so is what it requires and was not given;
- what Stripe knows and the fake does not play fails the test when the fake is closed;
- an answer that Stripe would not give in that form fails it too;
- a key is remembered as Stripe does, see `idempotency.py`: errors too, also a 500 of work that had
  begun, and only for a day.

Money settles after two days, and a connected account is paid out by Stripe every day, unless its
balance settings say `manual`, as Stripe does it.

It is simpler than Stripe in this: one currency a charge, no exchange; a balance may go below
zero; events come at once; `automatic_async` takes the money at once. Where Stripe's own word was
not found it is strict: a refund of a charge leaves that much less of it to transfer, a reversal
makes room again, a recipient must say its country and who answers for its losses, and what is
moved is as whole as what is charged.

A chapter of the API is a module in `chapters/`, with a line in `routes.py`; `spec/prune.py` then
cuts its paths out of Stripe's file. May import: `stripe`, `adapters.memory`, the ports.
"""
