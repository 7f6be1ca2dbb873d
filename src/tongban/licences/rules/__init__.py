"""The rulebook of the electronic licence, EL-01 to EL-12: one question a file.

| rule | question | file |
| --- | --- | --- |
| EL-01 | may this driver apply? | may_apply |
| EL-02 | how does the licence stand, what is shown? | standing, letters |
| EL-03, EL-12 | does it survive this change? | stays_valid |
| EL-04 to EL-06 | which photo, what must it look like, how often? | photo, photo_change, examination |
| EL-07 to EL-09 | when does a shown licence count? | presentation |
| EL-10 | is the paper card needed? | paper_card |
| EL-11 | what becomes of local electronic licences? | local_licences |
"""
