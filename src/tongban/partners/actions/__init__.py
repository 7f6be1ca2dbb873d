"""Writing: one public function for each thing that happens between us and our partners.

sending.py says something; delivering.py calls, keeps answers, gives up and tries again; hearing.py takes what partners
say by themselves; dealers.py takes the daily list of filed enterprises.
"""

from tongban.partners.actions.delivering import deliver, give_up, try_again
from tongban.partners.actions.sending import send

__all__ = ["deliver", "give_up", "send", "try_again"]
