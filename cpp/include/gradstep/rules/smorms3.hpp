#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// SMORMS3, squared mean over root mean squared cubed: RMSprop whose rate is bounded by how much of
/// the squared gradient its mean explains, and which forgets faster the more that is.
///     r = 1/(mem + 1),  mem = 1 at first;  m ← m + r·(g - m);  v ← v + r·(g² - v)
///     x = m²/(v + eps);  mem ← 1 + mem·(1 - x);  p ← p - min(lr, x) · g / (√v + eps)
/// Funk, RMSprop loses to SMORMS3: Beware the Epsilon!, 2015. ensmallen computes the same.
struct SMORMS3 {
  double lr = 1e-3, eps = 1e-16;
  static constexpr slot<SMORMS3> state[]{"grad_avg", slot<SMORMS3>("square_avg").non_negative(),
                                         slot<SMORMS3>("mem").non_negative().lasting().exact()};
  static constexpr int grad_power = 2;
  auto at(std::int64_t t) const {
    return [first = t == 1, *this](auto&, auto g, auto& m, auto& v, auto& mem) {
      const auto memory = first ? decltype(g)(1.0) : mem, r = 1 / (memory + 1);
      m += r * (g - m);
      v += r * (g * g - v);
      const auto x = m * m / (v + eps);
      mem = 1 + memory * (1 - x);
      return -(min(x, lr) * g / (sqrt(v) + eps));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
