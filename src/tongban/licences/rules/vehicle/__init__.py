"""The rulebook of the electronic vehicle licence (电子行驶证), VL-01 to VL-05: one question a file.

| rule | question | file |
| --- | --- | --- |
| VL-01 | may this vehicle have one, by its status letters? | may_receive, conditions |
| VL-02 | is it the owner who asks? | may_receive |
| VL-03 | is the service open at the registration office? | may_receive |
| VL-04 | how does it stand, may it be driven today, what is shown? | standing, conditions |
| VL-05 | does the licence survive this change? | stays_valid |

The electronic vehicle licence came with a notice of 2024, whose text is in no collection of rules that we hold: what has
no article here is a design value. The paper licence must still be carried in the car (道路交通安全法第十一条).
"""
