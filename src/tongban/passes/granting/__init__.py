"""Who is given a pass: the city's terms as data, and what an application comes to. Pure, and read from the bottom up.

| file | what it answers |
| --- | --- |
| terms, reading | what does the city ask of whoever wants this type of pass (申领规定)? |
| asked | what is known of an application? |
| spans | what would the pass open, hour by hour, and what stays shut? |
| grounds | T1 to T12: what speaks against it, by which article, and what to do |
| quotas | which places and days are full, and who came first? |
| deciding | which of the five exits of 行政许可法 32, and which answer? |
| clocks | by when must the authority, by when the haulier? |
| endings | how a pass ends before its last day, and what is owed then |

The law, line by line: docs/standards/truck-passes.md.
"""
