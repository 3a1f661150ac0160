// The engine: the second pass, which writes, and the step as a whole. Included by engine.hpp.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "../exact_begin.hpp"

namespace gradstep {

// Whether threads pay for this step: for much work always, for less while they are awake, or if steps follow so close upon
// each other that they stay awake from one to the next.
inline bool Engine::pays() const {
  if (threads_ == 1 && !executor_.run) return false;
  if (bytes_ >= wake_bytes) return true;
  if (bytes_ < alone_bytes || executor_.run) return false;
  return detail::pool.ready(threads_, std::chrono::steady_clock::now() - last_ < detail::spin_time);
}

// Calls work(i) for all i < n, on the threads of this step.
template <class F>
void Engine::share(std::size_t n, F&& work) {
  parallel_for(n, alone_ ? 1 : threads_, work, alone_ ? Executor{} : executor_);
}

template <class F>
void Engine::for_each_unit(F&& work) {
  share(units_.size(), [&](std::size_t u) noexcept { work(units_[u]); });
}

inline unsigned Engine::given(const Param& p) const {
  unsigned mask = 0;
  for (std::size_t k = 0; k < groups_[p.group].rule->inputs.size(); ++k)
    mask |= unsigned{p.own.inputs[k] != nullptr} << k;
  return mask;
}

// `n` elements of a parameter from `begin` on, with all that belongs to them.
inline Segment Engine::segment(const Param& p, std::size_t begin, std::size_t n) const {
  Segment s;
  s.n = n;
  s.begin = begin;
  s.own = &p.own;
  s.packing = p.packed ? &p.packing : nullptr;
  if (p.packed) begin = 0;  // blocks of codes are found from the beginning
  const std::size_t offset = begin * size_of(p.dtype);
  s.p = static_cast<std::byte*>(p.data) + offset;
  s.g = static_cast<const std::byte*>(p.grad) + offset;
  for (std::size_t k = 0; k < max_slots; ++k)
    s.state[k] = p.state[k] ? static_cast<std::byte*>(p.state[k]) + offset : nullptr;
  return s;
}

inline const KernelSet& Engine::kernels(const Param& p) const {
  const Group& group = groups_[p.group];
  return group.rule
      ->kernels[static_cast<std::size_t>(isa_)][static_cast<std::size_t>(p.dtype)][group.variant];
}

// The rule at this step of a parameter, or of one of its rows.
inline Moment Engine::moment(const Param& p, std::size_t row, void* scratch) const {
  const Group& group = groups_[p.group];
  const double* const numbers = group.shared >= 0
                                    ? shared_[static_cast<std::size_t>(group.shared)].numbers.data()
                                    : p.numbers.data() + row * group.rule->numbers.size();
  return {group.used.data(), numbers, p.t + 1, given(p), scratch};
}

// Segments of parameters that share group, dtype, t and inputs with `p`, and have no numbers of their own.
inline void Engine::run(const Param& p, const Segment* segments, std::size_t count,
                        void* scratch) const {
  const Group& group = groups_[p.group];
  const KernelSet& set = kernels(p);
  (group.usual ? set.usual : set.update)(moment(p, 0, scratch),
                                         group.around ? &group.stages : nullptr, segments, count);
}

// One piece of a parameter, cut at its rows if they have numbers of their own. `counting` only counts what the cautious
// mask would let through.
inline double Engine::update_piece(const Param& p, std::size_t begin, std::size_t n, void* scratch,
                                   bool counting) const {
  const Group& group = groups_[p.group];
  const KernelSet& set = kernels(p);
  const std::size_t end = begin + n;
  double count = 0;
  while (begin < end) {
    std::size_t row = 0, size = end - begin;
    if (group.rule->rowwise) {
      row = begin / p.own.inner % p.own.rows;
      size = std::min(size, p.own.inner - begin % p.own.inner);
    }
    const Segment s = segment(p, begin, size);
    if (group.stages.cautious)
      count += set.cautious(moment(p, row, scratch), group.stages, s, counting);
    else
      (group.usual ? set.usual : set.update)(moment(p, row, scratch),
                                             group.around ? &group.stages : nullptr, &s, 1);
    begin += size;
  }
  return count;
}

// Where the update of a piece that begins at `begin` begins: at the next cache line of p, so that no two threads write one.
inline std::size_t Engine::line_from(const Param& p, std::size_t begin) {
  if (begin == 0 || p.packed) return begin;  // whole blocks of codes
  const auto ahead = -(reinterpret_cast<std::uintptr_t>(p.data) + begin * size_of(p.dtype)) % line;
  return std::min(begin + ahead / size_of(p.dtype), p.size);
}

inline void Engine::update_pieces(std::size_t first, std::size_t last) {
  constexpr std::size_t batch = 64;
  alignas(line) std::byte scratch[scratch_bytes];
  Segment segments[batch];
  std::size_t count = 0;
  const Param* current = nullptr;
  const auto together = [&](const Param& p) {
    return p.group == current->group && p.dtype == current->dtype && p.t == current->t &&
           given(p) == given(*current);
  };
  for (std::size_t i = first; i < last; ++i) {
    const Piece& piece = pieces_[i];
    const Param& p = params_[piece.param];
    if (p.grad == nullptr) continue;
    const std::size_t begin = line_from(p, piece.begin),
                      n = line_from(p, piece.begin + piece.size) - begin;
    if (!p.numbers.empty() || groups_[p.group].stages.cautious) {
      update_piece(p, begin, n, scratch);
      continue;
    }
    if (count == batch || (count > 0 && !together(p))) {
      run(*current, segments, count, scratch);
      count = 0;
    }
    current = &p;
    segments[count++] = segment(p, begin, n);
  }
  if (count > 0) run(*current, segments, count, scratch);
}

// The same kernels block by block, with a copy of p from before to measure against.
inline void Engine::update_measured(std::size_t first, std::size_t last) {
  alignas(line) std::byte before[sum_block * sizeof(double)], after[sum_block * sizeof(double)],
      scratch[scratch_bytes];
  const Measures& measure = measures_of(isa_);
  for (std::size_t i = first; i < last; ++i) {
    const Piece& piece = pieces_[i];
    const Param& p = params_[piece.param];
    if (p.grad == nullptr) continue;
    const auto d = static_cast<std::size_t>(p.dtype);
    for (std::size_t at = 0; at < piece.size; at += sum_block) {
      const std::size_t begin = piece.begin + at, n = std::min(sum_block, piece.size - at),
                        block = piece.first_block + at / sum_block;
      measure.seen[d](p.packing, p.data, begin, n, before);
      update_piece(p, begin, n, scratch);
      measure.seen[d](p.packing, p.data, begin, n, after);
      measure.update[d](before, after, n, &moved_[block], &size_[block]);
    }
  }
}

// Calls work(begin, n, x) for elements of a parameter, as the rule sees them or as they are in the caller's array, in the type
// that is computed in: all at once if that is how they are kept, else tile by tile.
template <class F>
void Engine::in_tiles(const Param& p, bool as_seen, std::size_t begin, std::size_t n,
                      F&& work) const {
  const auto d = static_cast<std::size_t>(p.dtype);
  if (p.packing.p == storage_of(p.dtype))
    return work(begin, n, static_cast<const std::byte*>(p.data) + begin * size_of(p.dtype));
  alignas(line) double x[tile];  // or as many floats
  for (const std::size_t end = begin + n; begin < end; begin += tile) {
    const std::size_t size = std::min(tile, end - begin);
    if (as_seen)
      measures_of(isa_).seen[d](p.packing, p.data, begin, size, x);
    else
      measures_of(isa_).decode[d]({p.data, p.packing.p}, begin, size, x);
    work(begin, size, x);
  }
}

// Averages and copies go on where nothing moves: the caller may have written the parameter.
inline void Engine::follow_untouched(double weight) {
  if (std::all_of(params_.begin(), params_.end(), [](const Param& p) { return p.grad; })) return;
  for_each_unit([&](const Unit& unit) {
    for (std::size_t i = unit.first; i < unit.last; ++i) {
      const Piece& piece = pieces_[i];
      const Param& p = params_[piece.param];
      if (p.grad) continue;
      const auto d = static_cast<std::size_t>(p.dtype);
      if (weight != 0)
        in_tiles(p, true, piece.begin, piece.size,
                 [&](std::size_t begin, std::size_t n, const void* x) {
                   void* const average =
                       static_cast<std::byte*>(p.own.average) + begin * size_of(p.dtype);
                   measures_of(isa_).average[d](x, average, n, weight);
                 });
      if (p.own.copy.data)
        in_tiles(p, false, piece.begin, piece.size,
                 [&](std::size_t begin, std::size_t n, const void* x) {
                   measures_of(isa_).encode[d](p.own.copy, begin, n, x);
                 });
    }
  });
}

// Zeroes the gradients that no update has zeroed: all of a skipped step, or those of frozen parameters.
inline void Engine::zero_rest(bool all) {
  for (Param& p : params_)
    if (p.own.zero && (all || !p.grad)) std::memset(p.own.zero, 0, p.size * size_of(p.grad_type));
}

// What the caller gives for one step, to each parameter.
inline void Engine::take(std::span<const void* const> grads, std::span<void* const> zero,
                         const StepOptions& o) {
  const bool zeroing = !zero.empty();
  for (Group& group : groups_) group.around = group.around || zeroing;
  const bool reading = std::any_of(groups_.begin(), groups_.end(),
                                   [](const Group& group) { return !group.rule->inputs.empty(); });
  for (std::size_t i = 0; i < params_.size(); ++i) {
    Param& p = params_[i];
    p.grad = p.frozen ? nullptr : grads[i];
    const Storage own = storage_of(p.dtype);
    p.grad_type = o.grad_types.empty() ? own : o.grad_types[i];
    p.packed = p.kept_otherwise || p.grad_type != own;
    if (p.packed) p.packing.g = p.grad_type;
    if (zeroing || zeroing_) p.own.zero = zeroing ? zero[i] : nullptr;
    for (std::size_t k = 0; reading && k < groups_[p.group].rule->inputs.size(); ++k)
      p.own.inputs[k] = o.inputs.empty() ? nullptr : o.inputs[k * params_.size() + i];
  }
  zeroing_ = zeroing;
}

// What becomes of a step whose gradients cannot be used: it is refused, or skipped and counted.
inline Refusal Engine::skip(const error& why, StepReport& report) {
  report.code = Reason::nonfinite;
  report.reason = why.what(), report.path = why.path, report.index = why.index;
  const bool raise = options_.nonfinite == Nonfinite::raise;
  if (raise || skips_ == options_.max_skips) {
    error e(Reason::nonfinite,
            raise ? report.reason
                  : report.reason + " (" + std::to_string(skips_) +
                        " steps in a row were skipped: max_skips)",
            report.path, report.index);
    e.n = steps_, e.name = why.name;
    return e;
  }
  ++skipped_, ++skips_;
  zero_rest(true);
  return {};
}

inline StepReport Engine::step(std::span<const void* const> grads, std::span<void* const> zero,
                               const StepOptions& o) {
  StepReport report;
  detail::raise_if(try_step(grads, zero, o, report));
  return report;
}

inline Refusal Engine::try_step(std::span<const void* const> grads, std::span<void* const> zero,
                                const StepOptions& o, StepReport& report) {
  if (busy_.test_and_set(std::memory_order_acquire))
    return error(
        Reason::busy,
        "this optimizer is already stepping: in another thread, or in what the step itself called");
  struct Release {
    std::atomic_flag& flag;
    ~Release() { flag.clear(std::memory_order_release); }
  } release{busy_};

  if (swapped_)
    return error(Reason::busy,
                 "the parameters hold their averages now; leave opt.averaged() before stepping");
  if (grads.size() != params_.size())
    return error(Reason::gradient, "step got " + std::to_string(grads.size()) + " gradients for " +
                                       std::to_string(params_.size()) + " parameters");
  for (const auto& [value, name] :
       {std::pair(o.grad_scale, "grad_scale"), std::pair(o.lr_scale, "lr_scale")}) {
    const bool positive = value > 0 || (value == 0 && name[0] == 'l');
    if (positive && value <= std::numeric_limits<double>::max()) continue;
    error e(Reason::hyper,
            std::string(name) + " must be a positive finite number, not " + detail::text(value));
    e.name = name;
    return e;
  }
  if (stale_plan_) plan();
  threads_ = try_num_threads();
  if (threads_ == 0) return error(Reason::environment, try_thread_info().why);
  alone_ = !pays();
  if (!alone_ && !executor_.run) wake(threads_);
  report.n = steps_;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (Refusal no = evaluate(groups_[g], g, steps_, o)) return no;
    report.values.insert(report.values.end(), groups_[g].used.begin(), groups_[g].used.end());
  }
  for (std::size_t a = 0; a < groups_.size(); ++a)
    for (std::size_t b = a + 1; groups_[a].rule->shared && b < groups_.size(); ++b)
      if (Refusal no = check_alike(groups_[a], groups_[b])) return no;
  if (!o.inputs.empty() && o.inputs.size() != max_inputs * params_.size())
    return error(Reason::gradient, "inputs need " + std::to_string(max_inputs) +
                                       " pointers per parameter, null for what is not given");
  if (!o.grad_types.empty() && o.grad_types.size() != params_.size())
    return error(Reason::gradient, "grad_types needs one type per parameter");
  if (!std::all_of(o.grad_types.begin(), o.grad_types.end(), is_float))
    return error(Reason::dtype, "grad_types are float types: f32, f64, f16 or bf16");
  take(grads, zero, o);
  if (Refusal no = check_loss(o, report))
    return no->reason == Reason::nonfinite ? skip(*no, report) : std::move(no);

  const auto any_group = [&](auto has) { return std::any_of(groups_.begin(), groups_.end(), has); };
  const bool each = any_group([](const Group& g) { return g.extras.clip_each > 0; }),
             rows = any_group(
                 [](const Group& g) { return g.extras.clip_adaptive > 0 || g.extras.centralize; }),
             deciding = any_group([](const Group& g) { return g.rule->decide != nullptr; });
  const bool measured = options_.report || o.report,
             norm = options_.clip_norm > 0 || measured || each;
  if (norm || options_.nonfinite != Nonfinite::propagate)
    if (!inspect(o, norm, report))
      return skip(error(Reason::nonfinite, report.reason, report.path, report.index), report);
  if (!o.inputs.empty() && options_.nonfinite != Nonfinite::propagate)
    if (Refusal no = check_inputs()) return skip(*no, report);
  if (each || clipped_each_)
    if (Refusal no = stage_arrays()) return skip(*no, report);
  if (rows || staged_rows_)
    if (Refusal no = stage_rows()) return skip(*no, report);
  staged_rows_ = rows;
  double h = 0;
  if (options_.mechanic)
    if (Refusal no = measure_tuners(h)) return skip(*no, report);
  if (deciding)
    if (Refusal no = decide(o)) return skip(*no, report);

  // Nothing was written so far; nothing can fail from here on.
  if (options_.mechanic) tune(h);
  if (options_.lookahead.k > 0 || options_.mechanic)
    for (Param& p : params_)  // the caller may have loaded them since they were bound
      if (p.grad && p.t == 0 && p.size > 0)
        measures_of(isa_).seen[static_cast<std::size_t>(p.dtype)](
            p.packing, p.data, 0, p.size, options_.mechanic ? p.own.start : p.own.slow);
  count_cautious();
  if (measured) {
    moved_.resize(sums_.size()), size_.resize(sums_.size());
    for_each_unit([&](const Unit& unit) { update_measured(unit.first, unit.last); });
    const double moved = std::sqrt(total(moved_)), size = std::sqrt(total(size_));
    report.update_norm = moved;
    if (size > 0) report.update_ratio = moved / size;
  } else {
    for_each_unit([&](const Unit& unit) { update_pieces(unit.first, unit.last); });
  }
  const double weight = groups_.front().stages.average;
  if (weight != 0 || any_group([](const Group& g) { return g.copied; })) follow_untouched(weight);
  averaged_ += weight != 0;
  if (zeroing_) zero_rest(false);
  for (Param& p : params_)
    if (p.grad) ++p.t;
  if (options_.mechanic)
    for (const double now = scale(); Param & p : params_)
      if (p.grad) p.own.scale = now;
  ++steps_;
  skips_ = 0;
  report.applied = true;
  if (bytes_ >= alone_bytes && bytes_ < wake_bytes) last_ = std::chrono::steady_clock::now();
  return {};
}

}  // namespace gradstep

#include "../exact_end.hpp"
