// What a step walks: the definitions.
#pragma once
#include <algorithm>

#include "plan.hpp"

namespace gradstep::detail {

// Bytes that the rule reads and writes for one element.
inline std::size_t moved_bytes(const Param& p) {
  std::size_t bytes = 2 * size_of(p.packing.p) + size_of(p.packing.g);
  for (std::size_t k = 0; k < max_slots; ++k)
    if (p.state[k]) bytes += 2 * size_of(p.packing.state[k]);
  return bytes;
}

// The parameters in order of (group, dtype, binding), so that neighbours share a kernel.
[[gnu::cold]] inline std::vector<std::size_t> by_kernel(const Bound& bound) {
  const auto key = [](const Param& p) {
    return p.group * dtype_count + static_cast<std::size_t>(p.dtype);
  };
  std::vector<std::size_t> place(bound.groups.size() * dtype_count + 1), order(bound.params.size());
  for (const Param& p : bound.params) ++place[key(p) + 1];
  for (std::size_t k = 1; k < place.size(); ++k) place[k] += place[k - 1];
  for (std::size_t i = 0; i < order.size(); ++i) order[place[key(bound.params[i])]++] = i;
  return order;
}

// Sums stand in order of binding.
[[gnu::cold]] GRADSTEP_INLINE void Plan::make(const Bound& bound) {
  const auto& params = bound.params;
  block_begin_.assign(params.size() + 1, 0);
  row_begin_.assign(params.size() + 1, 0);
  bytes_ = 0;
  for (std::size_t i = 0; i < params.size(); ++i) {
    block_begin_[i + 1] = block_begin_[i] + (params[i].size + sum_block - 1) / sum_block;
    row_begin_[i + 1] = row_begin_[i] + params[i].own.rows;
    bytes_ += params[i].size * moved_bytes(params[i]);
  }
  // many units for the threads to share, but none so small that it takes longer to claim than to do
  const std::size_t most = std::clamp(bytes_ / 64, least_unit, most_unit);
  cut(bound, most);
  cut_rows(bound, most);
  stale_ = false;
}

[[gnu::cold]] GRADSTEP_INLINE void Plan::cut(const Bound& bound, std::size_t most) {
  pieces_.clear(), units_.clear();
  std::size_t in_unit = 0, first = 0;
  for (const std::size_t i : by_kernel(bound)) {
    const Param& p = bound.params[i];
    const std::size_t each = moved_bytes(p),
                      whole = std::max<std::size_t>(most / each / sum_block, 1) * sum_block;
    for (std::size_t begin = 0; begin < p.size; begin += whole) {
      const std::size_t size = std::min(whole, p.size - begin);
      if (in_unit + size * each > most && pieces_.size() > first) {
        units_.push_back({first, pieces_.size()});
        first = pieces_.size(), in_unit = 0;
      }
      pieces_.push_back({i, block_begin_[i] + begin / sum_block, begin, size});
      in_unit += size * each;
    }
  }
  if (pieces_.size() > first) units_.push_back({first, pieces_.size()});
}

[[gnu::cold]] GRADSTEP_INLINE void Plan::cut_rows(const Bound& bound, std::size_t most) {
  row_units_.clear();
  for (std::size_t i = 0; i < bound.params.size(); ++i) {
    const Param& p = bound.params[i];
    if (p.size == 0) continue;
    const std::size_t each = p.size / p.own.rows * moved_bytes(p),
                      rows = std::max<std::size_t>(1, most / each);
    for (std::size_t r = 0; r < p.own.rows; r += rows)
      row_units_.push_back({i, r, std::min(r + rows, p.own.rows)});
  }
}

}  // namespace gradstep::detail
