"""What can come of signing up and of cancelling. Each is a value; `services.wording` says it to a resident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat (two, where parent and child come together). `cancel_by_ms` is None where it is too late to give it back again."""

    enrolment_id: int
    cancel_by_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in the queue; the position counts from 1."""

    enrolment_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Entered:
    """In the pot of a draw, under a public number that says nothing about the person. `seed_hash` seals the draw."""

    enrolment_id: int
    number: str
    draws_ms: int
    seed_hash: str


@dataclass(frozen=True, slots=True)
class AlreadyIn:
    """The attendee is in this course: with a seat, at a position in the queue, or in the draw."""

    enrolment_id: int
    state: str
    position: int | None


@dataclass(frozen=True, slots=True)
class NotYet:
    """Sign-up opens later."""

    opens_ms: int


@dataclass(frozen=True, slots=True)
class Closed:
    """Sign-up is over."""


@dataclass(frozen=True, slots=True)
class CourseCancelled:
    """The course does not take place."""


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such course, booking or person (any more)."""


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """The attendee will be `age` on the first day, which is under `min_age` or over `max_age`."""

    age: int
    min_age: int | None
    max_age: int | None
    first_day: str


@dataclass(frozen=True, slots=True)
class WrongAudience:
    """The course is for somebody else: for `audience`, or for another community."""

    audience: str


@dataclass(frozen=True, slots=True)
class TooMany:
    """The attendee is in as many grabbed courses as one may be."""

    limit: int


@dataclass(frozen=True, slots=True)
class MustWait:
    """The attendee stayed away `absences` times and waits until then before the next grab."""

    until_ms: int
    absences: int
    phone: str


@dataclass(frozen=True, slots=True)
class NeedsGuardian:
    """A child under 14 is signed up by a guardian who consented."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something must be said first: the birth date, the companion, or who fetches the child."""

    what: Literal["birth_date", "companion", "pickup"]


@dataclass(frozen=True, slots=True)
class NeedsConsent:
    """An allergy note is kept only with the consent to keep sensitive data."""

    purpose: str


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """This person may not act for that one."""


Outcome: TypeAlias = (
    Seat | Waiting | Entered | AlreadyIn | NotYet | Closed | CourseCancelled | Gone | AgeLimit | WrongAudience | TooMany
    | MustWait | NeedsGuardian | Missing | NeedsConsent | NotAllowed
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The booking is cancelled."""

    course_id: int


@dataclass(frozen=True, slots=True)
class TooLate:
    """Seats could be given back until then; now only the office can, under this number."""

    deadline_ms: int
    phone: str


@dataclass(frozen=True, slots=True)
class NotYours:
    """The booking belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class NotBooked:
    """It was cancelled before."""


CancelOutcome: TypeAlias = Cancelled | TooLate | NotYours | NotBooked | Gone


@dataclass(frozen=True, slots=True)
class OfferOver:
    """The seat was held until then, and is not any more; `given_up` where it was let go of before."""

    until_ms: int
    given_up: bool = False


OfferOutcome: TypeAlias = Seat | AlreadyIn | OfferOver | CourseCancelled | CancelOutcome
"""What can come of accepting or declining an offer."""
