"""The app on a page: for one person, in one browser, on this machine. Only here is HTTP known."""
