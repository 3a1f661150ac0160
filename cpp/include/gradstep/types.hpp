// The plain types that everything shares: element types, errors, the pieces that kernels work on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#if defined(__FAST_MATH__) && !defined(GRADSTEP_ALLOW_FAST_MATH)
#error \
    "gradstep's equal bits and its finite check do not survive -ffast-math or -Ofast; drop the flag, or define GRADSTEP_ALLOW_FAST_MATH to give them up"
#endif

namespace gradstep {

enum class Dtype : std::uint8_t { f32, f64 };
inline constexpr std::size_t dtype_count = 2;
inline constexpr std::string_view name(Dtype d) { return d == Dtype::f32 ? "float32" : "float64"; }
inline constexpr std::size_t size_of(Dtype d) { return d == Dtype::f32 ? 4 : 8; }
template <class T>
inline constexpr Dtype dtype_of = std::is_same_v<T, float> ? Dtype::f32 : Dtype::f64;

/// 16-bit floats, as bits.
struct f16 {
  std::uint16_t bits;
};
struct bf16 {
  std::uint16_t bits;
};

/// The types that elements can be kept in.
enum class Storage : std::uint8_t { f32, f64, f16, bf16 };
inline constexpr std::string_view name(Storage s) {
  constexpr std::string_view names[]{"float32", "float64", "float16", "bfloat16"};
  return names[static_cast<std::size_t>(s)];
}
inline constexpr std::size_t size_of(Storage s) {
  return s == Storage::f32 ? 4 : s == Storage::f64 ? 8 : 2;
}

template <class T>
inline constexpr Storage storage_of = std::is_same_v<T, float>    ? Storage::f32
                                      : std::is_same_v<T, double> ? Storage::f64
                                      : std::is_same_v<T, f16>    ? Storage::f16
                                                                  : Storage::bf16;

/// A copy of a parameter that follows it, rounded to nearest; null if there is none.
struct Copy {
  void* data = nullptr;
  Storage type{};
};
/// Whether the kernels round from `from` to `to`: not by way of a third type.
inline constexpr bool converts(Dtype from, Storage to) {
  return from == Dtype::f32 || to == Storage::f32 || to == Storage::f64;
}

/// Why something was refused. Python has one exception class for each (gradstep.errors).
enum class Reason : std::uint8_t {
  none,
  bind,
  stale,
  dtype,
  gradient,
  nonfinite,
  hyper,
  schedule,
  environment,
  busy
};

/// The base of what gradstep throws. The fields that do not apply are empty or -1.
class error : public std::runtime_error {
 public:
  error(Reason reason, const std::string& message) : std::runtime_error(message), reason(reason) {}
  error(Reason reason, const std::string& message, std::string path, std::int64_t index = -1)
      : std::runtime_error(message), reason(reason), path(std::move(path)), index(index) {}
  Reason reason;
  std::string path;         ///< the parameter
  std::int64_t index = -1;  ///< the element, in memory order
  std::int64_t n = -1;      ///< the step
  std::string group, name;  ///< the group and the hyper-parameter
};

namespace detail {
/// Throws; where exceptions are switched off there is only one honest thing left.
[[noreturn]] inline void raise(const error& e) {
#if defined(__cpp_exceptions)
  throw e;
#else
  std::fprintf(stderr, "gradstep: %s\n", e.what());
  std::abort();
#endif
}
/// A number as a message should show it: the shortest text that reads back as the same double.
inline std::string text(double x) {
  char buffer[32];
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, x);
    if (std::strtod(buffer, nullptr) == x) break;
  }
  return buffer;
}
}  // namespace detail

inline constexpr std::size_t max_slots = 6, max_inputs = 2, max_sums = 4;

/// What belongs to one parameter at one step besides its elements, its gradient and its state.
struct Around {
  // Element i is of row i / inner % rows, an index of the first axis.
  std::size_t rows = 1, inner = 1;
  double clip = 1;                      // clip_each's factor
  const double* row_clip = nullptr;     // clip_adaptive's factors, one per row; null if it is off
  const double* row_mean = nullptr;     // what centralize subtracts, one per row; null if it is off
  double cautious = 0;                  // factor on what the cautious mask lets through
  const void* inputs[max_inputs] = {};  // the rule's further inputs; null if not given
  void *slow = nullptr, *average = nullptr;  // Lookahead's and the average's copies of p
  Copy copy{};                               // what follows p in a type of its own
  void* zero = nullptr;  // where the gradient is zeroed after use; null if it is not
};

/// One contiguous piece of one parameter: the unit of work of a kernel.
struct Segment {
  void* p;
  const void* g;
  void* state[max_slots];
  std::size_t n;
  std::size_t begin;  // of the piece in its parameter
  const Around* own;
};

/// What the engine does around the rule, in this order. A stage at its neutral value is skipped.
struct Stages {
  // to g and p before the rule; Around::clip, row_clip and row_mean come after clip
  double unscale = 1;       // g <- g / unscale
  double clip = 1;          // g <- clip * g                 (clip_norm)
  double clip_value = 0;    // g <- g within [-clip_value, clip_value]
  bool maximize = false;    // g <- -g
  double keep = 1;          // p <- keep * p                 (decoupled or independent decay)
  double weight_decay = 0;  // g <- g + weight_decay * p     (coupled, "L2")
  // to p after it
  bool cautious = false;  // only increments against the gradient, times Around::cautious
  double pull = 0;  // slow <- slow + pull * (p - slow), p <- slow   (Lookahead, every k steps)
  double lower = -std::numeric_limits<double>::infinity();  // p <- p within [lower, upper]
  double upper = std::numeric_limits<double>::infinity();
  double average = 0;  // average <- average + this * (p - average); 1 copies
  bool bounded() const {
    return lower > -std::numeric_limits<double>::infinity() ||
           upper < std::numeric_limits<double>::infinity();
  }
  bool any() const {
    return unscale != 1 || clip != 1 || clip_value != 0 || maximize || keep != 1 ||
           weight_decay != 0 || cautious || pull != 0 || average != 0 || bounded();
  }
};

}  // namespace gradstep
