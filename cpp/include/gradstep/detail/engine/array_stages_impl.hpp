// The stages that must know a whole array or row: the definitions.
#pragma once
#include <algorithm>
#include <cmath>

#include "array_stages.hpp"
#include "launch.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

[[gnu::cold]] inline error norm_overflows(const Param& p, const char* stage) {
  return error(Reason::nonfinite,
               message("the norm of the gradient of '{}' overflows float64, so {} cannot be "
                       "applied; scale the loss",
                       {p.path, stage}),
               p.path);
}

GRADSTEP_INLINE Refusal ArrayStages::measure(Bound& bound, const Plan& plan, const Options& options,
                                             std::span<const double> squares, bool each,
                                             bool rows) {
  if (each || clipped_each_)
    if (Refusal no = clip_arrays(bound, options, squares)) return no;
  if (rows || staged_rows_)
    if (Refusal no = measure_rows(bound, plan, options)) return no;
  staged_rows_ = rows;
  return {};
}

GRADSTEP_INLINE Refusal ArrayStages::clip_arrays(Bound& bound, const Options& options,
                                                 std::span<const double> squares) {
  clipped_each_ = false;
  for (std::size_t i = 0; i < bound.params.size(); ++i) {
    Param& p = bound.params[i];
    const ParamGroup& group = bound.group_of(p);
    p.own.clip = 1;
    if (p.grad == nullptr || group.extras.clip_each == 0) continue;
    const double norm = group.stages.clip * std::sqrt(squares[i]) / group.stages.unscale;
    clipped_each_ = true;
    if (norm == infinity && options.nonfinite != Nonfinite::propagate)
      return norm_overflows(p, "clip_each");
    if (norm > group.extras.clip_each) p.own.clip = group.extras.clip_each / norm;
  }
  return {};
}

// Adds the sums of g, of g² and of p² over one row.
inline void sum_row(const Bound& bound, const Param& p, std::size_t row, double* sums) {
  const auto sum = bound.tools(p.dtype).row;
  for_each_stretch(p, row, [&](std::size_t at, std::size_t n) {
    if (!p.packed && !p.summed) {
      const std::size_t offset = at * size_of(p.dtype);
      return sum(static_cast<const std::byte*>(p.grad) + offset,
                 static_cast<const std::byte*>(p.data) + offset, n, sums);
    }
    alignas(line) double x[tile], g[tile];
    for (const std::size_t end = at + n; at < end; at += tile) {
      const std::size_t size = std::min(tile, end - at);
      see(bound, p, at, size, x);
      sum(gradient(bound, p, at, size, g), x, size, sums);
    }
  });
}

// Adaptive clipping: Brock et al., High-Performance Large-Scale Image Recognition Without
// Normalization, 2021.
GRADSTEP_INLINE Refusal ArrayStages::measure_rows(Bound& bound, const Plan& plan,
                                                  const Options& options) {
  const auto wanted = [&](const Param& p) {
    const Extras& x = bound.group_of(p).extras;
    return p.grad != nullptr && (x.clip_adaptive > 0 || (x.centralize && p.matrix));
  };
  for (Param& p : bound.params) {
    p.own.row_clip = p.own.row_mean = nullptr;
    if (!wanted(p)) continue;
    const Extras& x = bound.group_of(p).extras;
    p.row_clip.assign(p.own.rows, 1), p.row_mean.assign(p.own.rows, 0);
    if (x.clip_adaptive > 0) p.own.row_clip = p.row_clip.data();
    if (x.centralize && p.matrix) p.own.row_mean = p.row_mean.data();
  }
  plan.for_each_row(bound, wanted, [&](std::size_t i, std::size_t row) {
    Param& p = bound.params[i];
    double sums[3]{};
    sum_row(bound, p, row, sums);
    const ParamGroup& group = bound.group_of(p);
    // what the stages before have made of them
    const double before = group.stages.clip * p.own.clip / group.stages.unscale;
    if (p.own.row_clip) {
      const double norm = std::max(before * std::sqrt(sums[1]), 1e-6),
                   most = group.extras.clip_adaptive * std::max(std::sqrt(sums[2]), 1e-3);
      if (norm > most) p.row_clip[row] = most / norm;
    }
    const std::size_t of_row = p.size / p.own.rows;
    p.row_mean[row] = before * p.row_clip[row] * sums[0] / static_cast<double>(of_row);
  });
  if (options.nonfinite == Nonfinite::propagate) return {};
  for (const Param& p : bound.params)
    if (p.own.row_clip && std::count(p.row_clip.begin(), p.row_clip.end(), 0) > 0)  // 1 / Inf
      return norm_overflows(p, "clip_adaptive");
  return {};
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
