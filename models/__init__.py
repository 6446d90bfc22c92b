"""The models: what is seen, what can be said of it, and how sure that is."""

import os

# Before anything imports onnxruntime: it would write and send what it learns of this computer.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
