"""What keys do: a module for each group of actions, its rows of the key table and their handlers.

`key_table` joins the groups and gives actions other keys; `keymap` finds an action by its key. A
handler changes the session or records a decision; the screen then draws the outcome.
"""
