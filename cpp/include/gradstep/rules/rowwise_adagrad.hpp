#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Row-wise Adagrad: Adagrad with one accumulator per row (the first axis), for embedding tables.
///     sum ← sum + mean of g² over the row;  p ← p - lr·g / (√sum + eps)
/// An array of fewer than two axes is one row.
/// Gupta et al., Training Recommender Systems at Scale: Communication-Efficient Model and Data
/// Parallelism, 2021. As FBGEMM's row-wise Adagrad.
struct RowwiseAdagrad {
  double lr = 1e-2, eps = 1e-8;
  static constexpr int grad_power = 2;
  static constexpr bool rowwise = true;
  struct Numbers {
    double sum = 0;
  };
  auto measure(std::int64_t) const {
    return [](auto, auto g) { return sums{g * g}; };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const { x.sum += s[0] / s.size; }
  auto at(std::int64_t, const Numbers& x) const {
    return [rate = lr / (sqrt(x.sum) + eps)](auto&, auto g) { return -(rate * g); };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
