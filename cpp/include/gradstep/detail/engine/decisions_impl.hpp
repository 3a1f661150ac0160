// What rules measure and decide: the definitions.
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>

#include "decisions.hpp"
#include "launch.hpp"
#include "sums.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

inline bool deciding(const Bound& bound, const Param& p) {
  return p.grad && p.size > 0 && bound.rule_of(p).decide;
}

// Whether a rule's sums and numbers are per row, and where those of parameter i begin.
inline std::size_t first_term(const Bound& bound, const Plan& plan, std::size_t i) {
  return bound.rule_of(bound.params[i]).rowwise ? plan.row_begin(i) : plan.block_begin(i);
}
inline std::size_t sum_rows(const Bound& bound, const Param& p) {
  return bound.rule_of(p).rowwise ? p.own.rows : 1;
}

inline void measure_stretch(const Bound& bound, const Param& p, std::size_t row, std::size_t at,
                            std::size_t n, double* sums) {
  alignas(line) std::byte scratch[scratch_bytes];
  measure(bound, p, row, segment(bound, p, at, n), scratch, sums);
}

GRADSTEP_INLINE void Decisions::keep(std::size_t term, const double* sums) {
  for (std::size_t q = 0; q < max_sums; ++q) terms_[q * stride_ + term] = sums[q];
}

// Takes one sum after another, each over all blocks or rows of all parameters. The total over a
// parameter's blocks ends up in the place of the first of them. This only reads what is bound.
GRADSTEP_INLINE void Decisions::measure(const Bound& bound, const Plan& plan) {
  const auto asking = [&](const Param& p, bool rowwise) {
    const RuleType& rule = bound.rule_of(p);
    return p.grad && rule.sums > 0 && rule.rowwise == rowwise;
  };
  stride_ = std::max(plan.blocks(), plan.rows());
  terms_.assign(max_sums * stride_, 0);
  plan.for_each_piece(bound, [&](const Plan::Piece& piece, std::size_t) {
    const Param& p = bound.params[piece.param];
    if (!asking(p, false)) return;
    for (std::size_t at = 0; at < piece.size; at += sum_block) {
      double sums[max_sums]{};
      measure_stretch(bound, p, 0, piece.begin + at, std::min(sum_block, piece.size - at), sums);
      keep(piece.first_block + at / sum_block, sums);
    }
  });
  plan.for_each_row(
      bound, [&](const Param& p) { return asking(p, true); },
      [&](std::size_t i, std::size_t row) {
        const Param& p = bound.params[i];
        double sums[max_sums]{};
        for_each_stretch(p, row, [&](std::size_t at, std::size_t n) {
          measure_stretch(bound, p, row, at, n, sums);
        });
        keep(plan.row_begin(i) + row, sums);
      });
  for (std::size_t i = 0; i < bound.params.size(); ++i)
    for (std::size_t q = 0; asking(bound.params[i], false) && q < max_sums; ++q)
      sum_pairwise(plan.blocks_of(i, std::span(terms_).subspan(q * stride_, stride_)));
}

GRADSTEP_INLINE Refusal Decisions::check(const Bound& bound, const Plan& plan) const {
  for (std::size_t i = 0; i < bound.params.size(); ++i) {
    const Param& p = bound.params[i];
    const RuleType& rule = bound.rule_of(p);
    for (std::size_t q = 0; deciding(bound, p) && q < rule.sums; ++q)
      for (std::size_t row = 0; row < sum_rows(bound, p); ++row)
        if (!(std::abs(term(q, first_term(bound, plan, i) + row)) <= largest))
          return error(Reason::nonfinite,
                       message("the sums over '{}' that {} needs overflow float64; scale the "
                               "loss, or fix the parameter",
                               {p.path, rule.name}),
                       p.path);
  }
  return {};
}

// The sums over all arrays of each rule that decides for all its arrays together.
GRADSTEP_INLINE Refusal Decisions::add_shared(Bound& bound, const Plan& plan, bool refusing) {
  each_.resize(bound.params.size());
  for (std::size_t k = 0; k < bound.shared.size(); ++k) {
    Shared& s = bound.shared[k];
    const auto mine = [&](const Param& p) {
      return deciding(bound, p) && bound.group_of(p).shared == static_cast<int>(k);
    };
    s.size = s.lr = 0, s.group = nullptr;
    for (const Param& p : bound.params) {
      if (!mine(p)) continue;
      const ParamGroup& group = bound.group_of(p);
      if (s.group == nullptr) s.group = &group;
      s.size += static_cast<double>(p.size);
      s.lr = std::max(s.lr, group.used[static_cast<std::size_t>(group.lr)]);
    }
    for (std::size_t q = 0; q < s.rule->sums; ++q) {
      for (std::size_t i = 0; i < each_.size(); ++i)
        each_[i] = mine(bound.params[i]) ? term(q, plan.block_begin(i)) : 0.0;
      s.sums[q] = sum_pairwise(each_);
      if (refusing && !(std::abs(s.sums[q]) <= largest))
        return error(Reason::nonfinite,
                     message("the sums over all arrays that {} needs overflow float64; scale the "
                             "loss",
                             {s.rule->name}));
    }
  }
  return {};
}

// To a rule that finds nothing to do, its arrays' gradients are as if they were not there.
inline void pass_over(Bound& bound, Shared& s) {
  s.group = nullptr;
  for (Param& p : bound.params) {
    const int shared = bound.group_of(p).shared;
    if (shared >= 0 && &bound.shared[static_cast<std::size_t>(shared)] == &s) p.grad = nullptr;
  }
}

GRADSTEP_INLINE Refusal Decisions::decide(Bound& bound, const Plan& plan, const Options& options,
                                          const StepOptions& step, bool sums) {
  const bool refusing = options.nonfinite != Nonfinite::propagate;
  if (sums) measure(bound, plan);
  if (refusing)
    if (Refusal no = check(bound, plan)) return no;
  if (Refusal no = add_shared(bound, plan, refusing)) return no;

  const auto loss = [&](const ParamGroup& group) {  // negated as the gradient is: less is better
    const double given = step.loss.value_or(std::numeric_limits<double>::quiet_NaN());
    return group.extras.maximize ? -given : given;
  };
  for (Shared& s : bound.shared) {
    if (s.group == nullptr) continue;
    s.hyper = s.group->used;
    s.hyper[static_cast<std::size_t>(s.group->lr)] = s.lr;
    if (bound.count_steps && s.rule->idle && s.rule->idle(s.hyper.data(), s.sums)) {
      pass_over(bound, s);
      continue;
    }
    s.rule->decide(s.hyper.data(), Count(s.t + 1), s.sums, s.size, loss(*s.group),
                   s.numbers.data());
  }
  for (std::size_t i = 0; i < bound.params.size(); ++i) {
    Param& p = bound.params[i];
    const ParamGroup& group = bound.group_of(p);
    const RuleType& rule = *group.rule;
    const bool counted = bound.count_steps && rule.timed && p.size > 0 && !p.grad;
    if (rule.shared || !(deciding(bound, p) || counted)) continue;
    const std::size_t rows = sum_rows(bound, p), first = first_term(bound, plan, i);
    const std::size_t of_row = p.size / rows;
    const auto size = static_cast<double>(of_row);
    for (std::size_t row = 0; row < rows; ++row) {
      double all[max_sums]{};
      for (std::size_t q = 0; q < rule.sums; ++q) all[q] = term(q, first + row);
      rule.decide(group.used.data(), next_update(bound, p), all, size, loss(group),
                  p.numbers.data() + row * rule.numbers.size());
    }
  }
  return {};
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
