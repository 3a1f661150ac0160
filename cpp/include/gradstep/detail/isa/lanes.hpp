// The lanes of a sum.
#ifndef GRADSTEP_ISA
#include "../lanes.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// A sum in 16 doubles, whatever the register is: lane j takes elements j, j + 16, ... A halving
/// tree adds the lanes.
struct Lanes16 {
  static constexpr std::size_t L = vec<double>::lanes;
  vec<double> part[16 / L];
  Lanes16() : Lanes16(std::make_index_sequence<16 / L>{}) {}
  double total() const {
    double x[16];
    for (std::size_t i = 0; i < 16 / L; ++i) store(x + i * L, part[i], L);
    for (int half = 8; half > 0; half /= 2)
      for (int i = 0; i < half; ++i) x[i] += x[i + half];
    return x[0];
  }
  /// Adds the first n lanes of another sum.
  void add(const Lanes16& other, std::size_t n) {
    double x[16];
    for (std::size_t i = 0; i < 16 / L; ++i) store(x + i * L, other.part[i], L);
    for (std::size_t i = 0; i * L < n; ++i) part[i] += load(x + i * L, n - i * L);
  }

 private:
  // Written out: g++ makes one slow instruction of a loop, from whose result no register can be
  // forwarded.
  template <std::size_t... I>
  explicit Lanes16(std::index_sequence<I...>) {
    ((part[I] = 0.0), ...);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
