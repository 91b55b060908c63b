"""When the demonstration is shown, how it looks on the screen, and who is in it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from adapters.bootstrap import Container
from adapters.embedded.folder import DataFolder
from api.shell.console import progress, say, table
from api.shell.demonstration.earning import Earning
from api.shell.demonstration.forgetting import Forgetting
from api.shell.demonstration.market import Market
from api.shell.demonstration.people import cast, password_of
from api.shell.demonstration.story import Story
from api.shell.demonstration.telling import Teller
from api.shell.demonstration.visitor import DemonstrationStopped
from application.status import CannotBeDone
from projections.directory.queries import by_email

REQUEST_SECONDS: Final = 30.0
NAME_WIDTH: Final = 17
BEGUN: Final = "begun\n"
TOLD: Final = "told\n"


@dataclass(frozen=True, slots=True)
class Showing:
    """This shows the demonstration, once a store: one broken off goes on at the next start."""

    address: str
    home: Path
    container: Container

    @property
    def is_due(self) -> bool:
        """This is true when the store is empty, or a demonstration in it was broken off.

        Invented people pay in the sandbox alone.
        """
        if self.container.settings.stripe_api_key is not None:
            return False
        return self.container.facts.head() == 0 or self._was_broken_off

    @property
    def is_there(self) -> bool:
        """This is true when the invented people came here, at this start or an earlier one."""
        return self._mark.exists()

    def run(self) -> None:
        """This fills the store and tells the story; should it stop, everything else goes on."""
        say()
        if self._was_broken_off:
            say("The demonstration was broken off last time; it goes on.")
        else:
            say("The store is empty: invented people make a small marketplace in it, over HTTP.")
        self._note(BEGUN)
        try:
            self._run()
        except DemonstrationStopped as reason:
            say(f"The demonstration stopped: {reason}.", "yellow")
            return
        self._note(TOLD)
        say()
        show_people(self.container)

    def _run(self) -> None:
        with httpx.Client(base_url=self.address, timeout=REQUEST_SECONDS) as http:
            market = Market(http, self.container, cast())
            with progress("People come") as bar:
                task = bar.task_ids[0]
                bar.update(task, total=market.steps)
                market.open(lambda note: bar.update(task, advance=1, note=note))
            say(f"{len(market.cast.tutors)} tutors offer lessons; all are reviewed and listed.")
            say()
            say("One booking, from registration to confirmation:", "bold")
            teller = Teller(lambda what: say(what, "cyan"), _answer)
            Story(market, teller).tell()
            say()
            say("One lesson paid to its tutor:", "bold")
            Earning(market, teller).tell()
            say()
            say("One person forgotten, and a log that still holds:", "bold")
            Forgetting(market, teller).tell(market.cast.students[-1])

    def _note(self, how_far: str) -> None:
        with DataFolder(self.home).sentences():
            self._mark.write_text(how_far, "ascii")

    @property
    def _mark(self) -> Path:
        return self.home / "demonstration"

    @property
    def _was_broken_off(self) -> bool:
        return self._mark.exists() and self._mark.read_text("ascii", "replace") == BEGUN


def show_people(container: Container) -> None:
    """This prints the invented people with the passwords they were given.

    Raises:
        CannotBeDone: they are not in this store.
    """
    with container.operating.reachable():
        known = by_email(container.reader, cast().of_role("admin").email)
    if known is None:
        raise CannotBeDone("The demonstration was not made in this store.")
    say("DEMONSTRATION ACCOUNTS: invented people, passwords of this installation alone.", "bold")
    table(
        ("role", "name", "e-mail", "password"),
        [
            (person.role, person.name, person.email, password_of(person, container.pseudonyms))
            for person in cast().everybody
            if by_email(container.reader, person.email) is not None
        ],
    )


def _answer(view: str, told: str) -> None:
    say(f"   {view:<{NAME_WIDTH}} {told}")
