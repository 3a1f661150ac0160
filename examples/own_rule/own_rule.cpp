// SPDX-License-Identifier: BSD-3-Clause
// A rule of one's own as a library for ctypes (own_rule.py beside it), with the headers that come
// with the wheel:
// c++ -std=c++20 -O2 -shared -fPIC -I "$(gradstep --include-dir)" -I . own_rule.cpp -o own_rule.so
#if defined(GRADSTEP_ISA)  // gradstep includes this file once for every instruction set

namespace gradstep::GRADSTEP_ISA {

/// Momentum of gradients that are squashed below `knee`: m ← decay·m + g / (1 + |g|/knee); p ← p -
/// lr·m
struct Squashed {
  double lr = 1e-2, decay = 0.9, knee = 1;
  static constexpr slot<Squashed> state[]{"momentum"};
  auto at(std::int64_t) const {
    return [*this](auto& p, auto g, auto& m) {
      m = decay * m + g / (1 + abs(g) / knee);
      p -= lr * m;
    };
  }
};

using OwnRules = std::tuple<Squashed>;

}  // namespace gradstep::GRADSTEP_ISA

#else
#define GRADSTEP_RULES __BASE_FILE__  // the rules are in this file itself
#include <gradstep/update.hpp>
#include <span>
#include <string>

namespace {
/// Null, or what was refused. No exception may leave for C.
template <class T>
const char* update(double lr, double decay, double knee, std::int64_t t, std::size_t n, T* p,
                   const T* g, T* m) {
  thread_local std::string problem;
  try {
    gradstep::update(gradstep::Squashed{lr, decay, knee}, t, std::span(p, n), std::span(g, n),
                     {std::span(m, n)});
    return nullptr;
  } catch (const std::exception& e) {
    problem = e.what();
    return problem.c_str();
  }
}
}  // namespace

extern "C" const char* squashed_f32(double lr, double decay, double knee, std::int64_t t,
                                    std::size_t n, float* p, const float* g, float* m) {
  return update(lr, decay, knee, t, n, p, g, m);
}
extern "C" const char* squashed_f64(double lr, double decay, double knee, std::int64_t t,
                                    std::size_t n, double* p, const double* g, double* m) {
  return update(lr, decay, knee, t, n, p, g, m);
}
#endif
