// The roof: a loop that reads and writes the streams of a rule, through the same registers, and
// computes nothing.
// This file has no guard: move.hpp compiles it once per ISA.

namespace gradstep::GRADSTEP_ISA {

// What the compiler must take for a use and a change of the register: no load and no store can be
// left out.
template <class T>
void touch(vec<T>& x) {
#if defined(__x86_64__)
  asm volatile("" : "+x"(x.v));
#elif defined(__aarch64__)
  asm volatile("" : "+w"(x.v));
#else
  asm volatile("" : "+m"(x.v));
#endif
}

/// Reads p, g and the state, writes p and the state. `s.n` is a multiple of the register.
template <class T, std::size_t... I>
void move_streams(const Segment& s, std::index_sequence<I...>) {
  using V = vec<T>;
  T* const p = static_cast<T*>(s.p);
  const T* const g = static_cast<const T*>(s.g);
  [[maybe_unused]] T* const state[] = {static_cast<T*>(s.state[I])..., nullptr};
  const std::size_t n = s.n;  // a copy: the stores might alias it
  for (std::size_t i = 0; i < n; i += V::lanes) {
    V x = load(p + i, V::lanes), d = load(g + i, V::lanes);
    V held[] = {load(state[I] + i, V::lanes)..., V(0.0)};
    touch(x), touch(d), (touch(held[I]), ...);
    store(p + i, x, V::lanes);
    (store(state[I] + i, held[I], V::lanes), ...);
  }
}

template <class T>
void move(const Segment& s, std::size_t slots) {
  [&]<std::size_t... K>(std::index_sequence<K...>) {
    ((K == slots ? move_streams<T>(s, std::make_index_sequence<K>{}) : void()), ...);
  }(std::make_index_sequence<max_slots + 1>{});
}

}  // namespace gradstep::GRADSTEP_ISA
