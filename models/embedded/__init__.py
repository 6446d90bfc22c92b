"""The model that ships with Lantern, run by onnxruntime, OpenCV, tokenizers and numpy alone."""
