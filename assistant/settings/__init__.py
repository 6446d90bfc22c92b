"""config.toml and the user's own settings file."""
