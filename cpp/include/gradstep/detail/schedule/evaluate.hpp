// Formulas as this process's ISA runs them.
#pragma once
#include "../formulas.hpp"
#include "../list.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

using evaluate_fn = void (*)(const void* members, const double* x, double* out, std::size_t count);

#if defined(__x86_64__)
#define GRADSTEP_BY_ISA(function)                 \
  [] {                                            \
    switch (current_isa().isa) {                  \
      case Isa::avx512: return &avx512::function; \
      case Isa::avx2: return &avx2::function;     \
      default: return &baseline::function;        \
    }                                             \
  }()
#else
#define GRADSTEP_BY_ISA(function) (&gradstep::function)
#endif

/// Evaluates a formula as this process's ISA runs it.
template <class S>
void evaluate_formula(const S& s, const double* x, double* out, std::size_t count) {
  constexpr std::size_t I = index_of<S, Formulas>;
  static const evaluate_fn run = GRADSTEP_BY_ISA(evaluate<I>);
  run(&s, x, out, count);
}
template <bool Product>
void combine_arrays(double* a, const double* b, std::size_t count) {
  static const auto run = GRADSTEP_BY_ISA(combine<Product>);
  run(a, b, count);
}
inline Extent extent_of(const double* x, std::size_t count) {
  static const auto run = GRADSTEP_BY_ISA(extent);
  return run(x, count);
}
inline void convert_steps(const std::int64_t* n, double* out, std::size_t count) {
  static const auto run = GRADSTEP_BY_ISA(steps_to_double);
  run(n, out, count);
}
#undef GRADSTEP_BY_ISA

}  // namespace gradstep::detail
#include "../exact_end.hpp"
