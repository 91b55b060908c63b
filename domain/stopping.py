"""What a person's own wishes stop, though they agreed to it: purposes of consent, one by one.

Consents and wishes about one's data are two contexts that know nothing of each other. Whoever
asks whether something may be done asks both, and finds here what they have to do with each other.

- An objection stops what it is against, for as long as it stands; agreeing later does not lift it.
- A restriction stops every use of the person's data. That is stricter than GDPR 18(2), by which
  agreeing to a use would be enough: it is lifted as easily as one agrees.
- Neither touches the terms and the notice: to agree to them is no use of anybody's data.
"""

from collections.abc import Mapping
from typing import Final

from domain.consent.events import Purpose
from domain.privacy.terms import Objection

STOPPED_BY: Final[Mapping[Objection, frozenset[Purpose]]] = {
    Objection.MARKETING: frozenset(
        {Purpose.MARKETING_EMAIL, Purpose.MARKETING_SMS, Purpose.MARKETING_PUSH}
    ),
    Objection.PROFILING: frozenset({Purpose.RECOMMENDATION_PROFILING}),
}
"""What each objection stops."""

USES: Final = frozenset(Purpose) - {Purpose.TERMS, Purpose.PRIVACY_NOTICE}
"""What a restriction stops."""
