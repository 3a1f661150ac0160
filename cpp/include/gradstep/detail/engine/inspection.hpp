// The pass that only reads: whether the gradients, the further inputs and the loss can be used, and
// how large they are.
#pragma once
#include <span>
#include <vector>

#include "plan.hpp"

namespace gradstep::detail {

class Inspection {
 public:
  /// Checks that the loss is there where a rule uses it, and that it is finite.
  static Refusal check_loss(const Bound& bound, const Options& options, const StepOptions& step);
  /// Reads all gradients once. `norm`: measures them too, and sets clip_norm's factor.
  Refusal read(Bound& bound, const Plan& plan, const Options& options, const StepOptions& step,
               bool norm, StepReport& report);
  /// The same for a call that only adds to sums of gradients: whether these can be used once they
  /// are means.
  Refusal read_sums(const Bound& bound, const Plan& plan, const Options& options);
  static Refusal check_inputs(const Bound& bound);
  /// The squared norm of each parameter's gradient, as given, if it was measured.
  std::span<const double> squares() const { return squares_; }

 private:
  void measure(const Bound& bound, const Plan& plan, bool norm);
  double largest_in(const Bound& bound, const Plan& plan, std::size_t piece) const;
  template <class Limit>
  std::size_t beyond(const Bound& bound, const Plan& plan, Limit&& limit) const;
  [[gnu::cold]] Refusal norm_overflows(const Bound& bound, const Plan& plan) const;

  std::vector<std::int64_t> largest_;      // |g| of each piece, as bits
  std::vector<double> sums_;               // of g², one per block of every parameter
  std::vector<double> squares_, scratch_;  // one per parameter
};

}  // namespace gradstep::detail
