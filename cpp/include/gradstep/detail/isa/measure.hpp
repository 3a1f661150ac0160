// Other sums over arrays, in the same lanes and blocks as those of inspect.hpp.
#ifndef GRADSTEP_ISA
#include "../tools.hpp"  // this file once for every ISA, but AVX-512, which has AVX2's
#else
namespace gradstep::GRADSTEP_ISA {

/// Over one block: the sum of (p - before)² and the sum of before².
template <class T>
void measure_update(const void* before, const void* after, std::size_t n, double* moved,
                    double* size) {
  constexpr std::size_t L = vec<T>::lanes;
  const T* a = static_cast<const T*>(before);
  const T* b = static_cast<const T*>(after);
  Lanes16 difference, old;
  for (std::size_t i = 0; i < n; i += 16)
    for (std::size_t lane = 0; lane < 16 && i + lane < n; lane += L) {
      const std::size_t k = n - i - lane;
      vec<double> x[halves<T>], y[halves<T>];
      widen(load(a + i + lane, k), x);
      widen(load(b + i + lane, k), y);
      for (std::size_t h = 0; h < halves<T>; ++h) {
        const vec<double> d = y[h] - x[h];
        difference.part[lane / vec<double>::lanes + h] += d * d;
        old.part[lane / vec<double>::lanes + h] += x[h] * x[h];
      }
    }
  *moved = difference.total();
  *size = old.total();
}

/// Over a stretch of one row: adds the sums of g, of g² and of p².
template <class T>
void measure_row(const void* gradient, const void* parameter, std::size_t n, double* sums) {
  constexpr std::size_t L = vec<T>::lanes;
  const T* g = static_cast<const T*>(gradient);
  const T* p = static_cast<const T*>(parameter);
  Lanes16 sum, squares, size;
  for (std::size_t i = 0; i < n; i += 16)
    for (std::size_t lane = 0; lane < 16 && i + lane < n; lane += L) {
      const std::size_t k = n - i - lane;
      vec<double> x[halves<T>], y[halves<T>];
      widen(load(g + i + lane, k), x);
      widen(load(p + i + lane, k), y);
      for (std::size_t h = 0; h < halves<T>; ++h) {
        sum.part[lane / vec<double>::lanes + h] += x[h];
        squares.part[lane / vec<double>::lanes + h] += x[h] * x[h];
        size.part[lane / vec<double>::lanes + h] += y[h] * y[h];
      }
    }
  sums[0] += sum.total(), sums[1] += squares.total(), sums[2] += size.total();
}

/// The average of a parameter that did not move.
template <class T>
void average_alone(const void* parameter, void* averaged, std::size_t n, double weight) {
  constexpr std::size_t L = vec<T>::lanes;
  const T* p = static_cast<const T*>(parameter);
  T* average = static_cast<T*>(averaged);
  for (std::size_t i = 0; i < n; i += L) {
    const vec<T> x = load(p + i, n - i), old = load(average + i, n - i);
    store(average + i, weight == 1 ? x : old + weight * (x - old), n - i);
  }
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
