"""The command `lantern`: one file a group of commands."""
