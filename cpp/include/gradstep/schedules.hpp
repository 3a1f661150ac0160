// The index of the schedules. To add one: its file in schedules/, its two lines here, its oracle in
// tests/python/test_schedules.py. No guard: compiled once per ISA by detail/foreach-isa.hpp.
#include "detail/schedule-types.hpp"
#include "schedules/constant.hpp"
#include "schedules/cosine.hpp"
#include "schedules/exponential_decay.hpp"
#include "schedules/inverse_time_decay.hpp"
#include "schedules/step_decay.hpp"
#include "schedules/time_based_decay.hpp"

namespace gradstep::GRADSTEP_ISA {
using Schedules =
    std::tuple<Constant, TimeBasedDecay, StepDecay, ExponentialDecay, InverseTimeDecay, Cosine>;
}
