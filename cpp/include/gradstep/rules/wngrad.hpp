#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// WNGrad: gradient descent whose rate falls with the squared gradients, as weight normalization
/// makes it fall.
///     b ← b + |lr·g|²/b,  b = 1 at first;  p ← p - lr/b · g,  |g| over all arrays
/// lr is the largest rate. One that is too large falls with the first gradients, and then farther
/// than it need.
/// Wu, Ward & Bottou, WNGrad: Learn the Learning Rate in Gradient Descent, 2018, whose b is b/lr
/// here. The paper lets the user choose b for the first step; here, as in ensmallen, the first
/// gradient counts in it. ensmallen has lr = 0.562 as its default.
struct WNGrad {
  double lr = 1;
  static constexpr double search_lr = 1;  // b holds back what is larger
  static constexpr int grad_power = 2;    // of the norm
  static constexpr bool shared = true;
  struct Numbers {
    double b = 1;
    constexpr const char* problem() const { return b < 1 ? "b must be 1 or more" : nullptr; }
  };
  auto measure(std::int64_t) const {
    return [lr = lr](auto, auto g) { return sums{(lr * g) * (lr * g)}; };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const { x.b += s[0] / x.b; }
  auto at(std::int64_t, const Numbers& x) const {
    return [step = lr / x.b](auto&, auto g) { return -(step * g); };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
