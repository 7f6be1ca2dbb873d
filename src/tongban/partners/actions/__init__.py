"""Writing: one public function for each thing that happens between us and our partners.

sending.py says something; delivering.py calls, keeps answers, gives up and tries again; hearing.py takes what partners
say by themselves; forgetting.py empties what is no longer needed; dealers.py takes the daily list of filed enterprises.
"""

from tongban.partners.actions.dealers import receive_dealers
from tongban.partners.actions.delivering import deliver, give_up, try_again
from tongban.partners.actions.forgetting import forget
from tongban.partners.actions.hearing import hear, receive_answer, receive_news
from tongban.partners.actions.sending import send

__all__ = [
    "deliver",
    "forget",
    "give_up",
    "hear",
    "receive_answer",
    "receive_dealers",
    "receive_news",
    "send",
    "try_again",
]
