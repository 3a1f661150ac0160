// What the fuzz targets share: values from the bytes that libFuzzer invents, and what must hold.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

#include <gradstep/isa.hpp>

namespace fuzz {

/// Ends the program where something does not hold, so that libFuzzer keeps the bytes that led here.
inline void must(bool holds, const char* what, const char* file = __builtin_FILE(),
                 int line = __builtin_LINE()) {  // clang 14 has no std::source_location
  if (holds) return;
  std::fprintf(stderr, "%s:%d: it does not hold that %s\n", file, line, what);
  std::abort();
}

/// A splitmix64 generator: elements come from it, so that an input of a few bytes makes arrays.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }

 private:
  std::uint64_t state_;
};

/// The input, read from its beginning; zeros follow its end.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : left_(data, size) {}
  bool empty() const { return left_.empty(); }
  template <class T>
  T read() {
    T x{};
    const std::size_t n = std::min(sizeof x, left_.size());
    std::memcpy(&x, left_.data(), n);
    left_ = left_.subspan(n);
    return x;
  }
  /// A number below `n`.
  std::size_t below(std::size_t n) {
    return (n > 256 ? read<std::uint32_t>() : read<std::uint8_t>()) % n;
  }
  bool flag() { return below(2) == 1; }
  /// One time out of `n`; not where the input has ended.
  bool rarely(std::size_t n) { return below(n) == n - 1; }
  template <class T, std::size_t n>
  const T& one_of(const T (&choices)[n]) {
    return choices[below(n)];
  }
  /// Any double, of a plain size more often than not.
  double number() {
    switch (below(4)) {
      case 0: return 0.05 * static_cast<double>(below(41)) - 0.5;
      case 1: return std::ldexp(1 + static_cast<double>(below(256)) / 256, read<std::int8_t>() / 4);
      case 2: {
        constexpr double limit = std::numeric_limits<double>::infinity();
        constexpr double ends[]{0,      -0.0,  1,      -1,
                                1e-300, 1e300, 5e-324, 65504,
                                3.5e38, limit, -limit, std::numeric_limits<double>::quiet_NaN()};
        return one_of(ends);
      }
      default: return read<double>();
    }
  }

 private:
  std::span<const std::uint8_t> left_;
};

inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, {}, std::bit_cast<std::uint64_t, double>,
                            std::bit_cast<std::uint64_t, double>);
}

/// The ISAs that were compiled and that this CPU runs; the one that every CPU has comes first.
inline const std::vector<gradstep::Isa>& isas() {
  static const auto all = [] {
    std::vector<gradstep::Isa> out;
    for (const gradstep::Isa isa : gradstep::compiled_isas)
      if (gradstep::runs(isa)) out.push_back(isa);
    return out;
  }();
  return all;
}

}  // namespace fuzz
