// All that is compiled for each rule, per ISA and type: its usual loop, its any loop, its sums and
// its evaluated parameters. What stands around them is compiled once, in drivers.hpp.
#ifndef GRADSTEP_ISA
#include "../kernels.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Calls chunk(i, k) for the registers of n elements, k of them in each. This makes two plain
/// copies of chunk: with a third for a beginning, or with one loop for both ends, g++ converts the
/// closure's doubles again for every register.
template <class T, class Chunk>
[[gnu::always_inline]] inline void walk(std::size_t n, Chunk chunk) {
  constexpr std::size_t L = vec<T>::lanes;
  std::size_t i = 0;
  for (; i + L <= n; i += L) chunk(i, L);
  if (i < n) chunk(i, n - i);
}

/// One update of a segment. `fixed`: the live slots are `which`, and what the closure returns is
/// added to p. Else the slots are as `live_now` says, and increments go to `out` if there is one.
/// The closure comes by value: by reference, stores may alias it and every scalar is reloaded (2 to
/// 4 times slower).
template <class R, class T, bool fixed, unsigned which, class Update, std::size_t... I,
          std::size_t... J>
[[gnu::always_inline]] inline void step(Update update, const Segment& s,
                                        [[maybe_unused]] unsigned live_now, [[maybe_unused]] T* out,
                                        std::index_sequence<I...>, std::index_sequence<J...>) {
  using V = vec<T>;
  constexpr unsigned decaying = decaying_slots<R>();
  const unsigned live = fixed ? which : live_slots<R>(0) | live_now;
  T* const p = static_cast<T*>(s.p);
  const T* const g = static_cast<const T*>(s.g);
  T* const state[] = {static_cast<T*>(s.state[I])..., nullptr};
  const T* input[] = {static_cast<const T*>(s.own->inputs[J])..., nullptr};
  ((input[J] += input[J] ? s.begin : 0), ...);
  walk<T>(
      s.n, [=](std::size_t i, std::size_t k) __attribute__((always_inline)) {
        V x = load(p + i, k);
        const V d = load(g + i, k);
        V own[] = {(live >> I & 1 ? load(state[I] + i, k) : V(0.0))..., V(0.0)};
        const V in[] = {(input[J] ? load(input[J] + i, k) : V(0.0))..., V(0.0)};
        if constexpr (returns_increment<R>) {
          const V u = update(x, d, own[I]..., in[J]...);
          if (!fixed && out)
            store(out + i, u, k);
          else
            x += u;
        } else {
          update(x, d, own[I]..., in[J]...);
        }
        store(p + i, x, k);
        ((live >> I & 1 ? store(state[I] + i, decaying >> I & 1 ? flush(own[I]) : own[I], k)
                        : void()),
         ...);
      });
}

// This is flattened: left to itself, g++ calls `at` of a large rule, and then none of the options
// is a constant.
template <class R, class T, unsigned variant>
[[gnu::flatten]] void step_usual(const StepContext& c, const Segment* s, std::size_t count,
                                 Tiles* tiles) {
  constexpr unsigned live = live_slots<R>(variant);
  const auto update = update_closure(usual_rule<R, live>(c), c);
  for (const Segment* const end = s + count; tiles || s != end; ++s) {
    if (tiles && !(s = tiles->next(*tiles))) return;
    step<R, T, true, live>(update, *s, live, static_cast<T*>(nullptr), slots_of<R>{},
                           inputs_in<R>{});
  }
}

template <class R, class T>
[[gnu::flatten]] void step_any(const StepContext& c, const Segment* s, std::size_t count,
                               Tiles* tiles) {
  const auto update = update_closure(from_numbers<R>(c.hyper), c);
  for (const Segment* const end = s + count; tiles || s != end; ++s) {
    if (tiles && !(s = tiles->next(*tiles))) return;
    step<R, T, false, 0>(update, *s, c.live, static_cast<T*>(tiles ? tiles->out : nullptr),
                         slots_of<R>{}, inputs_in<R>{});
  }
}

/// Adds the terms of the rule's sums over a multiple of 16 elements. The lanes are in registers
/// where one register takes 16 elements. Elsewhere they are in memory, which is as fast there and
/// keeps the loop at one body.
template <class R, class T, class Measure, std::size_t... I>
[[gnu::always_inline]] inline void add_terms(Measure measure, const Segment& s, unsigned live_now,
                                             Lanes16* out, std::index_sequence<I...>) {
  using V = vec<T>;
  constexpr std::size_t L = V::lanes;
  [[maybe_unused]] const unsigned live = live_slots<R>(0) | live_now;
  const T* const p = static_cast<const T*>(s.p);
  const T* const g = static_cast<const T*>(s.g);
  [[maybe_unused]] const T* const state[] = {static_cast<const T*>(s.state[I])..., nullptr};
  std::array<Lanes16, sum_count<R> > sums;
  for (std::size_t q = 0; q < sum_count<R>; ++q) sums[q] = out[q];
  for (std::size_t i = 0; i < s.n; i += L) {
    const auto terms = measure(load(p + i, L), load(g + i, L),
                               (live >> I & 1 ? load(state[I] + i, L) : V(0.0))...);
    const std::size_t part = i % 16 / vec<double>::lanes;
    for (std::size_t q = 0; q < sum_count<R>; ++q) {
      vec<double> wide[halves<T>];
      widen(terms.v[q], wide);
      for (std::size_t h = 0; h < halves<T>; ++h) sums[q].part[part + h] += wide[h];
    }
  }
  for (std::size_t q = 0; q < sum_count<R>; ++q) out[q] = sums[q];
}
template <class R, class T>
[[gnu::flatten]] void terms(const StepContext& c, const Segment* s, std::size_t, Tiles* tiles) {
  const auto measure = measure_closure(from_numbers<R>(c.hyper), c);
  while ((s = tiles->next(*tiles)))
    add_terms<R, T>(measure, *s, c.live, static_cast<Lanes16*>(tiles->out), slots_of<R>{});
}

template <class R, class T, class Evaluated, std::size_t... I>
[[gnu::always_inline]] inline void write_evaluated(Evaluated evaluated, const Segment& s,
                                                   unsigned live_now, T* out,
                                                   std::index_sequence<I...>) {
  using V = vec<T>;
  [[maybe_unused]] const unsigned live = live_slots<R>(0) | live_now;
  const T* const p = static_cast<const T*>(s.p);
  [[maybe_unused]] const T* const state[] = {static_cast<const T*>(s.state[I])..., nullptr};
  for (std::size_t i = 0; i < s.n; i += V::lanes) {
    const std::size_t k = s.n - i;
    store(out + i, evaluated(load(p + i, k), (live >> I & 1 ? load(state[I] + i, k) : V(0.0))...),
          k);
  }
}
template <class R, class T>
[[gnu::flatten]] void evaluated(const StepContext& c, const Segment* s, std::size_t, Tiles* tiles) {
  const auto closure =
      from_numbers<R>(c.hyper).evaluated(from_numbers<typename R::Numbers>(c.numbers));
  while ((s = tiles->next(*tiles)))
    write_evaluated<R, T>(closure, *s, c.live, static_cast<T*>(tiles->out), slots_of<R>{});
}

// ---- the tables ---------------------------------------------------------------------------------

template <class R, class T, unsigned variant>
constexpr KernelSet kernel_set() {
  KernelSet set{};
  set.live = live_slots<R>(variant);
  set.usual = step_usual<R, T, variant>;
  if constexpr (!has_options<R>() && !returns_increment<R>)
    set.any = set.usual;
  else if constexpr (GRADSTEP_BYTES < 64 || hot<R>)
    set.any = step_any<R, T>;
  if constexpr (measuring<R>) set.terms = terms<R, T>;
  if constexpr (evaluating<R>) set.evaluated = evaluated<R, T>;
  return set;
}

/// All kernels of a rule for one type on this ISA, by variant.
template <class R, class T>
inline constexpr auto kernels = []<unsigned... v>(std::integer_sequence<unsigned, v...>) {
  return std::array<KernelSet, sizeof...(v)>{kernel_set<R, T, v>()...};
}(std::make_integer_sequence<unsigned, variant_count<R>()>{});

}  // namespace gradstep::GRADSTEP_ISA
#endif
