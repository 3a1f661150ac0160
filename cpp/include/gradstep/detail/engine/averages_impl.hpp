// What follows the parameters: the definitions.
#pragma once
#include <algorithm>
#include <cstring>

#include "averages.hpp"
#include "launch.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

// Calls work(begin, n, x) for elements of a parameter in the compute dtype, as the rule sees them
// or as they are in the caller's array: all at once if that is how they are kept, else tile by
// tile.
template <class F>
void in_tiles(const Bound& bound, const Param& p, bool as_seen, std::size_t begin, std::size_t n,
              F&& work) {
  if (p.packing.p == storage_of(p.dtype))
    return work(begin, n, static_cast<const std::byte*>(p.data) + begin * size_of(p.dtype));
  alignas(line) double x[tile];  // or as many floats
  for (const std::size_t end = begin + n; begin < end; begin += tile) {
    const std::size_t size = std::min(tile, end - begin);
    if (as_seen)
      see(bound, p, begin, size, x);
    else
      decode(bound, p.dtype, {p.data, p.packing.p}, begin, size, x);
    work(begin, size, x);
  }
}

// Writes elements [begin, begin + n) of a parameter to its copy, in the copy's type.
inline void write_copy(const Bound& bound, const Param& p, std::size_t begin, std::size_t n) {
  in_tiles(bound, p, false, begin, n, [&](std::size_t at, std::size_t size, const void* x) {
    encode(bound, p.dtype, p.own.copy, at, size, x);
  });
}

GRADSTEP_INLINE void Averages::follow_untouched(const Bound& bound, const Plan& plan,
                                                double weight) {
  if (std::all_of(bound.params.begin(), bound.params.end(), [](const Param& p) { return p.grad; }))
    return;
  plan.for_each_unit([&](std::span<const Plan::Piece> pieces, std::size_t) {
    for (const Plan::Piece& piece : pieces) {
      const Param& p = bound.params[piece.param];
      if (p.grad) continue;
      if (weight != 0)
        in_tiles(bound, p, true, piece.begin, piece.size,
                 [&](std::size_t begin, std::size_t n, const void* x) {
                   void* const average =
                       static_cast<std::byte*>(p.own.average) + begin * size_of(p.dtype);
                   bound.tools(p.dtype).average(x, average, n, weight);
                 });
      if (p.own.copy.data) write_copy(bound, p, piece.begin, piece.size);
    }
  });
}

GRADSTEP_INLINE void Averages::copy_to(Bound& bound, std::size_t i, Stored copy) {
  Param& p = bound.params[i];
  if (copy.data && !has_conversions(copy.type))
    raise(error(Reason::dtype, message(without_conversions, {p.path, name(copy.type)}), p.path));
  if (copy.data && !converts(p.dtype, copy.type))
    raise(error(Reason::dtype,
                message("copy_to: '{}' is {}; a copy of it can be float32 or float64, not {}",
                        {p.path, name(p.dtype), name(copy.type)}),
                p.path));
  p.own.copy = copy;
  if (copy.data) write_copy(bound, p, 0, p.size);
  bound.groups[p.group].copied |= copy.data != nullptr;
}

inline std::span<std::byte> place_of(const Param& p) {
  return {static_cast<std::byte*>(p.data), p.size * size_of(p.packing.p)};
}

// An average that has more digits than its parameter keeps them: the parameter is not swapped with
// it, but set aside.
inline bool stands_aside(const Bound& bound, const Param& p) {
  return p.packing.p != storage_of(p.dtype) || bound.rule_of(p).evaluates;
}

GRADSTEP_INLINE void Averages::put_aside(Bound& bound) {
  set_aside_.assign(bound.params.size(), {});
  for (std::size_t i = 0; i < bound.params.size(); ++i)
    if (const auto bytes = place_of(bound.params[i]); stands_aside(bound, bound.params[i]))
      set_aside_[i].assign(bytes.begin(), bytes.end());
}

// By pieces that stay in L1: std::swap_ranges goes byte by byte, which takes ten times as long.
inline void swap_bytes(std::span<std::byte> a, std::byte* b) {
  std::byte kept[4096];
  for (std::size_t at = 0, n; at < a.size(); at += n) {
    n = std::min(sizeof kept, a.size() - at);
    std::memcpy(kept, a.data() + at, n);
    std::memcpy(a.data() + at, b + at, n);
    std::memcpy(b + at, kept, n);
  }
}

GRADSTEP_INLINE void Averages::swap(Bound& bound) {
  if (!swapped_ && taken_ == 0)  // until one is taken the parameters are their own average
    for (Param& p : bound.params)
      if (p.own.average && p.size > 0) see(bound, p, 0, p.size, p.own.average);
  // All memory is allocated before the first write.
  std::vector<std::vector<double>> found(bound.params.size());  // or twice as many floats
  if (!swapped_) {
    put_aside(bound);
    for (std::size_t i = 0; i < bound.params.size(); ++i)
      if (bound.rule_of(bound.params[i]).evaluates)
        found[i].resize(bound.params[i].size), evaluate(bound, i, found[i].data());
  }
  for (std::size_t i = 0; i < bound.params.size(); ++i) {
    const Param& p = bound.params[i];
    const bool evaluates = bound.rule_of(p).evaluates;
    const std::span<std::byte> bytes = place_of(p);
    if (p.data == nullptr || (p.own.average == nullptr && !evaluates)) continue;
    if (!stands_aside(bound, p))
      swap_bytes(bytes, static_cast<std::byte*>(p.own.average));
    else if (!swapped_)
      encode(bound, p.dtype, {p.data, p.packing.p}, 0, p.size,
             evaluates ? found[i].data() : p.own.average);
    else
      std::copy(set_aside_[i].begin(), set_aside_[i].end(), bytes.begin());
  }
  if (swapped_) set_aside_.clear();
  swapped_ = !swapped_;
}

GRADSTEP_INLINE void Averages::evaluate(const Bound& bound, std::size_t i, void* out) const {
  const Param& p = bound.params[i];
  if (p.size == 0) return;
  if (p.own.average && taken_ > 0) {
    std::memcpy(out, p.own.average, p.size * size_of(p.dtype));
    return;
  }
  if (p.fresh || !bound.rule_of(p).evaluates)  // its state says nothing yet
    return see(bound, p, 0, p.size, out);
  alignas(line) std::byte scratch[scratch_bytes];
  Segment s = segment(bound, p, 0, p.size);
  Packing how = p.packing;
  how.g = how.p;  // no gradient is used: p stands for it, whatever type the last one had
  s.g = p.data;
  s.packing = p.kept_otherwise ? &how : nullptr;
  detail::evaluate(bound, p, s, scratch, out);
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
