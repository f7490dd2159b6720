"""The app in a browser on this machine, for one person. Only this package knows HTTP."""
