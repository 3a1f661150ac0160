// The memory of the state: the definitions.
#pragma once
#include <algorithm>
#include <cstring>

#include "group.hpp"
#include "launch.hpp"
#include "memory.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

// What the rounding of a parameter keeps beside it.
inline std::size_t bytes_beside(const Param& p) {
  switch (p.packing.rounding) {
    case Rounding::master: return p.size * sizeof(float);
    case Rounding::kahan:
    case Rounding::split: return p.size * sizeof(std::uint16_t);
    default: return 0;
  }
}

/// Calls place(pointer, bytes) for all that a parameter has in the arena, in order: its live slots,
/// what its rounding keeps, the slow copy, the average, Mechanic's arrays, and the sum of
/// gradients.
template <class P, class F>
[[gnu::cold]] void for_each_stream(P& p, const ParamGroup& group, const Options& options,
                                   F&& place) {
  unsigned bit = 0;
  for (std::size_t k = 0; k < group.rule->slots.size(); ++k) {
    const SlotType& slot = group.rule->slots[k];
    if (slot.field >= 0 && !(group.variant >> bit++ & 1)) continue;
    place(p.state[k], bytes_of(p.packing.state[k], p.size));
  }
  if (const std::size_t beside = bytes_beside(p); beside > 0) place(p.packing.beside, beside);
  const std::size_t whole = p.size * size_of(p.dtype);
  if (options.lookahead) place(p.own.slow, whole);
  if (options.average.kind != Average::Kind::none) place(p.own.average, whole);
  if (options.mechanic) place(p.own.start, whole), place(p.own.delta, whole);
  if (options.accumulate > 1) place(p.sum, whole);
}

/// Gives those streams their addresses, for one parameter after another.
class Layout {
 public:
  explicit Layout(std::uintptr_t base) : at_(base) {}
  void begin(const Param& p) {
    const auto first = reinterpret_cast<std::uintptr_t>(p.data);
    // 16-bit parameters may begin where nothing larger is aligned
    streams_[0] = p.kept_otherwise ? first / line * line : first;
    count_ = 1;
  }
  std::uintptr_t take(std::size_t bytes) {
    const std::uintptr_t place = staggered(at_, bytes, {streams_, count_});
    streams_[count_++] = place;
    at_ = place + bytes;
    return place;
  }
  std::uintptr_t end() const { return at_; }

 private:
  std::uintptr_t at_, streams_[max_slots + 6];
  std::size_t count_ = 0;
};

inline void start_slot(const Bound& bound, Param& p, std::size_t k, double value) {
  const Storage type = p.packing.state[k];
  if (value == 0 && type != Storage::dynamic8) {  // whose code of 0 is 127
    std::memset(p.state[k], 0, bytes_of(type, p.size));
    return;
  }
  double values[tile];  // or as many floats
  std::fill_n(values, tile, value);
  if (p.dtype == Dtype::f32)
    std::fill_n(reinterpret_cast<float*>(values), tile, static_cast<float>(value));
  const Stored slot = stored(p.state[k], type, p.size);
  for (std::size_t i = 0; i < p.size; i += tile)
    encode(bound, p.dtype, slot, i, std::min(tile, p.size - i), values);
}

// Fills the memory that a parameter has got.
inline void fill(const Bound& bound, Param& p, std::int64_t n) {
  const ParamGroup& group = bound.group_of(p);
  for (std::size_t k = 0; k < group.rule->slots.size(); ++k) {
    const int field = group.rule->slots[k].initial;
    if (p.state[k]) start_slot(bound, p, k, field < 0 ? 0 : initial_value(group, field, n));
  }
  if (p.packing.beside) {
    std::memset(p.packing.beside, 0, bytes_beside(p));
    if (p.packing.rounding == Rounding::master)
      decode(bound, Dtype::f32, {p.data, p.packing.p}, 0, p.size, p.packing.beside);
  }
  // both start as the parameters that they will follow
  for (void* const copy : {p.own.slow, p.own.average})
    if (copy && p.size > 0) see(bound, p, 0, p.size, copy);
  for (void* const copy : {p.own.start, p.own.delta})  // filled by the first step
    if (copy) std::memset(copy, 0, p.size * size_of(p.dtype));
}

inline void restart(std::vector<double>& numbers, const RuleType& rule) {
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = rule.numbers[i % rule.numbers.size()].initial;
}

GRADSTEP_INLINE void Memory::restart(Bound& bound) {
  for (Param& p : bound.params) {
    if (!p.grad) continue;
    const ParamGroup& group = bound.group_of(p);
    for (std::size_t k = 0; k < group.rule->slots.size(); ++k) {
      const int field = group.rule->slots[k].initial;
      const double value = field < 0 ? 0 : group.used[static_cast<std::size_t>(field)];
      if (p.state[k]) start_slot(bound, p, k, value);
    }
    detail::restart(p.numbers, *group.rule);
    p.t = 0, p.fresh = true;
  }
  for (Shared& s : bound.shared)
    if (s.group) detail::restart(s.numbers, *s.rule), s.t = 0;
}

GRADSTEP_INLINE std::size_t Memory::bytes(const Bound& bound, const Options& options) {
  // The layout depends on addresses only modulo a page: from address 0 it is the same as from any
  // page.
  Layout layout(0);
  for (const Param& p : bound.params) {
    if (p.has_state) continue;
    layout.begin(p);
    for_each_stream(p, bound.group_of(p), options,
                    [&](const void*, std::size_t bytes) { layout.take(bytes); });
  }
  return layout.end() + page;
}

GRADSTEP_INLINE void Memory::prepare(Bound& bound, const Options& options, std::int64_t n) {
  if (std::all_of(bound.params.begin(), bound.params.end(),
                  [](const Param& p) { return p.has_state; }))
    return;
  blocks_.emplace_back(bytes(bound, options));
  prepare_in(blocks_.back().bytes(), bound, options, n);
}

GRADSTEP_INLINE void Memory::prepare_in(std::span<std::byte> memory, Bound& bound,
                                        const Options& options, std::int64_t n) {
  const auto begin = reinterpret_cast<std::uintptr_t>(memory.data()),
             base = (begin + page - 1) / page * page;
  Layout layout(base);
  for (Param& p : bound.params) {
    if (p.has_state) continue;
    layout.begin(p);
    for_each_stream(p, bound.group_of(p), options, [&](void*& place, std::size_t bytes) {
      place = memory.data() + (layout.take(bytes) - begin);
    });
    fill(bound, p, n);
    p.has_state = true;
  }
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
