"""Published ONNX checkpoints, run without torch, transformers or any code of theirs.

A family is a module with an `OnnxFamily`, registered in `families.py`.
"""
