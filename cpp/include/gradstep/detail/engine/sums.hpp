// Sums in one order, whatever the threads did: pairwise over the blocks of each array, then
// pairwise over the arrays.
#pragma once
#include <span>
#include <vector>

#include "../compiled.hpp"

namespace gradstep::detail {

/// Pairwise sum in a tree fixed by the count alone. Overwrites `x`.
double sum_pairwise(std::span<double> x);

struct Bound;
class Plan;

/// The sum over each parameter that has a gradient of what was summed per block; 0 for the others.
/// Overwrites `per_block`.
void sum_each(const Bound& bound, const Plan& plan, std::span<double> per_block,
              std::vector<double>& each);

/// The sum over all of them; `each` is room for it.
double sum_all(const Bound& bound, const Plan& plan, std::span<double> per_block,
               std::vector<double>& each);

}  // namespace gradstep::detail
