"""In which precision a training computes."""

import torch


def half_where_fast() -> torch.autocast:
    """Inside it matrices are multiplied in bfloat16, if the processor has that.

    One that has not takes some thirty times as long for it as for float32.
    """
    able = torch.cpu.get_capabilities()
    fast = bool(able.get("avx512_bf16") or able.get("amx_bf16"))
    return torch.autocast("cpu", torch.bfloat16, enabled=fast)
