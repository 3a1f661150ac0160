// Sums in one order: the definitions.
#pragma once
#include "plan.hpp"
#include "sums.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

GRADSTEP_INLINE double sum_pairwise(std::span<double> x) {
  if (x.empty()) return 0;
  for (std::size_t n = x.size(); n > 1; n = (n + 1) / 2)
    for (std::size_t i = 0; i < (n + 1) / 2; ++i)
      x[i] = 2 * i + 1 < n ? x[2 * i] + x[2 * i + 1] : x[2 * i];
  return x[0];
}

GRADSTEP_INLINE void sum_each(const Bound& bound, const Plan& plan, std::span<double> per_block,
                              std::vector<double>& each) {
  each.resize(bound.params.size());
  for (std::size_t i = 0; i < each.size(); ++i)
    each[i] = bound.params[i].grad ? sum_pairwise(plan.blocks_of(i, per_block)) : 0.0;
}

GRADSTEP_INLINE double sum_all(const Bound& bound, const Plan& plan, std::span<double> per_block,
                               std::vector<double>& each) {
  sum_each(bound, plan, per_block, each);
  return sum_pairwise(each);
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
