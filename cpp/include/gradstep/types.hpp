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

#include "detail/message.hpp"

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

/// How elements can be kept: as floats, or in blocks of codes with a float32 scale each. Codes have
/// 8 bits, those of f16_scaled are float16; `positive` ones have no sign, and only 0 reads as 0.
enum class Storage : std::uint8_t {
  f32,
  f64,
  f16,
  bf16,
  f16_scaled,
  f16_scaled_positive,
  q8,
  q8_positive,
  dynamic8,
  dynamic8_positive
};
/// The first of these are floats, as parameters and gradients must be.
inline constexpr std::size_t float_storages = 4;
inline constexpr bool is_float(Storage s) { return static_cast<std::size_t>(s) < float_storages; }
inline constexpr std::string_view name(Storage s) {
  constexpr std::string_view names[]{"float32", "float64", "float16", "bfloat16", "float16",
                                     "float16", "q8",      "q8",      "dynamic8", "dynamic8"};
  return names[static_cast<std::size_t>(s)];
}
inline constexpr std::size_t size_of(Storage s) {
  constexpr std::size_t sizes[]{4, 8, 2, 2, 2, 2, 1, 1, 1, 1};
  return sizes[static_cast<std::size_t>(s)];
}
/// Elements that share a scale; 0: there is none.
inline constexpr std::size_t block_of(Storage s) {
  constexpr std::size_t blocks[]{0, 0, 0, 0, 64, 64, 64, 64, 256, 256};
  return blocks[static_cast<std::size_t>(s)];
}
inline constexpr bool is_half(Storage s) { return s == Storage::f16 || s == Storage::bf16; }
inline constexpr Storage storage_of(Dtype d) {
  return d == Dtype::f32 ? Storage::f32 : Storage::f64;
}
/// Bytes from the first code of n elements to the first scale; and the bytes of codes and scales
/// together.
inline constexpr std::size_t scale_offset(Storage s, std::size_t n) {
  return (n * size_of(s) + 63) / 64 * 64;
}
inline constexpr std::size_t scale_count(Storage s, std::size_t n) {
  return block_of(s) == 0 ? 0 : (n + block_of(s) - 1) / block_of(s);
}
inline constexpr std::size_t bytes_of(Storage s, std::size_t n) {
  return block_of(s) == 0 ? n * size_of(s) : scale_offset(s, n) + 4 * scale_count(s, n);
}

template <class T>
inline constexpr Storage storage_as = std::is_same_v<T, float>    ? Storage::f32
                                      : std::is_same_v<T, double> ? Storage::f64
                                      : std::is_same_v<T, f16>    ? Storage::f16
                                                                  : Storage::bf16;

/// Elements as they are kept; `scales` of codes.
struct Stored {
  void* data = nullptr;
  Storage type{};
  float* scales = nullptr;
};
inline Stored stored(void* data, Storage type, std::size_t n) {
  if (block_of(type) == 0 || data == nullptr) return {data, type, nullptr};
  return {data, type,
          reinterpret_cast<float*>(static_cast<std::byte*>(data) + scale_offset(type, n))};
}

/// Whether the kernels can round copies from `from` to `to` without going by way of a third type.
inline constexpr bool converts(Dtype from, Storage to) {
  return from == Dtype::f32 || to == Storage::f32 || to == Storage::f64;
}

/// What becomes of an update of a 16-bit parameter that such a number cannot hold: see() and keep()
/// in pack.hpp.
enum class Rounding : std::uint8_t { stochastic, nearest, kahan, master, split };
inline constexpr std::string_view name(Rounding r) {
  constexpr std::string_view names[]{"stochastic", "nearest", "kahan", "master", "split"};
  return names[static_cast<std::size_t>(r)];
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
  [[gnu::cold]] error(Reason why, const std::string& message);
  [[gnu::cold]] error(Reason why, const std::string& message, std::string_view where,
                      std::int64_t element = -1);
  // All of these are cold: inlined at every place that refuses, they would be most of its code.
  [[gnu::cold]] error(const error&);
  [[gnu::cold]] error(error&&) noexcept;
  [[gnu::cold]] error& operator=(const error&);
  [[gnu::cold]] error& operator=(error&&) noexcept;
  [[gnu::cold]] ~error() override;
  Reason reason;
  std::string path;         ///< the parameter
  std::int64_t index = -1;  ///< the element, in memory order
  std::int64_t n = -1;      ///< the step
  std::string group, name;  ///< the group and the hyper-parameter
};

#if GRADSTEP_DEFINITIONS
GRADSTEP_INLINE error::error(Reason why, const std::string& message)
    : std::runtime_error(message), reason(why) {}
GRADSTEP_INLINE error::error(Reason why, const std::string& message, std::string_view where,
                             std::int64_t element)
    : std::runtime_error(message), reason(why), path(where), index(element) {}
GRADSTEP_INLINE error::error(const error&) = default;
GRADSTEP_INLINE error::error(error&&) noexcept = default;
GRADSTEP_INLINE error& error::operator=(const error&) = default;
GRADSTEP_INLINE error& error::operator=(error&&) noexcept = default;
GRADSTEP_INLINE error::~error() = default;
#endif

namespace detail {
/// Throws; where exceptions are switched off there is only one honest thing left.
[[noreturn, gnu::cold]] void raise(const error& e);
#if GRADSTEP_DEFINITIONS
[[noreturn]] GRADSTEP_INLINE void raise(const error& e) {
#if defined(__cpp_exceptions)
  throw e;
#else
  std::fprintf(stderr, "gradstep: %s\n", e.what());
  std::abort();
#endif
}
#endif
}  // namespace detail

inline constexpr std::size_t max_slots = 6, max_inputs = 2, max_sums = 4;

/// How a parameter, its gradient and its state are kept, if they do not all have the compute dtype.
struct Packing {
  Storage p{}, g{}, state[max_slots]{};
  Rounding rounding{};
  bool stochastic_state = false;  // of 16 bits
  void* beside = nullptr;         // what the rounding keeps of p: see Rounding
  std::uint64_t noise = 0;        // of the optimizer's seed and the path, mixed
  std::size_t size = 0;           // elements of the parameter
};

namespace detail {
/// The finalizer of splitmix64: Steele, Lea & Flood, Fast Splittable Pseudorandom Number
/// Generators, 2014.
inline constexpr std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}
}  // namespace detail

/// Which update of a parameter this is: t counts from 1. `first` says that the state holds nothing
/// yet, which t does not where it also counts steps without a gradient (Options::count_steps).
struct Count {
  std::int64_t t;
  bool first;
  constexpr explicit Count(std::int64_t n) : t(n), first(n == 1) {}
  constexpr Count(std::int64_t n, bool is_first) : t(n), first(is_first) {}
  constexpr operator std::int64_t() const { return t; }
};

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
  Stored copy{};                             // what follows p in a type of its own
  void* zero = nullptr;  // where the gradient is zeroed after use; null if it is not
  // Mechanic's: p where it started, the sum of the rule's increments since, and the factor of that
  // in p as it is
  void *start = nullptr, *delta = nullptr;
  double scale = 0;
  // Of a gradient of several calls, g <- (sum + g / unscale) / calls: what the calls before have
  // added up, null if that is nothing. Where there are no calls, g is the caller's.
  const void* sum = nullptr;
  double unscale = 1, calls = 0;
};

/// One contiguous piece of one parameter: what a kernel works on. With a Packing the pointers are
/// to the beginning of the parameter, not of the piece.
struct Segment {
  void* p;
  const void* g;
  void* state[max_slots];
  std::size_t n;
  std::size_t begin;  // of the piece in its parameter
  const Around* own;
  const Packing* packing;  // null if all have the compute dtype
};

/// What the engine does around the rule, in this order. A stage at its neutral value is skipped.
struct Stages {
  // to g and p before the rule; Around::sum comes first, and Around::clip, row_clip and row_mean
  // come after clip
  double unscale = 1;       // g <- g / unscale
  double clip = 1;          // g <- clip * g                 (clip_norm)
  double clip_value = 0;    // g <- g within [-clip_value, clip_value]
  bool maximize = false;    // g <- -g
  double keep = 1;          // p <- keep * p                 (decoupled or independent decay)
  double weight_decay = 0;  // g <- g + weight_decay * p     (coupled, "L2")
  // to p after it
  bool cautious = false;  // only increments against the gradient, times Around::cautious
  bool tuned = false;  // delta <- delta + (p - p before), p <- start + scale * delta   (Mechanic)
  double scale = 0;
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
           weight_decay != 0 || cautious || tuned || pull != 0 || average != 0 || bounded();
  }
};

}  // namespace gradstep
