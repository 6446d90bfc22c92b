"""The precision in which training computes."""

import torch


def half_where_fast() -> torch.autocast:
    """Autocast matrix products to bfloat16 if the processor supports it.

    Without support, bfloat16 takes some thirty times as long as float32.
    """
    able = torch.cpu.get_capabilities()
    fast = bool(able.get("avx512_bf16") or able.get("amx_bf16"))
    return torch.autocast("cpu", torch.bfloat16, enabled=fast)
