# Written by tools/stubs.py.
from ._core import REX as REX
from ._core import Composite as Composite
from ._core import Constant as Constant
from ._core import Cosine as Cosine
from ._core import CosineRestarts as CosineRestarts
from ._core import Cyclic as Cyclic
from ._core import ExponentialDecay as ExponentialDecay
from ._core import Geometric as Geometric
from ._core import Greedy as Greedy
from ._core import InverseSqrt as InverseSqrt
from ._core import InverseTimeDecay as InverseTimeDecay
from ._core import Knee as Knee
from ._core import Lambda as Lambda
from ._core import Linear as Linear
from ._core import MultiplicativeLambda as MultiplicativeLambda
from ._core import MultiStep as MultiStep
from ._core import Noam as Noam
from ._core import OneCycle as OneCycle
from ._core import PiecewiseConstant as PiecewiseConstant
from ._core import PiecewiseCosine as PiecewiseCosine
from ._core import PiecewiseLinear as PiecewiseLinear
from ._core import Polynomial as Polynomial
from ._core import Power as Power
from ._core import ReduceOnPlateau as ReduceOnPlateau
from ._core import Schedule as Schedule
from ._core import StepDecay as StepDecay
from ._core import Tanh as Tanh
from ._core import TimeBasedDecay as TimeBasedDecay
from ._core import Trapezoid as Trapezoid
from ._core import WarmupStableDecay as WarmupStableDecay
from ._core import add as add
from ._core import as_schedule as as_schedule
from ._core import clip as clip
from ._core import cooldown as cooldown
from ._core import cycle as cycle
from ._core import every as every
from ._core import extend as extend
from ._core import multiply as multiply
from ._core import noise as noise
from ._core import scale as scale
from ._core import sequence as sequence
from ._core import shift as shift
from ._core import stretch as stretch
from ._core import warmup as warmup

__all__ = [
    "REX",
    "Composite",
    "Constant",
    "Cosine",
    "CosineRestarts",
    "Cyclic",
    "ExponentialDecay",
    "Geometric",
    "Greedy",
    "InverseSqrt",
    "InverseTimeDecay",
    "Knee",
    "Lambda",
    "Linear",
    "MultiStep",
    "MultiplicativeLambda",
    "Noam",
    "OneCycle",
    "PiecewiseConstant",
    "PiecewiseCosine",
    "PiecewiseLinear",
    "Polynomial",
    "Power",
    "ReduceOnPlateau",
    "Schedule",
    "StepDecay",
    "Tanh",
    "TimeBasedDecay",
    "Trapezoid",
    "WarmupStableDecay",
    "add",
    "as_schedule",
    "clip",
    "cooldown",
    "cycle",
    "every",
    "extend",
    "multiply",
    "noise",
    "parse",
    "scale",
    "sequence",
    "shift",
    "stretch",
    "warmup",
]

def parse(text: str) -> Schedule: ...
