// The engine: Mechanic, which learns one factor on what all rules add up. Included by engine.hpp.
#pragma once
#include <algorithm>
#include <cmath>

#include "../exact_begin.hpp"

namespace gradstep {

inline double Engine::scale() const {
  double sum = 0;
  for (const Tuner& tuner : tuners_) sum += tuner.s;
  return sum;
}

// How much farther along delta the loss rises, by the gradients of this step. Reads only.
inline Refusal Engine::measure_tuners(double& h) {
  const Mechanic& m = *options_.mechanic;
  stride_ = block_begin_.back();
  terms_.assign(max_sums * stride_, 0);
  for_each_unit([&](const Unit& unit) {
    alignas(line) std::byte scratch[scratch_bytes];
    for (std::size_t i = unit.first; i < unit.last; ++i) {
      const Piece& piece = pieces_[i];
      const Param& p = params_[piece.param];
      if (p.grad == nullptr) continue;
      for (std::size_t at = 0; at < piece.size; at += sum_block) {
        double sums[4]{};
        const Segment s = segment(p, piece.begin + at, std::min(sum_block, piece.size - at));
        tools(p).tuners(context(p, 0, scratch), groups_[p.group].stages, s, sums);
        for (std::size_t q = 0; q < 4; ++q)
          terms_[q * stride_ + piece.first_block + at / sum_block] = sums[q];
      }
    }
  });
  double sums[4];
  for (std::size_t q = 0; q < 4; ++q)
    sums[q] = total(std::span(terms_).subspan(q * stride_, stride_));
  h = sums[0] + m.s_decay * scale() * std::sqrt(sums[2]) / (std::sqrt(sums[3]) + m.eps) * sums[1];
  if (h * h <= detail::largest || options_.nonfinite == Nonfinite::propagate) return {};
  return error(Reason::nonfinite,
               "the sums over all arrays that mechanic needs overflow float64; scale the loss");
}

inline void Engine::tune(double h) {
  const Mechanic& m = *options_.mechanic;
  for (std::size_t i = 0; i < tuners_.size(); ++i) {
    Tuner& x = tuners_[i];
    const double beta = m.betas[i];
    x.max_product = std::max(beta * x.max_product, std::abs(h));
    x.sum_squared_products = beta * beta * x.sum_squared_products + h * h;
    x.reward = std::max(beta * x.reward - x.s * h, 0.0);
    const double wealth = m.s_init / static_cast<double>(tuners_.size()) * x.max_product + x.reward;
    x.s = wealth / (std::sqrt(x.sum_squared_products) + m.eps);
  }
  for (Group& group : groups_) group.stages.scale = scale();
}

}  // namespace gradstep

#include "../exact_end.hpp"
