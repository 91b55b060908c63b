"""What is worth keeping although nothing changed."""

from domain.shared.event import Fact, fact
from domain.shared.text import Code, Handle


@fact("audit.command_refused.v1")
class CommandRefused(Fact):
    """Somebody asked for something and was told no; what they sent is not kept."""

    command: Code
    refusal: Code
    about: tuple[Handle, ...]


AuditEvent = CommandRefused
