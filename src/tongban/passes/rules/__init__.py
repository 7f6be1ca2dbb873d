"""The rulebook of trucks: may this vehicle be there, then, and which sentence says so? Pure, and read from the bottom up.

| file | what it answers |
| --- | --- |
| truth | is it so: yes, no, or nobody knows? |
| records, reading | what can a notice say; what is wrong with this document? |
| shapes, datum | is a point in an area; where is a point of a shifted map? |
| facts | what can be asked, about which vehicle? |
| days | does the minute fall into a schedule? |
| conditions | does a condition hold? |
| decisions | may it be there, and which sentences say so? |
| compiled | the same, at once for every minute of a day |
| places | in which places is a point, and which does a route visit? |
| departures | when may it leave on this route? |
| ways | what would change a "no"? |
| golden | does the notice say what its city means? |
| linter | what speaks against publishing the notice? |
| collected | ten real notices with their golden decisions |

The specification, by section: docs/standards/truck-rules.md.
"""
