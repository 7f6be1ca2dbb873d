"""People: who signs in, who is behind an account, and who acts for whom.

An *account* is a way to sign in and holds no name. A *citizen* is a person known by name and identity number,
bound to an account by a real-name check at a partner or at a window. An *organisation* is known by its credit
code. A *mandate* lets one citizen do another's business, for the businesses the law lists and no other.

Doors: `actions` (register, bind_real_name, check_face, give_mandate, revoke_mandate, sign_in_as, …),
`queries` (citizen, citizen_by_identity, may_act_for, …), `gates` (citizen_required, step_up_required) for
views, and the frozen records in `records`.
"""
