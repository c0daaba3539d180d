"""The desk: the web console of the community office. What it does goes through the same services and the same outbox as the chat.

`pages` is what a page is made of, `serving` turns pages into an application, `access` says who may do what, `door` who comes in;
each section of the desk has a folder of its own, and its templates the folder of the same name.
"""

from desk.office import Desk
from desk.serving import routes

__all__ = ["Desk", "routes"]
