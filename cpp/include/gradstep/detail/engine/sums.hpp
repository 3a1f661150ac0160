// The engine: what stages and rules must know of whole arrays and rows before anything is written. Included by engine.hpp.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "../exact_begin.hpp"

namespace gradstep {

// Calls work(param, row) for every row of the parameters that are `wanted`.
template <class Wanted, class F>
void Engine::for_each_row(Wanted&& wanted, F&& work) {
  share(row_units_.size(), [&](std::size_t u) noexcept {
    const RowUnit& rows = row_units_[u];
    if (!wanted(params_[rows.param])) return;
    for (std::size_t row = rows.first; row < rows.last; ++row) work(params_[rows.param], row);
  });
}

// Calls work(begin, n) for each stretch of one row of a parameter that lies together.
template <class F>
void Engine::for_each_stretch(const Param& p, std::size_t row, F&& work) {
  for (std::size_t at = row * p.own.inner; at < p.size; at += p.own.rows * p.own.inner)
    work(at, p.own.inner);
}

// The factors of clip_each.
inline Refusal Engine::stage_arrays() {
  clipped_each_ = false;
  for (std::size_t i = 0; i < params_.size(); ++i) {
    Param& p = params_[i];
    const Group& group = groups_[p.group];
    p.own.clip = 1;
    if (p.grad == nullptr || group.extras.clip_each == 0) continue;
    const double norm = group.stages.clip * std::sqrt(squares_[i]) / group.stages.unscale;
    clipped_each_ = true;
    if (norm == detail::infinity && options_.nonfinite != Nonfinite::propagate)
      return norm_overflows(p, "clip_each");
    if (norm > group.extras.clip_each) p.own.clip = group.extras.clip_each / norm;
  }
  return {};
}

// The factors and means of the stages that look at rows; nothing of the parameters is written. Adaptive clipping: Brock et
// al., High-Performance Large-Scale Image Recognition Without Normalization, 2021.
inline Refusal Engine::stage_rows() {
  const auto wanted = [&](const Param& p) {
    const Extras& x = groups_[p.group].extras;
    return p.grad != nullptr && (x.clip_adaptive > 0 || (x.centralize && p.matrix));
  };
  for (Param& p : params_) {
    p.own.row_clip = p.own.row_mean = nullptr;
    if (!wanted(p)) continue;
    const Extras& x = groups_[p.group].extras;
    p.row_clip.assign(p.own.rows, 1), p.row_mean.assign(p.own.rows, 0);
    if (x.clip_adaptive > 0) p.own.row_clip = p.row_clip.data();
    if (x.centralize && p.matrix) p.own.row_mean = p.row_mean.data();
  }
  for_each_row(wanted, [&](Param& p, std::size_t row) {
    double sums[3]{};
    for_each_stretch(p, row, [&](std::size_t at, std::size_t n) {
      if (!p.packed) {
        const std::size_t offset = at * size_of(p.dtype);
        return tools(p).row(static_cast<const std::byte*>(p.grad) + offset,
                            static_cast<const std::byte*>(p.data) + offset, n, sums);
      }
      alignas(line) double x[tile], g[tile];
      for (const std::size_t end = at + n; at < end; at += tile) {
        const std::size_t size = std::min(tile, end - at);
        seen(p, at, size, x);
        conversions(p).decode({const_cast<void*>(p.grad), p.grad_type}, at, size, g);
        tools(p).row(g, x, size, sums);
      }
    });
    const Group& group = groups_[p.group];
    // what the stages before have made of them
    const double before = group.stages.clip * p.own.clip / group.stages.unscale;
    if (p.own.row_clip) {
      const double norm = std::max(before * std::sqrt(sums[1]), 1e-6),
                   most = group.extras.clip_adaptive * std::max(std::sqrt(sums[2]), 1e-3);
      if (norm > most) p.row_clip[row] = most / norm;
    }
    p.row_mean[row] = before * p.row_clip[row] * sums[0] / static_cast<double>(p.size / p.own.rows);
  });
  if (options_.nonfinite != Nonfinite::propagate)
    for (const Param& p : params_)
      if (p.own.row_clip && std::count(p.row_clip.begin(), p.row_clip.end(), 0) > 0)  // 1 / Inf
        return norm_overflows(p, "clip_adaptive");
  return {};
}

inline error Engine::norm_overflows(const Param& p, const char* stage) {
  return error(Reason::nonfinite,
               "the norm of the gradient of '" + p.path + "' overflows float64, so " + stage +
                   " cannot be applied; scale the loss",
               p.path);
}

// Whether a rule's sums and numbers are per row, and where those of parameter i begin.
inline std::size_t Engine::first_term(std::size_t i) const {
  return groups_[params_[i].group].rule->rowwise ? row_begin_[i] : block_begin_[i];
}
inline std::size_t Engine::sum_rows(const Param& p) const {
  return groups_[p.group].rule->rowwise ? p.own.rows : 1;
}

// What the rules ask to be summed, one sum after another, each over all blocks or rows of all parameters; those over
// blocks end at the front of their parameter's. Reads only.
inline void Engine::measure_rules() {
  const auto asking = [&](const Param& p, bool rowwise) {
    const RuleType& rule = *groups_[p.group].rule;
    return p.grad && rule.sums > 0 && rule.rowwise == rowwise;
  };
  stride_ = std::max(block_begin_.back(), row_begin_.back());
  terms_.assign(max_sums * stride_, 0);
  const auto measure = [&](const Param& p, std::size_t row, std::size_t at, std::size_t n,
                           double* sums) {
    alignas(line) std::byte scratch[scratch_bytes];
    const Group& group = groups_[p.group];
    tools(p).measure(kernels(p), group.rule->sums, context(p, row, scratch), group.stages,
                     segment(p, at, n), sums);
  };
  const auto keep = [&](std::size_t term, const double* sums) {
    for (std::size_t q = 0; q < max_sums; ++q) terms_[q * stride_ + term] = sums[q];
  };
  for_each_unit([&](const Unit& unit) {
    for (std::size_t i = unit.first; i < unit.last; ++i) {
      const Piece& piece = pieces_[i];
      const Param& p = params_[piece.param];
      if (!asking(p, false)) continue;
      for (std::size_t at = 0; at < piece.size; at += sum_block) {
        double sums[max_sums]{};
        measure(p, 0, piece.begin + at, std::min(sum_block, piece.size - at), sums);
        keep(piece.first_block + at / sum_block, sums);
      }
    }
  });
  for_each_row([&](const Param& p) { return asking(p, true); },
               [&](Param& p, std::size_t row) {
                 double sums[max_sums]{};
                 for_each_stretch(
                     p, row, [&](std::size_t at, std::size_t n) { measure(p, row, at, n, sums); });
                 keep(row_begin_[static_cast<std::size_t>(&p - params_.data())] + row, sums);
               });
  for (std::size_t i = 0; i < params_.size(); ++i)
    for (std::size_t q = 0; asking(params_[i], false) && q < max_sums; ++q)
      detail::sum_pairwise(
          {terms_.data() + q * stride_ + block_begin_[i], block_begin_[i + 1] - block_begin_[i]});
}

// The sums over all arrays of a rule that decides for them together.
template <class Deciding>
Refusal Engine::add_shared(Deciding&& deciding) {
  for (std::size_t k = 0; k < shared_.size(); ++k) {
    Shared& s = shared_[k];
    const auto mine = [&](const Param& p) {
      return deciding(p) && groups_[p.group].shared == static_cast<int>(k);
    };
    s.size = s.lr = 0, s.group = nullptr;
    for (const Param& p : params_) {
      if (!mine(p)) continue;
      const Group& group = groups_[p.group];
      if (s.group == nullptr) s.group = &group;
      s.size += static_cast<double>(p.size);
      s.lr = std::max(s.lr, group.used[static_cast<std::size_t>(group.lr)]);
    }
    for (std::size_t q = 0; q < s.rule->sums; ++q) {
      for (std::size_t i = 0; i < params_.size(); ++i)
        tensor_sums_[i] = mine(params_[i]) ? terms_[q * stride_ + block_begin_[i]] : 0.0;
      s.sums[q] = detail::sum_pairwise(tensor_sums_);
      if (options_.nonfinite != Nonfinite::propagate && !(std::abs(s.sums[q]) <= detail::largest))
        return error(Reason::nonfinite, "the sums over all arrays that " +
                                            std::string(s.rule->name) +
                                            " needs overflow float64; scale the loss");
    }
  }
  return {};
}

// Lets the rules change their numbers by their sums. Refuses before the first does.
inline Refusal Engine::decide(const StepOptions& o) {
  const auto deciding = [&](const Param& p) {
    return p.grad && p.size > 0 && groups_[p.group].rule->decide;
  };
  if (std::any_of(groups_.begin(), groups_.end(),
                  [](const Group& group) { return group.rule->sums > 0; }))
    measure_rules();
  const bool refusing = options_.nonfinite != Nonfinite::propagate;
  for (std::size_t i = 0; refusing && i < params_.size(); ++i) {
    const Param& p = params_[i];
    const RuleType& rule = *groups_[p.group].rule;
    for (std::size_t q = 0; deciding(p) && q < rule.sums; ++q)
      for (std::size_t row = 0; row < sum_rows(p); ++row)
        if (!(std::abs(terms_[q * stride_ + first_term(i) + row]) <= detail::largest))
          return error(Reason::nonfinite,
                       "the sums over '" + p.path + "' that " + std::string(rule.name) +
                           " needs overflow float64; scale the loss, or mend the parameter",
                       p.path);
  }
  if (Refusal no = add_shared(deciding)) return no;
  const auto loss = [&](const Group& group) {  // of which less is better, as of the gradient
    const double given = o.loss.value_or(std::numeric_limits<double>::quiet_NaN());
    return group.extras.maximize ? -given : given;
  };
  for (Shared& s : shared_) {
    if (s.group == nullptr) continue;
    s.hyper = s.group->used;
    s.hyper[static_cast<std::size_t>(s.group->lr)] = s.lr;
    s.rule->decide(s.hyper.data(), ++s.t, s.sums, s.size, loss(*s.group), s.numbers.data());
  }
  for (std::size_t i = 0; i < params_.size(); ++i) {
    Param& p = params_[i];
    const RuleType& rule = *groups_[p.group].rule;
    if (!deciding(p) || rule.shared) continue;
    const double size = static_cast<double>(p.size / sum_rows(p));
    for (std::size_t row = 0; row < sum_rows(p); ++row) {
      double sums[max_sums]{};
      for (std::size_t q = 0; q < rule.sums; ++q)
        sums[q] = terms_[q * stride_ + first_term(i) + row];
      rule.decide(groups_[p.group].used.data(), p.t + 1, sums, size, loss(groups_[p.group]),
                  p.numbers.data() + row * rule.numbers.size());
    }
  }
  return {};
}

// The factor of what the cautious mask lets through: one dry run, which writes nothing.
inline void Engine::count_cautious() {
  if (std::none_of(groups_.begin(), groups_.end(),
                   [](const Group& group) { return group.stages.cautious; }))
    return;
  const auto cautious = [&](const Param& p) { return p.grad && groups_[p.group].stages.cautious; };
  agreeing_.assign(pieces_.size(), 0);
  for_each_unit([&](const Unit& unit) {
    alignas(line) std::byte scratch[scratch_bytes];
    for (std::size_t i = unit.first; i < unit.last; ++i)
      if (cautious(params_[pieces_[i].param]))
        agreeing_[i] = update_piece(params_[pieces_[i].param], pieces_[i].begin, pieces_[i].size,
                                    scratch, true);
  });
  for (Param& p : params_) p.own.cautious = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i)  // whole numbers: exact in any order
    params_[pieces_[i].param].own.cautious += agreeing_[i];
  for (Param& p : params_) {
    const auto size = static_cast<double>(p.size);
    p.own.cautious = options_.cautious_plus_one
                         ? size / (p.own.cautious + 1)
                         : 1 / std::max(p.own.cautious / std::max(size, 1.0), 1e-3);
  }
}

}  // namespace gradstep

#include "../exact_end.hpp"
