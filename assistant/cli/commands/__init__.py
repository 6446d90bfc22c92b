"""The functions of `lantern`'s commands, by what they are about; each adds its own parsers."""
