// Gradients of several calls that make one update (accumulate): their sums, which belong to the
// state, and how many calls are in them.
#pragma once
#include <cstdint>

#include "plan.hpp"

namespace gradstep::detail {

/// The calls since the last update: how many there are, and the sum of the losses that `losses` of
/// them have given.
struct Window {
  std::int64_t calls = 0, losses = 0;
  double loss = 0;
};

class Accumulation {
 public:
  /// Whether the next call only adds, because the update needs further ones.
  bool adds(const Options& options) const { return window_.calls + 1 < options.accumulate; }
  const Window& window() const { return window_; }
  void restore(const Window& window) { window_ = window; }

  /// Makes the gradients of this call, together with what the calls before have added, those of the
  /// step under way: their sum if it only adds, else their mean. Returns the step's options, of
  /// that gradient. Writes no sum.
  StepOptions join(Bound& bound, const Options& options, const StepOptions& step) const;
  /// Writes the sums of a call that only adds, and zeroes its gradients where that is asked for.
  void add(Bound& bound, const Plan& plan, const StepOptions& step);
  /// Begins anew, after an update.
  void clear(Bound& bound);

 private:
  Window window_;
};

}  // namespace gradstep::detail
