"""Who works here, who is signed in, and who did what."""

from desk.rights import acts, overview

WAYS = [*overview.pages.ways, *acts.pages.ways]
