// All that is compiled for each rule, per ISA and type: its usual loop, its any loop, its sums and
// its evaluated parameters. What stands around them is compiled once, in drivers.hpp.
#ifndef GRADSTEP_ISA
#include "../kernels.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Where the elements lie that an update reads and writes.
template <class T, std::size_t slots, std::size_t inputs>
struct Places {
  T* p;
  const T* g;
  T* state[slots + 1];
  const T* input[inputs + 1];
  T* out;  // takes the increments, if there is one: a tile
};

/// Calls chunk(at, i, k) for the registers of n elements, k of them in each. This makes two plain
/// copies of chunk: with a third for a beginning, or with one loop for both ends, g++ converts the
/// closure's doubles again for every register.
template <class T, class At, class Chunk>
[[gnu::always_inline]] inline void walk(const At& at, std::size_t n, Chunk chunk) {
  constexpr std::size_t L = vec<T>::lanes;
  std::size_t i = 0;
  for (; i + L <= n; i += L) chunk(at, i, L);
  if (i < n) chunk(at, i, n - i);
}

// A few elements to a register's place, and back. These are two instructions each; where parts of a
// register are moved with branches, they are calls.
template <class T>
#if GRADSTEP_BYTES == 16
[[gnu::noinline]]
#endif
T* pad(const T* from, std::size_t n, T* to) {
  store(to, load_part(from, n), vec<T>::lanes);
  return to;
}
template <class T>
#if GRADSTEP_BYTES == 16
[[gnu::noinline]]
#endif
void put_back(const T* from, std::size_t n, T* to) {
  store_part(to, load(from, vec<T>::lanes), n);
}

/// The same with one copy of chunk, which is half the code and costs an end a few nanoseconds: what
/// fills no register is stepped in places of its own, and copied back.
template <class T, class At, class Chunk, std::size_t... I, std::size_t... J>
[[gnu::always_inline]] inline void walk_whole(const At& at, std::size_t n, unsigned live,
                                              Chunk chunk, std::index_sequence<I...>,
                                              std::index_sequence<J...>) {
  constexpr std::size_t L = vec<T>::lanes;
  const std::size_t rest = n % L, whole = n - rest;
  T p[L]{}, g[L];  // g++ 12 does not see that p is written before it is put back
  [[maybe_unused]] T state[sizeof...(I) + 1][L], input[sizeof...(J) + 1][L];
  At now = at;
  for (std::size_t end = whole;; end = L) {
    for (std::size_t i = 0; i < end; i += L) chunk(now, i, L);
    if (now.p == p || rest == 0) break;
    now = {pad(at.p + whole, rest, p),
           pad(at.g + whole, rest, g),
           {(live >> I & 1 ? pad(at.state[I] + whole, rest, state[I]) : nullptr)..., nullptr},
           {(at.input[J] ? pad(at.input[J] + whole, rest, input[J]) : nullptr)..., nullptr},
           at.out ? at.out + whole : nullptr};
  }
  if (rest == 0) return;
  put_back(p, rest, at.p + whole);
  ((live >> I & 1 ? put_back(state[I], rest, at.state[I] + whole) : void()), ...);
}

/// One update of a segment. `fixed`: the live slots are `which`, and what the closure returns is
/// added to p. Else the slots are as `live_now` says, and increments go to `out` if there is one.
/// The closure comes by value: by reference, stores may alias it and every scalar is reloaded (2 to
/// 4 times slower).
template <class R, class T, bool fixed, unsigned which, class Update, std::size_t... I,
          std::size_t... J>
[[gnu::always_inline]] inline void step(Update update, const Segment& s,
                                        [[maybe_unused]] unsigned live_now, [[maybe_unused]] T* out,
                                        std::index_sequence<I...> slots,
                                        std::index_sequence<J...> inputs) {
  using V = vec<T>;
  using At = Places<T, sizeof...(I), sizeof...(J)>;
  constexpr unsigned decaying = decaying_slots<R>();
  const unsigned live = fixed ? which : live_slots<R>(0) | live_now;
  At at{static_cast<T*>(s.p),
        static_cast<const T*>(s.g),
        {static_cast<T*>(s.state[I])..., nullptr},
        {static_cast<const T*>(s.own->inputs[J])..., nullptr},
        out};
  ((at.input[J] += at.input[J] ? s.begin : 0), ...);
  const auto chunk = [=](const At& now, std::size_t i, std::size_t k)
      __attribute__((always_inline)) {
    V x = load(now.p + i, k);
    const V d = load(now.g + i, k);
    V own[] = {(live >> I & 1 ? load(now.state[I] + i, k) : V(0.0))..., V(0.0)};
    const V in[] = {(now.input[J] ? load(now.input[J] + i, k) : V(0.0))..., V(0.0)};
    if constexpr (returns_increment<R>) {
      const V u = update(x, d, own[I]..., in[J]...);
      if (!fixed && now.out)
        store(now.out + i, u, k);
      else
        x += u;
    } else {
      update(x, d, own[I]..., in[J]...);
    }
    store(now.p + i, x, k);
    ((live >> I & 1 ? store(now.state[I] + i, decaying >> I & 1 ? flush(own[I]) : own[I], k)
                    : void()),
     ...);
  };
  if constexpr (fixed && !long_loop<R>)
    walk<T>(at, s.n, chunk);
  else
    walk_whole<T>(at, s.n, live, chunk, slots, inputs);
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
