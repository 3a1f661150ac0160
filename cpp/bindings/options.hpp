// The options of an optimizer in Python: the structs of the averages, and Options made of a call's
// keywords.
#pragma once
#include <pybind11/pybind11.h>
#include <gradstep/options.hpp>

#include <cstdint>

namespace gradstep::python {

/// Exponential moving average: ``a ← decay·a + (1 - decay)·p`` after every update; p at first.
///
/// As torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn(decay).
struct EMA {
  double decay = Average{}.decay;
  Average average() const { return {.kind = Average::Kind::ema, .decay = decay}; }
};

/// Stochastic weight averaging: the mean of the parameters at update start, start + every, ….
///
/// Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018.
struct SWA {
  std::int64_t start = Average{}.start, every = Average{}.every;
  Average average() const {
    return {.kind = Average::Kind::uniform, .start = start, .every = every};
  }
};

/// The mean of the parameters after every update.
///
/// Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992.
struct PolyakAverage {
  Average average() const { return {.kind = Average::Kind::uniform}; }
};

/// The options that are given; the others are as by default.
Options to_options(const pybind11::kwargs& given);

}  // namespace gradstep::python
