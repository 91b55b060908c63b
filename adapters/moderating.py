"""Which service outside is asked about words: the one there is an address for, else none."""

from contextlib import ExitStack

from adapters.settings import Settings
from application.moderation import Moderation, NoModeration


def moderation_of(settings: Settings, closing: ExitStack) -> Moderation:
    """This is the service, its connections ended with the rest."""
    if not settings.moderation_url:
        return NoModeration()
    # HTTP's library is imported by whoever asks, and by nobody else.
    from adapters.moderation import HttpModeration

    url, key, model = settings.moderation_url, settings.moderation_key, settings.moderation_model
    opened = HttpModeration(url, key, model)
    closing.callback(opened.close)
    return opened
