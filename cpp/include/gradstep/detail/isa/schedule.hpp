// Evaluates one formula over an array: whole registers, then the rest in one register with empty
// lanes. The formulas are the schedules, as functions of the step, and what composites do to steps
// and to values.
#ifndef GRADSTEP_ISA
#include "../formulas.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

// The way up of warmup(): from `start` at n = 0 to `top` at n = steps; or, counted, from top/steps
// at n = 0 to `top` from n = steps - 1 on, so that no update is wasted on a rate of 0.
struct Ramp {
  double top = 0, start = 0;
  std::int64_t steps = 1;
  bool counted = true;
  Shape shape{};
  template <class V>
  V operator()(V n) const {
    if (counted) return top * way_up(shape, min((n + 1) / real(steps), 1));
    return start + (top - start) * way_up(shape, n / real(steps));
  }
};
// The way down of cooldown(), which is a fall if steps = 0.
struct Fall {
  double from = 0, end = 0;
  std::int64_t steps = 1;
  Shape shape{};
  template <class V>
  V operator()(V n) const {
    if (from == end) return end;
    return select(n >= real(steps), end, mix(way(shape, n / real(steps)), from, end));
  }
};
struct FloorDivided {
  double k = 1;
  template <class V>
  V operator()(V n) const {
    return floor(n / k);
  }
};
// The whole ends at `last`, where the inner schedule is at `end`. Rounding might miss that, so it
// is written down.
struct Stretched {
  double k = 1, per = 1, last = std::numeric_limits<double>::infinity(), end = 0;
  template <class V>
  V operator()(V n) const {
    const V inner = n * per / k;
    return select(n >= last, max(inner, end), inner);
  }
};
struct Shifted {
  double k = 0;
  template <class V>
  V operator()(V n) const {
    return max(n - k, 0);
  }
};
// Another pace from step `at` on, where it is at `from`.
struct Repaced {
  double at = 0, from = 0;
  Stretched pace{};
  template <class V>
  V operator()(V n) const {
    const V inner = (n - at) * pace.per / pace.k + from;
    return select(n < at, n, select(n >= pace.last, max(inner, pace.end), inner));
  }
};
struct Remainder {
  double k = 1;
  template <class V>
  V operator()(V n) const {
    const V r = n - floor(n / k) * k;
    // r < 0: n a fraction below a multiple of k; further off only where n is beyond 2^53.
    return clamp(select(r < 0, r + k, r), 0, k);
  }
};
struct Times {
  double factor = 1;
  template <class V>
  V operator()(V x) const {
    return factor * x;
  }
};
struct Clamped {
  double low = 0, high = 0;
  template <class V>
  V operator()(V x) const {
    return clamp(x, low, high);
  }
};

// The factor of noise(): 1 + z, z drawn anew at each step from its number alone. A counter-based
// generator: Steele, Lea & Flood's splitmix64, of the bits of the step, the seed and the attempt.
struct NoiseFactor {
  double pct = 0, std = 1, first = 0, last = 0;
  std::int64_t seed = 0;
  bool uniform = false;
  template <class V>
  V operator()(V n) const {
    V z = uniform ? (2 * draw(n, 0) - 1) * pct : normal(n, 0);
    if (!uniform) {
      for (int k = 1; k < attempts && !all(abs(z) < pct); ++k)
        z = select(abs(z) < pct, z, normal(n, k));
      z = clamp(z, -pct, pct);
    }
    return select(n < first, 1, select(n < last, 1 + z, 1));
  }

 private:
  static constexpr int attempts = 64;
  // In [0, 1).
  template <class V>
  V draw(V n, int k) const {
    auto w = to_words(n) + (static_cast<std::uint64_t>(seed) * 0x9e3779b97f4a7c15 +
                            static_cast<std::uint64_t>(k) * 0xd1b54a32d192ed03);
    w = (w ^ (w >> 30)) * 0xbf58476d1ce4e5b9;
    w = (w ^ (w >> 27)) * 0x94d049bb133111eb;
    w = w ^ (w >> 31);
    return from_words<double>((w >> 12) | 0x3ff0000000000000) - 1;
  }
  template <class V>
  V normal(V n, int k) const {  // Box & Muller
    return sqrt(-2 * log(1 - draw(n, 2 * k))) * cospi(2 * draw(n, 2 * k + 1)) * std;
  }
};

template <class Schedules>
struct WithMaps;
template <class... S>
struct WithMaps<std::tuple<S...> > {
  using type = std::tuple<S..., Ramp, Fall, FloorDivided, Stretched, Shifted, Repaced, Remainder,
                          Times, Clamped, NoiseFactor>;
};
using Formulas = WithMaps<Schedules>::type;  // what evaluate<I> knows

/// Steps as doubles, rounded once, those below 0 as 0: the value of static_cast on every ISA.
inline vec<double> to_double(vec<double>::bits n) {
#if GRADSTEP_BYTES == 64
  return max(vec<double>(_mm512_cvtepi64_pd(reinterpret_cast<__m512i>(n))), 0);
#else
  n = n & ~(n >> 63);
  // The halves in the last places of 2^52 and of 2^84; what they are too large by is taken off
  // again exactly.
  const vec<double>::bits low = (n & 0xffffffff) | 0x4330000000000000,
                          high = (n >> 32) | 0x4530000000000000;
  return (from_bits<double>(high) - vec<double>(0x1p84 + 0x1p52)) + from_bits<double>(low);
#endif
}
inline void steps_to_double(const std::int64_t* n, double* out, std::size_t count) {
  using V = vec<double>;
  constexpr std::size_t L = V::lanes;
  V::bits steps{};
  std::size_t i = 0;
  for (; i + L <= count; i += L) {
    __builtin_memcpy(&steps, n + i, sizeof steps);
    store(out + i, to_double(steps), L);
  }
  if (i < count) {
    __builtin_memcpy(&steps, n + i, (count - i) * sizeof *n);
    store(out + i, to_double(steps), count - i);
  }
}

/// A struct as a function: its operator(), or what its formula() returns, which has prepared once
/// what does not depend on the step.
template <class S>
auto as_function(const S& s) {
  if constexpr (requires { s.formula(); })
    return s.formula();
  else
    return s;
}

/// The I-th formula at x[0..count); the baseline's struct of it is at `members`; out may be x.
template <std::size_t I>
void evaluate(const void* members, const double* x, double* out, std::size_t count) {
  using V = vec<double>;
  using S = std::tuple_element_t<I, Formulas>;
  constexpr std::size_t L = V::lanes;
  S s;
  if constexpr (std::is_trivially_copyable_v<S>)
    __builtin_memcpy(&s, members, sizeof s);
  else
    assign(s, *static_cast<const std::tuple_element_t<I, gradstep::Formulas>*>(members));
  const auto f = as_function(s);
  std::size_t i = 0;
  for (; i + L <= count; i += L) store(out + i, V(f(load(x + i, L))), L);
  if (i < count) store(out + i, V(f(load(x + i, count - i))), count - i);
}

/// The least and the largest of at least one number.
inline Extent extent(const double* x, std::size_t count) {
  using V = vec<double>;
  constexpr std::size_t L = V::lanes;
  V low = x[0], high = x[0];
  std::size_t i = 0;
  for (; i + L <= count; i += L) low = min(low, load(x + i, L)), high = max(high, load(x + i, L));
  Extent e{x[0], x[0]};
  for (std::size_t k = 0; k < L; ++k) e = {min(e.low, low.v[k]), max(e.high, high.v[k])};
  for (; i < count; ++i) e = {min(e.low, x[i]), max(e.high, x[i])};
  return e;
}

/// a <- a·b, or a + b.
template <bool Product>
void combine(double* a, const double* b, std::size_t count) {
  constexpr std::size_t L = vec<double>::lanes;
  const auto one = [&](std::size_t i, std::size_t m) {
    const vec<double> x = load(a + i, m), y = load(b + i, m);
    store(a + i, Product ? x * y : x + y, m);
  };
  std::size_t i = 0;
  for (; i + L <= count; i += L) one(i, L);
  if (i < count) one(i, count - i);
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
