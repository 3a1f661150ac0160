// Loops that do one thing only and so are as fast as the machine can do it; the moving one is in
// move_inl.hpp.
// This file has no guard: move.hpp compiles it once per ISA.
#include "move_inl.hpp"  // touch()

namespace gradstep::GRADSTEP_ISA {

/// Reads x once. `n` is a multiple of the register. The maximum of eight registers' worth of
/// chains: with one, it would be the comparison's latency that is measured.
inline void read(const float* x, std::size_t n) {
  using V = vec<float>;
  constexpr std::size_t lanes = V::lanes;
  [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
    constexpr std::size_t chains = sizeof...(K);
    V largest[chains] = {(static_cast<void>(K), V(0.0))...};
    std::size_t i = 0;
    for (; i + chains * lanes <= n; i += chains * lanes)
      ((largest[K] = max(largest[K], load(x + i + K * lanes, lanes))), ...);
    for (; i < n; i += lanes) largest[0] = max(largest[0], load(x + i, lanes));
    (touch(largest[K]), ...);
  }
  (std::make_index_sequence<8>{});
}

/// y = x, through registers: memcpy may write around the caches, which no optimizer's kernel does.
inline void copy(const float* x, float* y, std::size_t n) {
  using V = vec<float>;
  for (std::size_t i = 0; i < n; i += V::lanes) {
    V a = load(x + i, V::lanes);
    touch(a);
    store(y + i, a, V::lanes);
  }
}

/// So many divisions and square roots, all independent, for each of `n` elements. Nothing is loaded
/// or stored.
inline void divide_and_root(std::size_t n, unsigned divisions, unsigned roots) {
  using V = vec<float>;
  V a = 1.7, b = 1.3;
  for (std::size_t i = 0; i < n; i += V::lanes) {
    for (unsigned k = 0; k < divisions; ++k) {
      touch(a);  // or the quotient would be taken out of the loop
      V quotient = a / b;
      touch(quotient);
    }
    for (unsigned k = 0; k < roots; ++k) {
      touch(a);
      V root = sqrt(a);
      touch(root);
    }
  }
}

inline constexpr unsigned simple_operations = 8;

/// Four additions and four multiplications for each of `n` elements.
inline void add_and_multiply(std::size_t n) {
  using V = vec<float>;
  V a = 1.7, b = 1.3;
  const auto two_each = [&]() __attribute__((always_inline)) {
    for (int k = 0; k < 2; ++k) {
      touch(a);
      V sum = a + b, product = a * b;
      touch(sum), touch(product);
    }
  };
  for (std::size_t i = 0; i < n; i += V::lanes) two_each(), two_each();
}

}  // namespace gradstep::GRADSTEP_ISA
