// What follows the parameters: the average, copies in other types; and what is to be used in their
// place.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "plan.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

class Averages {
 public:
  /// The weight of the parameters after update n in the average; 0: not taken.
  double weight(const Average& average, std::int64_t n) const {
    if (average.kind == Average::Kind::none || n < average.start ||
        (n - average.start) % average.every != 0)
      return 0;
    if (taken_ == 0) return 1;
    return average.kind == Average::Kind::ema ? 1 - average.decay
                                              : 1 / (static_cast<double>(taken_) + 1);
  }
  /// Updates averages and copies of parameters without a gradient too: the caller may have written
  /// those.
  static void follow_untouched(const Bound& bound, const Plan& plan, double weight);
  /// Counts that the average was taken once more.
  void count() { ++taken_; }
  std::int64_t taken() const { return taken_; }
  void restore(std::int64_t taken) { taken_ = taken; }

  /// Puts the average, or the evaluated parameters, in the parameters' place; called again, puts
  /// the parameters back.
  [[gnu::cold]] void swap(Bound& bound);
  bool swapped() const { return swapped_; }
  /// The bytes of a parameter, which are kept here meanwhile.
  std::span<std::byte> set_aside(std::size_t param) { return set_aside_[param]; }
  /// What is to be used in place of a parameter, in the compute dtype.
  void evaluate(const Bound& bound, std::size_t param, void* out) const;

  /// Copies a parameter from now on; a null copy ends that.
  [[gnu::cold]] static void copy_to(Bound& bound, std::size_t param, Stored copy);

 private:
  void put_aside(Bound& bound);

  std::int64_t taken_ = 0;
  bool swapped_ = false;
  std::vector<std::vector<std::byte>> set_aside_;  // parameters, while they hold something else
};

}  // namespace gradstep::detail

#include "../exact_end.hpp"
