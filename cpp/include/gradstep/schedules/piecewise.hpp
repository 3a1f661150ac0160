#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Levels: one value after another.
///     s(n) = values[#{at[i] <= n}]
/// values are rates; `at`, one fewer, are the steps at which the next value begins, and do not
/// decrease. Endless: total_steps is None. Keras' PiecewiseConstantDecay changes one update later.
struct PiecewiseConstant {
  List<double> values{};
  List<std::int64_t> at{};
  const char* problem() const {
    return values.size() == at.size() + 1 ? nullptr
                                          : "values must be one more than there are steps in at";
  }
  template <StepNumber V>
  V operator()(V n) const {
    return pick(values, count_up_to(at, n));
  }
};

/// Straight lines through points.
///     s(n) = values[i] at n = at[i], straight in between, held before the first and after the last
/// values are rates, `at` as many steps that do not decrease; a step named twice is a jump.
/// total_steps is the last of them. Also called piecewise interpolation.
struct PiecewiseLinear {
  List<double> values{};
  List<std::int64_t> at{};
  const char* problem() const {
    return values.size() == at.size() && at.size() > 0
               ? nullptr
               : "values and at must be as many, at least one";
  }
  std::int64_t length() const { return at[at.size() - 1]; }
  template <StepNumber V>
  V operator()(V n) const {
    return interpolate(values, at, Shape{Shape::linear}, n);
  }
};

/// Halves of cosines through points.
///     s(n) = values[i] at n = at[i], (1 - cos πu)/2 of the way in between, held before and after
/// values are rates, `at` as many steps that do not decrease; a step named twice is a jump.
/// total_steps is the last of them. optax's piecewise_interpolate_schedule("cosine").
struct PiecewiseCosine {
  List<double> values{};
  List<std::int64_t> at{};
  const char* problem() const {
    return values.size() == at.size() && at.size() > 0
               ? nullptr
               : "values and at must be as many, at least one";
  }
  std::int64_t length() const { return at[at.size() - 1]; }
  template <StepNumber V>
  V operator()(V n) const {
    return interpolate(values, at, Shape{Shape::cosine}, n);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
