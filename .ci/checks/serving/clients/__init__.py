"""Checks of the service with other people's clients, each with that client's default settings."""
