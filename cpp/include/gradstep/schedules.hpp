// Include this for schedules alone, without a rule or a kernel. Below is their index. To add one,
// see ARCHITECTURE.md: its file in schedules/, its two lines here, its oracle in
// tests/python/oracles/schedules.py, one example in tools/schedules_gallery.py.
#ifndef GRADSTEP_ISA
#include "schedule.hpp"  // which compiles what follows for every ISA
#else
#include "schedules/constant.hpp"
#include "schedules/cosine.hpp"
#include "schedules/cosine_restarts.hpp"
#include "schedules/cyclic.hpp"
#include "schedules/exponential_decay.hpp"
#include "schedules/geometric.hpp"
#include "schedules/inverse_sqrt.hpp"
#include "schedules/inverse_time_decay.hpp"
#include "schedules/knee.hpp"
#include "schedules/linear.hpp"
#include "schedules/multi_step.hpp"
#include "schedules/noam.hpp"
#include "schedules/one_cycle.hpp"
#include "schedules/piecewise.hpp"
#include "schedules/polynomial.hpp"
#include "schedules/power.hpp"
#include "schedules/rex.hpp"
#include "schedules/step_decay.hpp"
#include "schedules/tanh.hpp"
#include "schedules/time_based_decay.hpp"
#include "schedules/trapezoid.hpp"
#include "schedules/warmup_stable_decay.hpp"

namespace gradstep::GRADSTEP_ISA {
using Schedules =
    std::tuple<Constant, TimeBasedDecay, StepDecay, ExponentialDecay, Geometric, InverseTimeDecay,
               Power, InverseSqrt, Noam, Linear, Polynomial, Cosine, CosineRestarts, Cyclic,
               OneCycle, Tanh, REX, WarmupStableDecay, Trapezoid, Knee, MultiStep,
               PiecewiseConstant, PiecewiseLinear, PiecewiseCosine>;
}  // namespace gradstep::GRADSTEP_ISA
#endif
