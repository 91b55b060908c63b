"""Who may ask what: one line a command. Whose thing it is, the aggregate itself decides."""

from collections.abc import Mapping

from application import (
    account,
    age,
    availability,
    booking,
    breach,
    consent,
    consent_text,
    correcting,
    disputes,
    earning,
    erased,
    erasing,
    fees,
    holding,
    lesson,
    packages,
    payer,
    payment,
    payout,
    privacy,
    privacy_handling,
    reading,
    retention,
    tutor,
    verification,
)
from application.work import Command
from domain.shared.actor import Actor, Role
from domain.shared.errors import NotAllowed

ANYBODY: frozenset[Role] = frozenset(Role)
STUDENTS: frozenset[Role] = frozenset({Role.STUDENT})
TUTORS: frozenset[Role] = frozenset({Role.TUTOR})
SIDES: frozenset[Role] = STUDENTS | TUTORS
"""The two sides of a booking."""

REVIEWERS: frozenset[Role] = frozenset({Role.REVIEWER})
HELPERS: frozenset[Role] = frozenset({Role.SUPPORT, Role.ADMIN})
CLOCKWORK: frozenset[Role] = frozenset({Role.SYSTEM})
"""Processes and reactions: what the business does by itself."""

OPERATORS: frozenset[Role] = CLOCKWORK | {Role.ADMIN}
"""Who runs the platform, over the network or from its command line."""

ACCESS: Mapping[type[Command], frozenset[Role] | None] = {
    account.RegisterAccount: None,
    account.VerifyEmail: None,
    account.ChangePassword: ANYBODY,
    account.CloseAccount: ANYBODY,
    account.GrantRole: OPERATORS,
    account.RevokeRole: OPERATORS,
    account.LinkGuardian: HELPERS,
    account.SuspendAccount: HELPERS,
    account.ReinstateAccount: HELPERS,
    account.StartSession: CLOCKWORK,
    account.RefreshSession: CLOCKWORK,
    account.EndSession: ANYBODY,
    age.DeclareAge: ANYBODY,
    availability.SetWeeklyHours: TUTORS,
    availability.ImportWeeklyHours: OPERATORS,
    availability.OverrideDay: TUTORS,
    availability.RemoveDayOverride: TUTORS,
    availability.TakeDayOff: TUTORS,
    availability.ReturnDay: TUTORS,
    availability.SetBookingRules: TUTORS,
    availability.NoteExternalBusy: TUTORS,
    availability.ClearExternalBusy: TUTORS,
    booking.SubmitBooking: STUDENTS,
    booking.AcceptBooking: TUTORS,
    booking.DeclineBooking: TUTORS,
    booking.CancelBooking: SIDES | HELPERS | CLOCKWORK,
    booking.RescheduleBooking: SIDES,
    booking.ProposeReschedule: SIDES,
    booking.AgreeToReschedule: SIDES,
    booking.TurnDownReschedule: SIDES,
    booking.NoteAuthorisation: CLOCKWORK,
    booking.NotePayment: CLOCKWORK,
    booking.NotePaymentFailure: CLOCKWORK,
    booking.AdvanceBooking: CLOCKWORK,
    breach.RecordBreach: HELPERS,
    breach.SetBreachScope: HELPERS,
    breach.AssessBreach: HELPERS,
    breach.NoteAuthorityNotified: HELPERS,
    breach.NotePeopleInformed: HELPERS,
    breach.CloseBreach: HELPERS,
    breach.NoticeBreachDeadline: CLOCKWORK,
    consent.GrantConsent: ANYBODY,
    consent.DenyConsent: ANYBODY,
    consent.WithdrawConsent: ANYBODY,
    consent.HonourPrivacySignal: ANYBODY,
    consent.SupersedeConsent: CLOCKWORK,
    consent.ExpireConsent: CLOCKWORK,
    consent_text.PublishConsentText: OPERATORS,
    correcting.CorrectProfile: ANYBODY,
    correcting.ChangeEmail: ANYBODY,
    disputes.RecordDispute: CLOCKWORK,
    disputes.RecordDisputeClosed: CLOCKWORK,
    disputes.RecordEvidence: CLOCKWORK,
    disputes.RecordEvidenceRefusal: CLOCKWORK,
    earning.DecideEarning: CLOCKWORK,
    earning.FreezeEarning: CLOCKWORK,
    earning.UnfreezeEarning: CLOCKWORK,
    earning.ClearMismatch: HELPERS,
    earning.RequestTransfer: CLOCKWORK,
    earning.RecordTransfer: CLOCKWORK,
    earning.RecordTransferFailure: CLOCKWORK,
    earning.RecordReversal: CLOCKWORK,
    earning.RecordReversalFailure: CLOCKWORK,
    erased.EraseAccount: CLOCKWORK,
    erased.EraseTutor: CLOCKWORK,
    erased.EraseWords: CLOCKWORK,
    erasing.BeginErasureByRule: CLOCKWORK,
    erasing.FenceSubject: CLOCKWORK,
    erasing.NoteKeysDestroyed: CLOCKWORK,
    erasing.NoteStoresCleared: CLOCKWORK,
    erasing.CertifyErasure: CLOCKWORK,
    erasing.NoteLogRedacted: CLOCKWORK,
    holding.HoldSlot: STUDENTS,
    holding.HoldSeries: STUDENTS,
    lesson.JoinLesson: SIDES,
    lesson.ReportNoShow: SIDES,
    lesson.ConfirmCompletion: STUDENTS,
    lesson.ReportProblem: SIDES,
    lesson.AnswerProblem: SIDES,
    lesson.CorrectWords: SIDES,
    lesson.ResolveProblem: HELPERS | REVIEWERS,
    lesson.WaiveLateFee: TUTORS,
    lesson.CancelForUnbookableTutor: CLOCKWORK,
    lesson.NoteDispute: CLOCKWORK,
    lesson.CloseDispute: CLOCKWORK,
    packages.NotePackageHandedOver: CLOCKWORK,
    payer.SaveCard: STUDENTS,
    payer.RemoveCard: STUDENTS,
    payer.RecordCardSetup: CLOCKWORK,
    payer.RecordCardSaved: CLOCKWORK,
    payer.RecordCardRefusal: CLOCKWORK,
    payer.NoteCardLeft: CLOCKWORK,
    payment.RequestPayment: CLOCKWORK,
    payment.RecordAction: CLOCKWORK,
    payment.RecordAuthorisation: CLOCKWORK,
    payment.RecordDecline: CLOCKWORK,
    payment.RequestCapture: CLOCKWORK,
    payment.RecordCapture: CLOCKWORK,
    payment.RecordCaptureFailure: CLOCKWORK,
    payment.RequestVoid: CLOCKWORK,
    payment.RecordVoid: CLOCKWORK,
    payment.RecordVoidFailure: CLOCKWORK,
    payment.RequestRefund: CLOCKWORK,
    payment.RecordRefund: CLOCKWORK,
    payment.RecordRefundFailure: CLOCKWORK,
    payment.NoteProviderFee: CLOCKWORK,
    payout.RequestPayout: CLOCKWORK,
    payout.ReleasePayout: CLOCKWORK,
    payout.RecordPayoutSent: CLOCKWORK,
    payout.RecordPayoutPaid: CLOCKWORK,
    payout.RecordPayoutFailure: CLOCKWORK,
    privacy.FilePrivacyRequest: ANYBODY,
    privacy.ProveIdentity: ANYBODY,
    privacy.FollowIdentityLink: None,
    privacy.WithdrawPrivacyRequest: ANYBODY,
    privacy.LiftRestriction: ANYBODY,
    privacy.LiftObjection: ANYBODY,
    privacy_handling.AcknowledgePrivacyRequest: HELPERS | CLOCKWORK,
    privacy_handling.AskForIdentity: HELPERS | CLOCKWORK,
    privacy_handling.ConfirmIdentity: HELPERS,
    privacy_handling.ExtendPrivacyRequest: HELPERS,
    privacy_handling.PlaceLegalHold: HELPERS | CLOCKWORK,
    privacy_handling.LiftLegalHold: HELPERS | CLOCKWORK,
    privacy_handling.ApprovePrivacyRequest: HELPERS,
    privacy_handling.DenyPrivacyRequest: HELPERS,
    privacy_handling.CompletePrivacyRequest: HELPERS | CLOCKWORK,
    privacy_handling.NoteRecipientNotified: HELPERS | CLOCKWORK,
    privacy_handling.NoteRecipientReceipt: HELPERS | CLOCKWORK,
    privacy_handling.NoticePrivacyDeadlines: CLOCKWORK,
    reading.NoteDataRead: ANYBODY,
    retention.EndRetention: CLOCKWORK,
    retention.HoldRetention: CLOCKWORK,
    retention.LiftRetentionHold: CLOCKWORK,
    fees.NoteHoursTaught: CLOCKWORK,
    tutor.PublishProfile: TUTORS,
    tutor.OfferSubject: TUTORS,
    tutor.WithdrawSubject: TUTORS,
    tutor.OfferCourse: TUTORS,
    tutor.WithdrawCourse: TUTORS,
    tutor.ChangeRate: TUTORS,
    tutor.ChoosePolicy: TUTORS,
    tutor.ReadyPayoutAccount: OPERATORS,
    tutor.LosePayoutAccount: OPERATORS,
    tutor.ListTutor: CLOCKWORK,
    tutor.HideTutor: CLOCKWORK,
    tutor.NoteStrike: CLOCKWORK,
    tutor.ImportTutor: OPERATORS,
    verification.SubmitCredential: TUTORS,
    verification.ProvideInformation: TUTORS,
    verification.AppealRejection: TUTORS,
    verification.StartReview: REVIEWERS,
    verification.AskForInformation: REVIEWERS,
    verification.ApproveCredential: REVIEWERS,
    verification.RejectCredential: REVIEWERS,
    verification.RevokeCredential: REVIEWERS,
    verification.SuspendCredential: REVIEWERS,
    verification.ReinstateCredential: REVIEWERS,
    verification.NoticeExpiry: CLOCKWORK,
    verification.ExpireCredential: CLOCKWORK,
}
"""Command → the roles that may ask it; None means also somebody who is not signed in."""


class RoleMissing(NotAllowed):
    """Your roles do not include one that may do this."""


def check(command: type[Command], actor: Actor) -> str:
    """This is the ground the actor stands on, for the record: the role that allows it.

    Raises:
        RoleMissing: none of the actor's roles may ask this.
    """
    allowed = ACCESS[command]
    if allowed is None:
        return "anybody"
    fitting = sorted(actor.roles & allowed)
    if not fitting:
        raise RoleMissing
    return fitting[0]
