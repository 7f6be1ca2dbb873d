"""The rulebook of used-vehicle registration across regions: the pre-check UC-01 to UC-20 and what comes after it.

| rule | question | file |
| --- | --- | --- |
| UC-01 | one place, or origin first? | scope |
| UC-02 to UC-07 | what do the letters of the register say? | letters |
| UC-08 | how many years are left? | scrapping |
| UC-09 | has the inspection run out? | inspection_periods |
| UC-10 | is it mortgaged or pledged? | mortgage |
| UC-11, UC-12 | what does the destination city ask? | destination, policies |
| UC-13 | does the invoice prove the deal? | deal, invoice |
| UC-14 | is the dealer filed, does the seller sell too often? | deal |
| UC-15 | identity and residence? | residence |
| UC-16 | joint owners, heirs, minors, agents? | people |
| UC-17 | is other business open? | letters |
| UC-18 | is the electronic file complete? | archive |
| UC-19 | is the compulsory insurance in force? | insurance |
| UC-20 | on line or on site? | suspicion |

After the pre-check: archive (pages returned A1 to A9), people (agents, separation of duties), clocks (every period of a
case), refusals (the grounds of Articles 15, 21 and 29), moving_home (what is cited then). Facts and findings are the words
that all rules share. What other services will ask too stands below: the texts with their days (tongban.laws), the form of
the inspection (inspections.records), plate numbers and years of use (registers.numbering, registers.lives).
"""
