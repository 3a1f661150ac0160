// What the caller gives for one step, to each array: gradients, where they are zeroed, further
// inputs.
#pragma once
#include <span>

#include "bound.hpp"

namespace gradstep::detail {

class Gradients {
 public:
  /// Hands these out to the parameters, or says what does not fit. `reading`: some rule has further
  /// inputs.
  Refusal take(Bound& bound, std::span<const void* const> grads, std::span<void* const> zero,
               const StepOptions& step, bool reading);
  /// Zeroes the gradients that no update has zeroed: all gradients of a skipped step, or those of
  /// frozen parameters.
  void zero_rest(Bound& bound, bool all) const;
  bool zeroing() const { return zeroing_; }

 private:
  bool zeroing_ = false;  // parameters may still hold where the step before did
};

}  // namespace gradstep::detail
