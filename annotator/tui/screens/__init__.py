"""The screen of the app. Dialogs are shown over it."""
