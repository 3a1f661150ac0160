// The signatures through which the engine calls what was compiled per ISA.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "../types.hpp"

namespace gradstep {

/// Sums are taken over blocks of this many elements, counted from each tensor's start, whatever the threads do.
inline constexpr std::size_t sum_block = 4096;

using update_fn = void (*)(const double* hyper, std::int64_t t, const Stages&, const Segment*,
                           std::size_t count);
struct UpdatePair {
  update_fn plain, staged;  // without and with work on g before the rule or zeroing after it
};

struct Measures {
  using inspect_fn = std::int64_t (*)(const void* g, std::size_t n, double* squares);
  std::array<inspect_fn, dtype_count> largest, largest_and_squares;
  std::array<void (*)(const void* before, const void* after, std::size_t n, double* moved,
                      double* size),
             dtype_count>
      update;
};

}  // namespace gradstep
