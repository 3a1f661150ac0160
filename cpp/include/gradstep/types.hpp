// The plain types that everything shares: element types, errors, the pieces that kernels work on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
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

inline constexpr std::size_t max_slots = 6;

/// One contiguous piece of one parameter with what belongs to it: the unit of work of a kernel.
struct Segment {
  void* p;
  const void* g;
  void* zero;  // where the gradient is zeroed after use; null if it is not
  void* state[max_slots];
  std::size_t n;
};

/// What the engine does to g before the rule sees it, in this order. A stage at its neutral value is skipped.
struct Stages {
  double unscale = 1;       // g <- g / unscale
  double clip = 1;          // g <- clip * g
  bool maximize = false;    // g <- -g
  double weight_decay = 0;  // g <- g + weight_decay * p   (coupled, "L2")
  bool any() const { return unscale != 1 || clip != 1 || maximize || weight_decay != 0; }
};

}  // namespace gradstep
