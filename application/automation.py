"""Everything the business does by itself, on one page.

- booking_payment: submitted → money → confirmed, or all released; refunds as decided
- covered_booking: what goes back in money of a lesson that a credit pays for, or it is given up
- package_disputes: what a student's bank takes back of a package → its credits wait, or are lost
- payment_disputes: what a student's bank takes back, and how it decides → noted on the booking
- settlement: what was decided → the tutor's share, frozen, cleared, and asked to be transferred
- held_earnings: transfers and payouts that wait for a payout account, once it is ready
- payouts: what was transferred → on payday, asked to be paid out
- package_payment: ordered → money → credits, or all given back; unused credits refunded
- booking_clock: holds, requests and payments run out; lessons start, end and settle
- tutor_onboarding: profile + papers + payout account → listed, or hidden again
- fee_ladder: hours taught are counted, and bring a tutor to a lower fee
- counting_conversions: what students do is counted, of those who agree, for experiments
- leaving_experiments: who does not agree to be measured any more leaves all experiments
- review_clock: a review that was approved is shown when it has waited for the other side
- verification_clock: notices before a credential ends, and its end
- student_protection: a tutor who may not teach loses the lessons ahead; let-downs are noted
- consent_clock: agreements given for a time end
- reconsent: a text that has to be agreed to anew ends agreements to older ones
- privacy_clock: deadlines of requests about data, and of breaches, near and missed
- retention: what may not be kept any more of a person ends at its time
- retention_erasure: what has come to its end so is erased
- charging: what a payment asks for is carried to the provider
- rereading: what the provider may not tell by itself is read there
- onboarding_account: a tutor's account is opened at the provider, and looked at when asked
- transferring: what a share asks for is carried to the provider
- paying_out: payouts let go are carried to the provider, and asked after
- noticing: what the provider tells of by itself is read there, and what is read recorded
- contesting: what speaks for a lesson is handed in where a student's bank takes its payment back
- card_keeping: a card that a student lets the provider keep is carried there, and let go again
- scoring: words that wait for a reviewer are shown to a service outside, where there is one
- profile_scoring: what is new in profiles is shown to it as well
- erasure: an approved request → fence, forget, destroy, clear, certify, complete
"""

from typing import Any

from application.processes.booking_clock import BOOKING_CLOCK
from application.processes.booking_payment import BOOKING_PAYMENT
from application.processes.consent_clock import CONSENT_CLOCK
from application.processes.counting_conversions import COUNTING_CONVERSIONS
from application.processes.covered_booking import COVERED_BOOKING
from application.processes.erasure import ERASURE
from application.processes.fee_ladder import FEE_LADDER
from application.processes.held_earnings import HELD_EARNINGS
from application.processes.leaving_experiments import LEAVING_EXPERIMENTS
from application.processes.package_disputes import PACKAGE_DISPUTES
from application.processes.package_payment import PACKAGE_PAYMENT
from application.processes.payment_disputes import PAYMENT_DISPUTES
from application.processes.payouts import PAYOUTS
from application.processes.privacy_clock import PRIVACY_CLOCK
from application.processes.reconsent import RECONSENT
from application.processes.retention import RETENTION
from application.processes.retention_erasure import RETENTION_ERASURE
from application.processes.review_clock import REVIEW_CLOCK
from application.processes.settlement import SETTLEMENT
from application.processes.student_protection import STUDENT_PROTECTION
from application.processes.tutor_onboarding import TUTOR_ONBOARDING
from application.processes.verification_clock import VERIFICATION_CLOCK
from application.reactions.card_keeping import CARD_KEEPING
from application.reactions.charging import CHARGING
from application.reactions.contesting import CONTESTING
from application.reactions.noticing import NOTICING
from application.reactions.onboarding_account import ONBOARDING_ACCOUNT
from application.reactions.paying_out import PAYING_OUT
from application.reactions.profile_scoring import PROFILE_SCORING
from application.reactions.rereading import REREADING
from application.reactions.scoring import SCORING
from application.reactions.transferring import TRANSFERRING
from application.todo import Process

PROCESSES: tuple[Process[Any], ...] = (
    BOOKING_PAYMENT,
    PAYMENT_DISPUTES,
    SETTLEMENT,
    HELD_EARNINGS,
    PAYOUTS,
    PACKAGE_PAYMENT,
    PACKAGE_DISPUTES,
    COVERED_BOOKING,
    BOOKING_CLOCK,
    TUTOR_ONBOARDING,
    FEE_LADDER,
    COUNTING_CONVERSIONS,
    LEAVING_EXPERIMENTS,
    REVIEW_CLOCK,
    VERIFICATION_CLOCK,
    STUDENT_PROTECTION,
    CONSENT_CLOCK,
    RECONSENT,
    PRIVACY_CLOCK,
    RETENTION,
    RETENTION_ERASURE,
)
REACTIONS: tuple[Process[Any], ...] = (
    CHARGING,
    REREADING,
    CONTESTING,
    ONBOARDING_ACCOUNT,
    TRANSFERRING,
    PAYING_OUT,
    NOTICING,
    CARD_KEEPING,
    SCORING,
    PROFILE_SCORING,
    ERASURE,
)
