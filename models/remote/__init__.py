"""A `VisionModel` on an OpenAI-compatible server on this computer or the home network.

The embedded model works beside it.
"""
