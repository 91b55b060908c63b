"""The words of a package, in English. Columns and values are told by their own names."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "title": "What we keep about you",
    "made": "Made on {at}, up to position {position} of our record, for the person {person}.",
    "intro": (
        "You asked what we keep about you (Article 15 of the General Data Protection Regulation). "
        "This page shows it in tables; the files beside it hold the same for machines."
    ),
    "others": (
        "Other people are called by what they are to you and a number, such as “tutor 2”: the same "
        "number is the same person everywhere in this package. What is personal of them is left "
        "out, because it is theirs."
    ),
    "times": "Times are given by the clocks of {zone}.",
    "files": "What is in this package",
    "index.html": "this page",
    "data.json": "everything this page shows, as data",
    "consents.json": "what you agreed to and when, with signed receipts",
    "processing.json": "what your data is used for, who gets it and for how long it is kept",
    "events.ndjson": "every single thing recorded about you, one a line, in the order it happened",
    "proofs.json": (
        "for each of those, a proof that it stands in our record, which nobody can change "
        "unnoticed; each can be checked with “preceptor audit verify-inclusion”"
    ),
    "manifest.json": "what each file holds, by its SHA-256 digest",
    "manifest.jws": "the same, signed by us; the key is at /.well-known/jwks.json",
    "facts": "Everything that was recorded about you",
    "facts_intro": (
        "In order. What a line holds of your own words stands beside it; all other details are in "
        "events.ndjson."
    ),
    "processing": "What we do with your data",
    "rights": "What you can ask of us",
    "right_15": "To know what we keep, as you just did (Article 15).",
    "right_16": "To have it put right: most of it you can change yourself, at once (Article 16).",
    "right_17": "To be erased (Article 17). What the law makes us keep, we tell you, with the end.",
    "right_18": "To let the use of your data rest (Article 18).",
    "right_20": "To take what you gave us elsewhere, in common formats (Article 20).",
    "right_21": (
        "To object to what rests on a legitimate interest, and to marketing at any time and "
        "without a reason (Article 21)."
    ),
    "right_22": (
        "To have a person look at what was ranked by machine: the order in which tutors are shown "
        "follows from their words, prices, ratings and free time (Article 22)."
    ),
    "right_7": "To take any agreement back, as easily as it was given (Article 7).",
    "right_77": "To complain to a supervisory authority, at best the one where you live (Art. 77).",
    "contact": "Whom to write to",
    "controller": "{name} answers for the use of your data: {contact}.",
    "nothing": "We keep nothing of this kind.",
    "you": "you",
    "platform": "the platform itself",
    "yes": "yes",
    "no": "no",
    "none": "–",
    "position": "Position",
    "when": "When",
    "what": "What happened",
    "by": "By",
    "words": "Your own words in it",
    "purpose": "What for",
    "category": "Which data",
    "basis": "On what basis (Article of the Regulation)",
    "recipients": "Who gets it",
    "retention": "For how long",
    "pseudonymous": "nothing in words: pseudonyms, times, amounts and choices",
    "nobody": "nobody outside",
    "erased": "(erased)",
    "lesson": "Lesson: {subject}",
    "readme": (
        "You asked for the data that you gave us or that we observed of you, to take it elsewhere "
        "(Article 20 of the General Data Protection Regulation).\n\n"
        "data.json    everything, as JSON\n"
        "csv/         the same, one table a file (RFC 4180, UTF-8)\n"
        "lessons.ics  your lessons, for any calendar (RFC 5545), times in UTC\n"
        "manifest.*   what each file holds by SHA-256, and the same signed\n\n"
        "Other people are called by what they are to you and a number. In the CSV files a text "
        "that a spreadsheet might take for a formula begins with an apostrophe that is not part "
        "of it; data.json has every text as it is.\n"
    ),
}
SECTIONS: Final[Mapping[str, str]] = {
    "account": "Your account",
    "profile": "Your profile as a tutor",
    "subjects": "Subjects you teach",
    "courses": "Courses you offer",
    "search_listing": "How search finds you",
    "meaning": "What our search made of your words, as numbers",
    "interactions": "Who learnt with whom, and how often",
    "contests": "What you had a person look at",
    "reliability": "How often lessons with you took place",
    "hours": "When you teach, and what you ask of a booking",
    "days": "Days with hours of their own",
    "bookings": "Your bookings",
    "payments": "Payments of your bookings",
    "packages": "Lessons paid for in advance",
    "reviews": "Reviews of your lessons",
    "profile_signs": "What rules found in what you say of yourself and your courses",
    "profile_standing": "What reviewers decided about what you say of yourself and your courses",
    "review_words": "What you said of lessons",
    "lessons": "Your calendar",
    "earnings": "What you earned",
    "statement_lines": "What changed what you are owed",
    "payouts": "How you are paid out",
    "consents": "What you agreed to",
    "privacy_requests": "What you asked about your data",
    "readings": "Who of us read your data, and what for",
    "legal_holds": "What has to stay by law",
    "told_recipients": "Who was told of your requests",
    "handovers": "When your data was handed over",
    "wishes": "Whether its use rests, and what you object to",
    "credentials": "Your papers",
}
