// The signatures of the operations on flat vectors that minimizers are made of. Each of them takes
// a block of up to sum_block elements; sums are added in double, in the order of measure.hpp.
#pragma once
#include <cstddef>
#include <cstdint>

namespace gradstep {

template <class T>
struct VectorKernels {
  /// sums = x·y, x·x; returns the largest |x| as the integer of its bits, as Tools::largest does.
  std::int64_t (*inspect)(const T* x, const T* y, std::size_t n, double* sums);
  /// out = x + a d.
  void (*move)(T* out, const T* x, double a, const T* d, std::size_t n);
  /// s = x1 - x0, y = g1 - g0; sums = s·y, y·y, s·s.
  void (*pair)(const T* x1, const T* x0, const T* g1, const T* g0, T* s, T* y, std::size_t n,
               double* sums);
  /// sums = x·a, x·b, x·c.
  void (*dots)(const T* x, const T* a, const T* b, const T* c, std::size_t n, double* sums);
  /// sum += a x + b y.
  void (*gather)(double* sum, double a, const T* x, double b, const T* y, std::size_t n);
  /// d = sum + a g; sums = d·g, d·d.
  void (*direct)(T* d, const double* sum, double a, const T* g, std::size_t n, double* sums);
  /// With y = g1 - g0: sums = y·y, y·g1, y·d.
  void (*conjugate)(const T* g1, const T* g0, const T* d, std::size_t n, double* sums);
  /// x = theta x + a y.
  void (*blend)(T* x, double theta, double a, const T* y, std::size_t n);
  /// out = x free, element by element.
  void (*mask)(T* out, const T* x, const T* free, std::size_t n);
  /// out = x + a d within the bounds.
  void (*move_within)(T* out, const T* x, double a, const T* d, const T* low, const T* high,
                      std::size_t n);
  /// free = 0 where x is within eps of a bound that -g points to, else 1; sums = how many changed.
  /// Returns the largest element of the projected gradient x - (x - g within the bounds), as
  /// inspect does.
  std::int64_t (*bounded)(const T* x, const T* g, const T* low, const T* high, double eps, T* free,
                          std::size_t n, double* sums);
  /// d is cut where x + d would leave the bounds, and goes to the bound where x is not free; sums =
  /// d·g, d·d. Returns the largest a for which x + a d is within the bounds.
  double (*confine)(T* d, const T* x, const T* g, const T* low, const T* high, const T* free,
                    std::size_t n, double* sums);
};

}  // namespace gradstep
