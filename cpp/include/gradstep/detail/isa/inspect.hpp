// Largest magnitudes and sums of squares of gradients, with the same bits for every ISA, thread
// count and split. This only reads.
// Sums run in 16 lanes (lanes.hpp) over blocks of 4096 elements counted from the array's start; the
// engine adds blocks and arrays pairwise (sum_pairwise).
#ifndef GRADSTEP_ISA
#include "../tools.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// The largest |g| of one block of elements, and with `squares` its sum of g².
template <class T, bool with_squares>
struct Inspection {
  static constexpr std::size_t L = vec<T>::lanes;
  const T* g;
  std::size_t n;
  typename vec<T>::bits largest = abs_bits(vec<T>(0.0));
  Lanes16 sum{};

  [[gnu::always_inline]] void take(std::size_t i, std::size_t lane, std::size_t k) {
    const vec<T> x = load(g + i, k);
    const auto bits = abs_bits(x);
    largest = bits > largest ? bits : largest;
    if constexpr (with_squares) {
      vec<double> wide[halves<T>];
      widen(x, wide);
      vec<double>* const part = sum.part + lane / vec<double>::lanes;
      part[0] += wide[0] * wide[0];
      if constexpr (halves<T> == 2) part[1] += wide[1] * wide[1];
    }
  }
  // Written out, as above: in a loop the sums would stay in memory.
  template <std::size_t... K>
  [[gnu::always_inline]] void take16(std::size_t i, std::index_sequence<K...>) {
    (take(i + K * L, K * L, L), ...);
  }
  [[gnu::always_inline]] void take16(std::size_t i) {
    take16(i, std::make_index_sequence<16 / L>{});
  }
  /// What is left from element i, a multiple of 16, on.
  std::int64_t finish(std::size_t i, double* squares) {
    for (; i + 16 <= n; i += 16) take16(i);
    for (std::size_t lane = 0; i < n; i += L, lane += L) take(i, lane, n - i);
    if constexpr (with_squares) *squares = sum.total();
    std::int64_t max = 0;
    for (std::size_t j = 0; j < L; ++j) max = largest[j] > max ? largest[j] : max;
    return max;
  }
};

/// The largest |g| as the integer of its bits: these order like the magnitudes, and Inf and NaN
/// come above every number.
/// With `squares`, also the sum of g², exact products added in double, one per block of 4096. Two
/// blocks at a time, far from each other: one core reads memory faster in two places than in one.
template <class T, bool with_squares>
std::int64_t inspect(const void* gradient, std::size_t n, double* squares) {
  const T* g = static_cast<const T*>(gradient);
  const std::size_t half = n / sum_block / 2 * sum_block;
  std::int64_t max = 0;
  const auto keep = [&](std::int64_t largest) { max = largest > max ? largest : max; };
  const auto place = [&](std::size_t begin) {
    return with_squares ? squares + begin / sum_block : nullptr;
  };
  for (std::size_t begin = 0; begin < half; begin += sum_block) {
    Inspection<T, with_squares> a{g + begin, sum_block}, b{g + half + begin, sum_block};
    for (std::size_t i = 0; i < sum_block; i += 16) a.take16(i), b.take16(i);
    keep(a.finish(sum_block, place(begin)));
    keep(b.finish(sum_block, place(half + begin)));
  }
  for (std::size_t begin = 2 * half; begin < n; begin += sum_block) {
    Inspection<T, with_squares> a{g + begin, begin + sum_block < n ? sum_block : n - begin};
    keep(a.finish(0, place(begin)));
  }
  return max;
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
