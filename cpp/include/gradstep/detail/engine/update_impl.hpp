// The pass that writes: the definitions.
#pragma once
#include <algorithm>
#include <cmath>

#include "launch.hpp"
#include "sums.hpp"
#include "update.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

GRADSTEP_INLINE void Update::note_start(Bound& bound, const Options& options) {
  for (Param& p : bound.params)  // the caller may have loaded them since they were bound
    if (p.grad && p.fresh && p.size > 0)
      see(bound, p, 0, p.size, options.mechanic ? p.own.start : p.own.slow);
}

// One piece of a parameter, cut at its rows if they have numbers of their own. `counting` only
// counts what the cautious mask would let through.
inline double update_piece(const Bound& bound, const Param& p, std::size_t begin, std::size_t n,
                           void* scratch, bool counting = false) {
  const ParamGroup& group = bound.group_of(p);
  const std::size_t end = begin + n;
  double count = 0;
  while (begin < end) {
    std::size_t row = 0, size = end - begin;
    if (group.rule->rowwise) {
      row = begin / p.own.inner % p.own.rows;
      size = std::min(size, p.own.inner - begin % p.own.inner);
    }
    const Segment s = segment(bound, p, begin, size);
    if (group.stages.cautious)
      count += update_cautious(bound, p, row, s, scratch, counting);
    else
      update(bound, p, row, &s, 1, scratch);
    begin += size;
  }
  return count;
}

GRADSTEP_INLINE void Update::count_cautious(Bound& bound, const Plan& plan,
                                            const Options& options) {
  agreeing_.assign(plan.pieces().size(), 0);
  plan.for_each_piece(bound, [&](const Plan::Piece& piece, std::size_t i) {
    alignas(line) std::byte scratch[scratch_bytes];
    const Param& p = bound.params[piece.param];
    if (bound.group_of(p).stages.cautious)
      agreeing_[i] = update_piece(bound, p, piece.begin, piece.size, scratch, true);
  });
  for (Param& p : bound.params) p.own.cautious = 0;
  for (std::size_t i = 0; i < agreeing_.size(); ++i)  // whole numbers: exact in any order
    bound.params[plan.pieces()[i].param].own.cautious += agreeing_[i];
  for (Param& p : bound.params) {
    const auto size = static_cast<double>(p.size);
    p.own.cautious = options.cautious_plus_one
                         ? size / (p.own.cautious + 1)
                         : 1 / std::max(p.own.cautious / std::max(size, 1.0), 1e-3);
  }
}

// Where the update of a piece that begins at `begin` really begins: at the next cache line of p, so
// that no two threads write to one line.
inline std::size_t line_from(const Param& p, std::size_t begin) {
  if (begin == 0 || p.packed) return begin;  // whole blocks of codes
  const auto ahead = -(reinterpret_cast<std::uintptr_t>(p.data) + begin * size_of(p.dtype)) % line;
  return std::min(begin + ahead / size_of(p.dtype), p.size);
}

// Pieces whose rule is the same at this step go to the kernel together.
inline void update_pieces(const Bound& bound, std::span<const Plan::Piece> pieces) {
  constexpr std::size_t batch = 64;
  alignas(line) std::byte scratch[scratch_bytes];
  Segment segments[batch];
  std::size_t count = 0;
  const Param* current = nullptr;
  const auto together = [&](const Param& p) {
    return p.group == current->group && p.dtype == current->dtype && p.t == current->t &&
           p.fresh == current->fresh && given(bound, p) == given(bound, *current);
  };
  for (const Plan::Piece& piece : pieces) {
    const Param& p = bound.params[piece.param];
    if (p.grad == nullptr) continue;
    const std::size_t begin = line_from(p, piece.begin),
                      n = line_from(p, piece.begin + piece.size) - begin;
    if (!p.numbers.empty() || bound.group_of(p).stages.cautious) {
      update_piece(bound, p, begin, n, scratch);
      continue;
    }
    if (count == batch || (count > 0 && !together(p))) {
      update(bound, *current, 0, segments, count, scratch);
      count = 0;
    }
    current = &p;
    segments[count++] = segment(bound, p, begin, n);
  }
  if (count > 0) update(bound, *current, 0, segments, count, scratch);
}

GRADSTEP_INLINE void Update::run(const Bound& bound, const Plan& plan) {
  plan.for_each_unit(
      [&](std::span<const Plan::Piece> pieces, std::size_t) { update_pieces(bound, pieces); });
}

GRADSTEP_INLINE void Update::run_measured(const Bound& bound, const Plan& plan,
                                          StepReport& report) {
  moved_.resize(plan.blocks()), size_.resize(plan.blocks());
  plan.for_each_piece(bound, [&](const Plan::Piece& piece, std::size_t) {
    alignas(line) std::byte before[sum_block * sizeof(double)], after[sum_block * sizeof(double)],
        scratch[scratch_bytes];
    const Param& p = bound.params[piece.param];
    for (std::size_t at = 0; at < piece.size; at += sum_block) {
      const std::size_t begin = piece.begin + at, n = std::min(sum_block, piece.size - at),
                        block = piece.first_block + at / sum_block;
      see(bound, p, begin, n, before);
      update_piece(bound, p, begin, n, scratch);
      see(bound, p, begin, n, after);
      bound.tools(p.dtype).update_norms(before, after, n, &moved_[block], &size_[block]);
    }
  });
  const double moved = std::sqrt(sum_all(bound, plan, moved_, each_)),
               size = std::sqrt(sum_all(bound, plan, size_, each_));
  report.update_norm = moved;
  if (size > 0) report.update_ratio = moved / size;
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
