"""What keys do: a module for each group of actions, its rows of the key table and their handlers.

`table` joins the groups; `keymap` finds an action by its key; `custom_keys` gives actions other
keys. A handler changes the session or records a decision; the screen then draws the outcome.
"""
