// Mechanic: the definitions.
#pragma once
#include <algorithm>
#include <cmath>

#include "launch.hpp"
#include "sums.hpp"
#include "tuners.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

GRADSTEP_INLINE double Tuners::scale() const {
  double sum = 0;
  for (const Tuner& tuner : tuners_) sum += tuner.s;
  return sum;
}

GRADSTEP_INLINE Refusal Tuners::measure(const Bound& bound, const Plan& plan,
                                        const Options& options) {
  constexpr std::size_t count = 4;
  const Mechanic& m = *options.mechanic;
  const std::size_t stride = plan.blocks();
  terms_.assign(count * stride, 0);
  plan.for_each_piece(bound, [&](const Plan::Piece& piece, std::size_t) {
    alignas(line) std::byte scratch[scratch_bytes];
    const Param& p = bound.params[piece.param];
    for (std::size_t at = 0; at < piece.size; at += sum_block) {
      double sums[count]{};
      const Segment s = segment(bound, p, piece.begin + at, std::min(sum_block, piece.size - at));
      bound.tools(p.dtype).tuners(context(bound, p, 0, 0, scratch), bound.group_of(p).stages, s,
                                  sums);
      for (std::size_t q = 0; q < count; ++q)
        terms_[q * stride + piece.first_block + at / sum_block] = sums[q];
    }
  });
  double sums[count];
  for (std::size_t q = 0; q < count; ++q)
    sums[q] = sum_all(bound, plan, std::span(terms_).subspan(q * stride, stride), each_);
  product_ =
      sums[0] + m.s_decay * scale() * std::sqrt(sums[2]) / (std::sqrt(sums[3]) + m.eps) * sums[1];
  if (product_ * product_ <= largest || options.nonfinite == Nonfinite::propagate) return {};
  return error(Reason::nonfinite,
               "the sums over all arrays that mechanic needs overflow float64; scale the loss");
}

GRADSTEP_INLINE void Tuners::tune(Bound& bound, const Mechanic& m) {
  const double h = product_;
  for (std::size_t i = 0; i < tuners_.size(); ++i) {
    Tuner& x = tuners_[i];
    const double beta = m.betas[i];
    x.max_product = std::max(beta * x.max_product, std::abs(h));
    x.sum_squared_products = beta * beta * x.sum_squared_products + h * h;
    x.reward = std::max(beta * x.reward - x.s * h, 0.0);
    const double wealth = m.s_init / static_cast<double>(tuners_.size()) * x.max_product + x.reward;
    x.s = wealth / (std::sqrt(x.sum_squared_products) + m.eps);
  }
  for (ParamGroup& group : bound.groups) group.stages.scale = scale();
}

GRADSTEP_INLINE void Tuners::note(Bound& bound) const {
  const double now = scale();
  for (Param& p : bound.params)
    if (p.grad) p.own.scale = now;
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
