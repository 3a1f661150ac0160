// Gradients of several calls: the definitions.
#pragma once
#include <algorithm>
#include <cstring>

#include "accumulation.hpp"
#include "launch.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

GRADSTEP_INLINE StepOptions Accumulation::join(Bound& bound, const Options& options,
                                               const StepOptions& step) const {
  const bool adding = adds(options);
  for (ParamGroup& group : bound.groups) {
    group.around = true;
    group.stages.unscale = 1;  // each call has its own scale, which is gone from the sums
  }
  for (Param& p : bound.params) {
    p.own.calls = adding ? 1 : static_cast<double>(options.accumulate);
    p.own.unscale = step.grad_scale;
    p.own.sum = p.added ? p.sum : nullptr;
    // The last call gives no gradient, but one before it has: as if it gave zeros.
    if (!adding && p.grad == nullptr && p.added && !p.frozen) {
      p.grad = p.sum, p.grad_type = storage_of(p.dtype);
      p.packed = p.kept_otherwise;
      if (p.packed) p.packing.g = p.grad_type;
      p.own.sum = nullptr, p.own.unscale = 1, p.own.zero = nullptr;
    }
    p.summed = p.grad != nullptr;
  }
  StepOptions out = step;
  out.grad_scale = 1;
  const auto losses = static_cast<double>(window_.losses + std::int64_t{step.loss.has_value()});
  if (!adding && losses > 0) out.loss = (window_.loss + step.loss.value_or(0)) / losses;
  return out;
}

GRADSTEP_INLINE void Accumulation::add(Bound& bound, const Plan& plan, const StepOptions& step) {
  plan.for_each_piece(bound, [&](const Plan::Piece& piece, std::size_t) {
    alignas(line) double decoded[tile];  // or as many floats
    const Param& p = bound.params[piece.param];
    const bool direct = p.grad_type == storage_of(p.dtype);
    const std::size_t most = direct ? piece.size : tile;
    for (std::size_t at = 0; at < piece.size; at += most) {
      const std::size_t begin = piece.begin + at, n = std::min(most, piece.size - at);
      bound.tools(p.dtype).gather(p.own, given_gradient(bound, p, begin, n, decoded), begin, n,
                                  static_cast<std::byte*>(p.sum) + begin * size_of(p.dtype));
    }
    const std::size_t bytes = size_of(p.grad_type);
    if (p.own.zero)
      std::memset(static_cast<std::byte*>(p.own.zero) + piece.begin * bytes, 0, piece.size * bytes);
  });
  for (Param& p : bound.params)
    if (p.grad) p.added = true;
  ++window_.calls;
  if (step.loss) ++window_.losses, window_.loss += *step.loss;
}

GRADSTEP_INLINE void Accumulation::clear(Bound& bound) {
  window_ = {};
  for (Param& p : bound.params) p.added = false;
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
