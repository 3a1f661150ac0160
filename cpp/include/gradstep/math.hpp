// The elementary functions that schedules and rules use, for C++ callers: the same bits on every
// CPU, compiler and -O level, and within 1 ulp of the exact value (half_cosine 4; subnormal
// results:
// within the smallest subnormal). No libm and no errno; rounding to nearest is assumed and left as
// it is. A NaN result is the positive quiet NaN (floor passes its argument's on).
//
//   double rate = 1e-3 * gradstep::math::pow(0.5, n / 1000.0);
//
// Call them qualified: after a `using namespace`, exp(x) would be ambiguous with the C library's.
// For registers the same names stand in each ISA's namespace and take vec<double>; every lane has
// the bits of the scalar call.
#pragma once
#include <array>
#include <span>

#include "detail/compiled.hpp"
#include "detail/numbers.hpp"

namespace gradstep::math {

using gradstep::cbrt;
using gradstep::cos;
using gradstep::cospi;
using gradstep::exp;
using gradstep::floor;
using gradstep::half_cosine;
using gradstep::ipow;
using gradstep::log;
using gradstep::pow;
using gradstep::PowersOf;

}  // namespace gradstep::math

namespace gradstep {
/// All of them by name, as one ISA has them: for tests.
std::span<const elementary::Named> elementary_functions(Isa isa);

#if GRADSTEP_DEFINITIONS
GRADSTEP_INLINE std::span<const elementary::Named> elementary_functions([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
  const auto copy = [](const auto& table) {
    std::array<elementary::Named, std::size(elementary::functions)> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = {table[i].name, table[i].array, table[i].scalar};
    return out;
  };
  static const auto wide = copy(avx2::elementary::functions),
                    widest = copy(avx512::elementary::functions);
  if (isa == Isa::avx2) return wide;
  if (isa == Isa::avx512) return widest;
#endif
  return elementary::functions;
}
#endif
}  // namespace gradstep
