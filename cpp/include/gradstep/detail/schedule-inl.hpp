// One formula over an array of steps: whole registers, then the rest in one register with empty
// lanes.

namespace gradstep::GRADSTEP_ISA {

// The way up of warmup(): `start` at n = 0, or from_zero's (n + 1)/steps, and `top` just before or
// at n = steps.
struct Ramp {
  double top = 0, start = 0;
  std::int64_t steps = 1;
  bool counted = true;  // top·(n + 1)/steps: the first update is not wasted on a rate of 0
  template <class V>
  V operator()(V n) const {
    if (counted) return top * ((n + 1) / steps);
    return start + (top - start) * (n / steps);
  }
};

template <class... S>
std::tuple<S..., Ramp> with_ramp(std::tuple<S...>);
using Formulas = decltype(with_ramp(Schedules{}));  // what evaluate<I> knows

/// Steps n >= 0 as doubles, rounded once: the value of static_cast on every ISA, without the
/// instruction that only AVX-512 has.
inline vec<double> to_double(vec<double>::bits n) {
  // The halves in the last places of 2^52 and of 2^84; what they are too large by is taken off
  // again exactly.
  const vec<double>::bits low = (n & 0xffffffff) | 0x4330000000000000,
                          high = (n >> 32) | 0x4530000000000000;
  return (from_bits<double>(high) - vec<double>(0x1p84 + 0x1p52)) + from_bits<double>(low);
}

/// The I-th formula, whose members are at `members`, at the steps n[0..count).
template <std::size_t I>
void evaluate(const void* members, const std::int64_t* n, double* out, std::size_t count) {
  using V = vec<double>;
  constexpr std::size_t L = V::lanes;
  std::tuple_element_t<I, Formulas> s;
  __builtin_memcpy(&s, members, sizeof s);
  std::size_t i = 0;
  for (; i + L <= count; i += L) {
    V::bits steps;
    __builtin_memcpy(&steps, n + i, sizeof steps);
    store(out + i, V(s(to_double(steps))), L);
  }
  if (i < count) {
    V::bits steps{};
    __builtin_memcpy(&steps, n + i, (count - i) * sizeof *n);
    store(out + i, V(s(to_double(steps))), count - i);
  }
}

}  // namespace gradstep::GRADSTEP_ISA
