"""The fake of Stripe, tried through the real SDK: it behaves as Stripe does, or proves nothing."""
