"""The models: what a picture shows, and how sure that is."""

import os

# Set before onnxruntime is imported, which would otherwise collect and send telemetry.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# Before transformers imports huggingface_hub, which would tell the hub what is installed.
# Only `models.hub.hub_client` asks the hub for files.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = os.environ["HF_HUB_OFFLINE"] = "1"
