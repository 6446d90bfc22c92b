"""The models: what a picture shows, and how sure that is."""

import os

# Set before onnxruntime is imported, which would otherwise collect and send telemetry.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
