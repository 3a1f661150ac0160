// What several schedules' formulas share.
#ifndef GRADSTEP_ISA
#include "../formulas.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// A count of steps as the number that formulas compute with: compilers may warn of an implicit
/// conversion.
inline double real(std::int64_t count) { return static_cast<double>(count); }

/// x^power for x >= 0; powers that need no logarithm are computed without one.
template <class V>
V to_power(V x, double power) {
  if (power == 1) return x;
  if (power == 2) return x * x;
  if (power == 0.5) return sqrt(x);
  return pow(x, V(power));
}

/// The share u of a way down, by its shape. Exactly 0 at 0 and 1 at 1.
template <class V>
V way(const Shape& shape, V u) {
  switch (shape.kind) {
    case Shape::cosine: return 1 - half_cosine(u);
    case Shape::power: return to_power(u, shape.x);
    case Shape::exponential: return select(u >= 1, 1, (1 - pow(V(shape.x), u)) / (1 - shape.x));
    default: return u;
  }
}
/// The share w of a way up, which is the mirror image.
template <class V>
V way_up(const Shape& shape, V u) {
  return shape.kind <= Shape::cosine ? way(shape, u) : 1 - way(shape, 1 - u);
}

/// From a at w = 0 to b at w = 1, both exactly.
template <class V, class A, class B>
V mix(V w, A a, B b) {
  return (1 - w) * a + w * b;
}

/// Up to this many numbers are gone through one by one, in all lanes at once; in longer lists a
/// search finds them.
inline constexpr std::size_t few = 16;

/// How many of the numbers, which do not decrease, are at most n.
template <class T>
double count_up_to(const List<T>& at, double n) {
  double k = 0;
  if (at.size() <= few) {
    for (const T a : at) k += static_cast<double>(a) <= n;
    return k;
  }
  std::size_t low = 0, high = at.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (static_cast<double>(at[middle]) <= n)
      low = middle + 1;
    else
      high = middle;
  }
  return static_cast<double>(low);
}
template <class T>
vec<double> count_up_to(const List<T>& at, vec<double> n) {
  vec<double> k = 0.0;
  if (at.size() <= few)
    for (const T a : at) k = select(n >= static_cast<double>(a), k + 1.0, k);
  else
    for (std::size_t i = 0; i < vec<double>::lanes; ++i) k.v[i] = count_up_to(at, n.v[i]);
  return k;
}

/// list[k], k whole numbers within it.
template <class T>
double pick(const List<T>& list, double k) {
  return static_cast<double>(list[static_cast<std::size_t>(k)]);
}
template <class T>
vec<double> pick(const List<T>& list, vec<double> k) {
  vec<double> out = k;
  for (std::size_t i = 0; i < vec<double>::lanes; ++i) out.v[i] = pick(list, k.v[i]);
  return out;
}

/// A curve through values[i] at n = at[i]. In between it is straight, or has another shape; outside
/// the ends are held.
template <class V>
V interpolate(const List<double>& values, const List<std::int64_t>& at, const Shape& shape, V n) {
  const std::size_t last = at.size() - 1;
  V begin = real(at[0]), end = begin, from = values[0], to = from;
  if (at.size() <= few) {
    for (std::size_t i = 0; i <= last; ++i) {
      const auto reached = n >= real(at[i]);
      const std::size_t next = i < last ? i + 1 : last;
      begin = select(reached, real(at[i]), begin);
      end = select(reached, real(at[next]), end);
      from = select(reached, values[i], from);
      to = select(reached, values[next], to);
    }
  } else {
    const V k = count_up_to(at, n), low = max(k - 1, 0), high = min(k, static_cast<double>(last));
    begin = pick(at, low), end = pick(at, high);
    from = pick(values, low), to = pick(values, high);
  }
  const V length = end - begin;
  const V u = select(length > 0, clamp((n - begin) / length, 0, 1), 0);
  return select(from == to, from, mix(way(shape, u), from, to));
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
