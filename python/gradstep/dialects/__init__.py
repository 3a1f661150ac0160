"""Other libraries' optimizers under their own names, arguments and arithmetic.

``gs.dialects.torch.Adam(params, lr=1e-3, betas=(0.9, 0.999))`` takes torch's keywords in torch's
order and gives torch's numbers. Entries are data on gradstep's rules: only names and defaults
differ. The step is gradstep's: ``opt.step(grads)``.
"""

from __future__ import annotations

from . import torch

__all__ = ["torch"]
