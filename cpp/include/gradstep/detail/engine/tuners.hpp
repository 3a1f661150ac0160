// Mechanic: one factor on what all rules add up, learned from all gradients together. See struct
// Mechanic.
#pragma once
#include <span>
#include <vector>

#include "plan.hpp"

namespace gradstep::detail {

/// What one of its tuners has learned.
struct Tuner {
  double s = 0, reward = 0, max_product = 0, sum_squared_products = 0;
};

class Tuners {
 public:
  void resize(std::size_t count) { tuners_.resize(count); }
  std::span<Tuner> all() { return tuners_; }
  /// The sum of their factors.
  double scale() const;

  /// Measures how steeply the loss rises along delta, by the gradients of this step. Writes nothing
  /// else.
  Refusal measure(const Bound& bound, const Plan& plan, const Options& options);
  /// Learns from what was measured.
  void tune(Bound& bound, const Mechanic& mechanic);
  /// Notes, at the parameters of this step, the factor that they have now.
  void note(Bound& bound) const;

 private:
  std::vector<Tuner> tuners_;
  std::vector<double> terms_,
      each_;            // four sums, each over all blocks; one sum over each parameter
  double product_ = 0;  // h of this step
};

}  // namespace gradstep::detail
