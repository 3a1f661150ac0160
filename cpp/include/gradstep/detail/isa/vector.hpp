// Operations on flat vectors, a block at a time: see vector_types.hpp.
#ifndef GRADSTEP_ISA
#include "../minimize/vectors.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Several sums of products over a block: terms(i, k) makes them of the k elements at i, an array
/// of pairs of registers.
template <class T, std::size_t count>
struct Products {
  static constexpr std::size_t L = vec<T>::lanes;
  Lanes16 sum[count];

  [[gnu::always_inline]] void add(std::size_t q, std::size_t lane, vec<T> a, vec<T> b) {
    vec<double> x[halves<T>], y[halves<T>];
    widen(a, x);
    widen(b, y);
    vec<double>* const part = sum[q].part + lane / vec<double>::lanes;
    part[0] += x[0] * y[0];
    if constexpr (halves<T> == 2) part[1] += x[1] * y[1];
  }
  // Written out: in a loop the sums would stay in memory.
  template <class F, std::size_t... K>
  [[gnu::always_inline]] static void take16(F& each, std::size_t i, std::index_sequence<K...>) {
    (each(i + K * L, K * L, L), ...);
  }
  /// Calls each(i, lane, k) for the registers of n elements, then writes the sums.
  template <class F>
  [[gnu::always_inline]] void over(std::size_t n, double* out, F each) {
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) take16(each, i, std::make_index_sequence<16 / L>{});
    for (std::size_t lane = 0; i < n; i += L, lane += L) each(i, lane, n - i);
    for (std::size_t q = 0; q < count; ++q) out[q] = sum[q].total();
  }
};

template <class T>
struct Largest {
  typename vec<T>::bits bits;
  Largest() : bits(abs_bits(vec<T>(0.0))) {}  // an implicit one would be compiled for the baseline
  [[gnu::always_inline]] void take(vec<T> x) {
    const auto b = abs_bits(x);
    bits = b > bits ? b : bits;
  }
  std::int64_t total() const {
    std::int64_t max = 0;
    for (std::size_t j = 0; j < vec<T>::lanes; ++j) max = bits[j] > max ? bits[j] : max;
    return max;
  }
};

template <class T>
std::int64_t vector_inspect(const T* x, const T* y, std::size_t n, double* sums) {
  Products<T, 2> p;
  Largest<T> largest;
  p.over(
      n, sums, [&](std::size_t i, std::size_t lane, std::size_t k) __attribute__((always_inline)) {
        const vec<T> a = load(x + i, k);
        largest.take(a);
        p.add(0, lane, a, load(y + i, k));
        p.add(1, lane, a, a);
      });
  return largest.total();
}

template <class T>
void vector_pair(const T* x1, const T* x0, const T* g1, const T* g0, T* s, T* y, std::size_t n,
                 double* sums) {
  Products<T, 3> p;
  p.over(
      n, sums, [&](std::size_t i, std::size_t lane, std::size_t k) __attribute__((always_inline)) {
        const vec<T> u = load(x1 + i, k) - load(x0 + i, k), v = load(g1 + i, k) - load(g0 + i, k);
        store(s + i, u, k);
        store(y + i, v, k);
        p.add(0, lane, u, v);
        p.add(1, lane, v, v);
        p.add(2, lane, u, u);
      });
}

template <class T>
void vector_dots(const T* x, const T* a, const T* b, const T* c, std::size_t n, double* sums) {
  Products<T, 3> p;
  p.over(
      n, sums, [&](std::size_t i, std::size_t lane, std::size_t k) __attribute__((always_inline)) {
        const vec<T> u = load(x + i, k);
        p.add(0, lane, u, load(a + i, k));
        p.add(1, lane, u, load(b + i, k));
        p.add(2, lane, u, load(c + i, k));
      });
}

template <class T>
void vector_conjugate(const T* g1, const T* g0, const T* d, std::size_t n, double* sums) {
  Products<T, 3> p;
  p.over(
      n, sums, [&](std::size_t i, std::size_t lane, std::size_t k) __attribute__((always_inline)) {
        const vec<T> g = load(g1 + i, k), y = g - load(g0 + i, k);
        p.add(0, lane, y, y);
        p.add(1, lane, y, g);
        p.add(2, lane, y, load(d + i, k));
      });
}

template <class T>
void vector_move(T* out, const T* x, double a, const T* d, std::size_t n) {
  for (std::size_t i = 0; i < n; i += vec<T>::lanes)
    store(out + i, load(x + i, n - i) + a * load(d + i, n - i), n - i);
}

template <class T>
void vector_blend(T* x, double theta, double a, const T* y, std::size_t n) {
  for (std::size_t i = 0; i < n; i += vec<T>::lanes)
    store(x + i, theta * load(x + i, n - i) + a * load(y + i, n - i), n - i);
}

template <class T>
void vector_mask(T* out, const T* x, const T* free, std::size_t n) {
  for (std::size_t i = 0; i < n; i += vec<T>::lanes)
    store(out + i, load(x + i, n - i) * load(free + i, n - i), n - i);
}

template <class T>
void vector_gather(double* sum, double a, const T* x, double b, const T* y, std::size_t n) {
  constexpr std::size_t D = vec<double>::lanes;
  for (std::size_t i = 0; i < n; i += vec<T>::lanes) {
    vec<double> u[halves<T>], v[halves<T>];
    widen(load(x + i, n - i), u);
    widen(load(y + i, n - i), v);
    for (std::size_t h = 0; h < halves<T> && i + h * D < n; ++h) {
      double* const at = sum + i + h * D;
      const std::size_t k = n - i - h * D;
      store(at, load(at, k) + (a * u[h] + b * v[h]), k);
    }
  }
}

template <class T>
void vector_direct(T* d, const double* sum, double a, const T* g, std::size_t n, double* sums) {
  constexpr std::size_t D = vec<double>::lanes;
  Products<T, 2> p;
  p.over(
      n, sums, [&](std::size_t i, std::size_t lane, std::size_t k) __attribute__((always_inline)) {
        const vec<T> slope = load(g + i, k);
        vec<double> w[halves<T>];
        widen(slope, w);
        for (std::size_t h = 0; h < halves<T>; ++h)
          w[h] = (h * D < k ? load(sum + i + h * D, k - h * D) : vec<double>(0.0)) + a * w[h];
        vec<T> direction;
        narrow(w, direction);
        store(d + i, direction, k);
        p.add(0, lane, direction, slope);
        p.add(1, lane, direction, direction);
      });
}

template <class T>
void vector_move_within(T* out, const T* x, double a, const T* d, const T* low, const T* high,
                        std::size_t n) {
  for (std::size_t i = 0; i < n; i += vec<T>::lanes) {
    const std::size_t k = n - i;
    store(out + i, clamp(load(x + i, k) + a * load(d + i, k), load(low + i, k), load(high + i, k)),
          k);
  }
}

template <class T>
std::int64_t vector_bounded(const T* x, const T* g, const T* low, const T* high, double eps,
                            T* free, std::size_t n, double* sums) {
  Products<T, 1> p;
  Largest<T> largest;
  p.over(
      n, sums, [&](std::size_t i, std::size_t lane, std::size_t k) __attribute__((always_inline)) {
        const vec<T> at = load(x + i, k), slope = load(g + i, k), zero = 0.0, one = 1.0, near = eps;
        const vec<T> below = at - load(low + i, k), above = load(high + i, k) - at;
        largest.take(clamp(slope, -above, below));
        const vec<T> down = select(below <= near, select(slope > zero, zero, one), one),
                     up = select(above <= near, select(slope < zero, zero, one), one),
                     now = min(down, up), change = now - load(free + i, k);
        store(free + i, now, k);
        // lanes past the end were 0 and would count as freed
        if (k >= vec<T>::lanes) return p.add(0, lane, change, change);
        T ends[vec<T>::lanes]{};
        store(ends, change, k);
        const vec<T> counted = load(ends, vec<T>::lanes);
        p.add(0, lane, counted, counted);
      });
  return largest.total();
}

template <class T>
double vector_confine(T* d, const T* x, const T* g, const T* low, const T* high, const T* free,
                      std::size_t n, double* sums) {
  const vec<T> zero = 0.0, endless = std::numeric_limits<double>::infinity();
  Products<T, 2> p;
  vec<T> reach = endless;
  p.over(
      n, sums, [&](std::size_t i, std::size_t lane, std::size_t k) __attribute__((always_inline)) {
        const vec<T> at = load(x + i, k), slope = load(g + i, k);
        const vec<T> down = load(low + i, k) - at, up = load(high + i, k) - at;
        const vec<T> bound = select(slope > zero, down, select(slope < zero, up, zero));
        const vec<T> u = select(load(free + i, k) > zero, clamp(load(d + i, k), down, up), bound);
        store(d + i, u, k);
        p.add(0, lane, u, slope);
        p.add(1, lane, u, u);
        reach = min(reach, select(u > zero, up / u, select(u < zero, down / u, endless)));
      });
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < vec<T>::lanes; ++j) least = reach.v[j] < least ? reach.v[j] : least;
  return least;
}

template <class T>
inline constexpr VectorKernels<T> vector_kernels{
    vector_inspect<T>, vector_move<T>,        vector_pair<T>,      vector_dots<T>,
    vector_gather<T>,  vector_direct<T>,      vector_conjugate<T>, vector_blend<T>,
    vector_mask<T>,    vector_move_within<T>, vector_bounded<T>,   vector_confine<T>};

}  // namespace gradstep::GRADSTEP_ISA
#endif
