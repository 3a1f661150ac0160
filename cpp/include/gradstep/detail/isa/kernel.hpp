// The fused step: one pass over p, g and the state, a rule's closure on registers, the same body for whole registers and tails.

namespace gradstep::GRADSTEP_ISA {

// ---- what a rule is made of ----------------------------------------------------------------------

// `state` may be missing from a rule without buffers of its own.
template <class R>
constexpr std::size_t count_slots() {
  if constexpr (requires { R::state; })
    return std::size(R::state);
  else
    return 0;
}
template <class R>
inline constexpr std::size_t slot_count = count_slots<R>();

template <class R>
constexpr std::size_t count_inputs() {
  if constexpr (requires { typename R::Inputs; })
    return field_count<typename R::Inputs>;
  else
    return 0;
}
template <class R>
inline constexpr std::size_t input_count = count_inputs<R>();

// Bit k: slot k is there. Variant v of a rule numbers the choices of its switched slots, in order.
template <class R>
constexpr unsigned live_slots(unsigned variant) {
  unsigned mask = 0;
  if constexpr (slot_count<R> > 0) {
    unsigned bit = 0;
    for (std::size_t k = 0; k < slot_count<R>; ++k)
      if (!R::state[k].switched() || (variant >> bit++ & 1)) mask |= 1u << k;
  }
  return mask;
}
template <class R>
constexpr unsigned variant_count() {
  unsigned n = 1;
  if constexpr (slot_count<R> > 0)
    for (const auto& s : R::state)
      if (s.switched()) n *= 2;
  return n;
}
template <class R>
constexpr unsigned decaying_slots() {
  unsigned mask = 0;
  if constexpr (slot_count<R> > 0)
    for (std::size_t k = 0; k < slot_count<R>; ++k)
      if (R::state[k].decays) mask |= 1u << k;
  return mask;
}

// An option: a flag, or a number that is 0 by default, that owns no slot; most are there for some other library's
// arithmetic. Not weight_decay, which is as usual as not.
template <class R>
constexpr auto find_options() {
  std::array<bool, field_count<R>> out{};
  std::size_t i = 0;
  for (const Field& f : fields_of<R>())
    out[i++] = f.kind == Kind::flag || (f.initial == 0 && f.name != "weight_decay");
  if constexpr (slot_count<R> > 0) {
    const R r{};
    for (const auto& s : R::state) {
      i = 0;
      for_each_field(r, [&](const auto& member) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, bool>)
          out[i] = out[i] && !(s.option && &(r.*s.option) == &member);
        else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, double>)
          out[i] = out[i] && !(s.number && &(r.*s.number) == &member) &&
                   !(s.initial && &(r.*s.initial) == &member);
        ++i;
      });
    }
  }
  return out;
}
template <class R>
inline constexpr auto options = find_options<R>();

template <class R>
constexpr bool has_options() {
  for (bool option : options<R>)
    if (option) return true;
  return false;
}

// What a kernel knows of a field when it is compiled.
struct Known {
  bool known = false;
  double value = 0;
};

// Options that own a slot are known: as fast as templates, and a rule tests plain members. A number that owns a live slot
// is not: a schedule may pass through 0. The other options are known to the usual kernels, which run while they are at
// their defaults.
template <class R, unsigned live, bool usual>
constexpr auto find_known() {
  std::array<Known, field_count<R>> out{};
  std::size_t i = 0;
  for (const Field& f : fields_of<R>()) {
    if (usual && options<R>[i]) out[i] = {true, f.initial};
    ++i;
  }
  if constexpr (slot_count<R> > 0) {
    const R r{};
    for (std::size_t k = 0; k < slot_count<R>; ++k) {
      const auto& s = R::state[k];
      const bool there = live >> k & 1;
      i = 0;
      for_each_field(r, [&](const auto& member) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, bool>) {
          if (s.option && &(r.*s.option) == &member) out[i] = {true, double(there)};
        } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, double>) {
          if (s.number && &(r.*s.number) == &member && !there) out[i] = {true, 0};
        }
        ++i;
      });
    }
  }
  return out;
}

template <class R, unsigned live, bool usual = false>
R rule_at(const Moment& m) {
  constexpr auto known = find_known<R, live, usual>();
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    using Members = decltype(tie(std::declval<R&>()));
    return R{static_cast<std::remove_cvref_t<std::tuple_element_t<I, Members>>>(
        known[I].known ? known[I].value : m.hyper[I])...};
  }(std::make_index_sequence<field_count<R>>{});
}

template <class R>
auto inputs_of(unsigned given) {
  typename R::Inputs in{};
  unsigned bit = 0;
  for_each_field(in, [&](bool& there) { there = given >> bit++ & 1; });
  return in;
}

// A rule's `at` names what it needs: the step, its numbers, which inputs were given.
template <class R>
auto update_closure(const R& rule, const Moment& m) {
  if constexpr (requires { typename R::Numbers; }) {
    const auto x = from_numbers<typename R::Numbers>(m.numbers);
    if constexpr (input_count<R> > 0)
      return rule.at(m.t, x, inputs_of<R>(m.given));
    else
      return rule.at(m.t, x);
  } else if constexpr (input_count<R> > 0) {
    return rule.at(m.t, inputs_of<R>(m.given));
  } else {
    return rule.at(m.t);
  }
}
template <class R>
concept measuring = requires { &R::measure; };
template <class R>
auto measure_closure(const R& rule, const Moment& m) {
  if constexpr (requires { rule.measure(m.t); })
    return rule.measure(m.t);
  else
    return rule.measure(m.t, from_numbers<typename R::Numbers>(m.numbers));
}

template <class R>
concept evaluating = requires { &R::evaluated; };

// ---- the stages around the rule, on a tile that stays in L1 --------------------------------------

/// Elements [at, at + n) of a segment.
template <class T>
Segment part(const Segment& s, std::size_t at, std::size_t n) {
  Segment r = s;
  r.p = static_cast<T*>(s.p) + at;
  r.g = static_cast<const T*>(s.g) + at;
  for (auto& x : r.state)
    if (x) x = static_cast<T*>(x) + at;
  r.begin += at;
  r.n = n;
  return r;
}

/// out = f(x) element by element. Every stage is a loop of its own: a chain of tests in one loop costs more than L1.
template <class T, class F>
[[gnu::always_inline]] inline void map(T* out, const T* x, std::size_t n, F f) {
  constexpr std::size_t L = vec<T>::lanes;
  std::size_t i = 0;
  for (; i + L <= n; i += L) store(out + i, f(load(x + i, L), i, L), L);
  if (i < n) store(out + i, f(load(x + i, n - i), i, n - i), n - i);
}

/// Calls f(row, at, n) for each stretch of one row in a segment.
template <class F>
void by_row(const Segment& s, F f) {
  const Around& own = *s.own;
  for (std::size_t at = 0; at < s.n;) {
    const std::size_t i = s.begin + at, rest = own.inner - i % own.inner,
                      n = rest < s.n - at ? rest : s.n - at;
    f(i / own.inner % own.rows, at, n);
    at += n;
  }
}

/// The gradient as the rule sees it: g itself, or `out`, a tile to write it to. p after decay outside the rule goes to
/// `kept`.
template <class T>
[[gnu::noinline]] const T* before(const Stages& stages, const Segment& s, T* out, T* kept) {
  using V = vec<T>;
  const Around& own = *s.own;
  const T* p = static_cast<const T*>(s.p);
  const T* g = static_cast<const T*>(s.g);
  const std::size_t n = s.n;
  const auto then = [&](auto f) __attribute__((always_inline)) {
    map(out, g, n, f);
    g = out;
  };
  using std::size_t;
  if (stages.unscale != 1) then([c = V(stages.unscale)](V d, size_t, size_t) { return d / c; });
  if (stages.clip != 1) then([c = V(stages.clip)](V d, size_t, size_t) { return d * c; });
  if (own.clip != 1) then([c = V(own.clip)](V d, size_t, size_t) { return d * c; });
  if (own.row_clip) {
    by_row(s, [&](size_t row, size_t at, size_t k) {
      map(out + at, g + at, k, [c = V(own.row_clip[row])](V d, size_t, size_t) { return d * c; });
    });
    g = out;
  }
  if (own.row_mean) {
    by_row(s, [&](size_t row, size_t at, size_t k) {
      map(out + at, g + at, k, [c = V(own.row_mean[row])](V d, size_t, size_t) { return d - c; });
    });
    g = out;
  }
  if (stages.clip_value != 0)
    then([c = stages.clip_value](V d, size_t, size_t) { return clamp(d, -c, c); });
  if (stages.maximize) then([](V d, size_t, size_t) { return -d; });
  if (stages.keep != 1) {
    map(kept, p, n, [c = V(stages.keep)](V x, size_t, size_t) { return x * c; });
    p = kept;
  }
  if (stages.weight_decay != 0)
    then([p, c = V(stages.weight_decay)](V d, size_t i, size_t k) {
      return d + c * load(p + i, k);
    });
  return g;
}

/// The number that is kept for x as an element of a parameter: bounds are numbers that it can have.
inline double as_kept(const Packing* how, double x) {
  if (how == nullptr || !is_half(how->p)) return x;
  float y = static_cast<float>(x);
  std::uint16_t bits;
  const Stored one{&bits, how->p};
  encode(one, 0, 1, &y);
  decode(one, 0, 1, &y);
  return y;
}

/// Mechanic's step: what the rule has added to p joins delta, and p starts anew from where it started. `before` is p as the
/// rule found it; null if p was written in the type that is computed in: then it is found again, bit for bit.
template <class T>
[[gnu::noinline]] void rescale(double scale, const Segment& s, const T* before) {
  using std::size_t;
  T* const p = static_cast<T*>(s.p);
  const T* const start = static_cast<const T*>(s.own->start) + s.begin;
  T* const delta = static_cast<T*>(s.own->delta) + s.begin;
  map(delta, delta, s.n, [=, was = s.own->scale](vec<T> d, size_t i, size_t k) {
    const vec<T> old = before ? load(before + i, k) : load(start + i, k) + was * d;
    return d + (load(p + i, k) - old);
  });
  map(p, start, s.n, [=](vec<T> x, size_t i, size_t k) { return x + scale * load(delta + i, k); });
}

/// What follows an update of p before it is kept: Mechanic's or Lookahead's step, and the bounds.
template <class T>
[[gnu::noinline]] void settle(const Stages& stages, const Segment& s, const T* before = nullptr) {
  T* const p = static_cast<T*>(s.p);
  using std::size_t;
  if (stages.tuned) rescale<T>(stages.scale, s, before);
  if (stages.pull != 0) {
    T* const slow = static_cast<T*>(s.own->slow) + s.begin;
    map(slow, slow, s.n, [p, c = stages.pull](vec<T> old, size_t i, size_t k) {
      return old + c * (load(p + i, k) - old);
    });
    std::memcpy(p, slow, s.n * sizeof(T));
  }
  if (stages.bounded())
    map(p, p, s.n,
        [low = as_kept(s.packing, stages.lower), high = as_kept(s.packing, stages.upper)](
            vec<T> x, size_t, size_t) { return clamp(x, low, high); });
}

/// What follows p once it is kept: the average of `seen`, p as the rule will see it, and the copy of `stored`, what is in the
/// caller's array; and the gradient is zeroed. Of elements [begin, begin + n).
template <class T>
[[gnu::noinline]] void follow(double weight, const Segment& s, std::size_t begin, std::size_t n,
                              const T* seen, const T* stored) {
  const Around& own = *s.own;
  T* const average = static_cast<T*>(own.average) + (weight != 0 ? begin : 0);
  if (weight == 1)
    std::memcpy(average, seen, n * sizeof(T));
  else if (weight != 0)
    map(average, average, n, [seen, weight](vec<T> old, std::size_t i, std::size_t k) {
      return old + weight * (load(seen + i, k) - old);
    });
  if (own.copy.data) encode(own.copy, begin, n, stored);
  const std::size_t bytes = s.packing ? size_of(s.packing->g) : sizeof(T);
  if (own.zero) std::memset(static_cast<std::byte*>(own.zero) + begin * bytes, 0, n * bytes);
}
template <class T>
[[gnu::noinline]] void after(const Stages& stages, const Segment& s) {
  settle<T>(stages, s);
  const T* const p = static_cast<const T*>(s.p);
  follow(stages.average, s, s.begin, s.n, p, p);
}

/// The same around packing: `r` is a tile of `s` unpacked, and this was update t of the parameter.
template <class T>
[[gnu::noinline]] void after_packed(const Stages* stages, const Segment& s, const Segment& r,
                                    std::int64_t t, unsigned live, Scratch<T>& scratch) {
  if (stages) {
    const bool unlike =
        stages->tuned && r.p == scratch.p;  // which start + scale * delta is rounded
    settle<T>(*stages, r, unlike ? seen(*s.packing, s.p, r.begin, r.n, scratch.g) : nullptr);
  }
  pack(s, r, t, live, scratch);
  if (!stages) return;
  const T *now = nullptr, *stored = nullptr;
  if (stages->average != 0) now = seen(*s.packing, s.p, r.begin, r.n, scratch.p);
  if (s.own->copy.data) stored = opened(Stored{s.p, s.packing->p}, r.begin, r.n, scratch.g);
  follow(stages->average, s, r.begin, r.n, now, stored);
}

// ---- the rule ------------------------------------------------------------------------------------

template <class R>
using slots_of = std::make_index_sequence<slot_count<R>>;
template <class R>
using inputs_in = std::make_index_sequence<input_count<R>>;

// From this length on the register more that alignment takes is worth it.
inline constexpr std::size_t aligned_from = 2048;

/// How many elements from `p` on come before a register's boundary.
template <class T>
std::size_t unaligned_elements(const T* p) {
  return -reinterpret_cast<std::uintptr_t>(p) % sizeof(vec<T>) / sizeof(T);
}

/// One update of registers: a closure writes p itself, or returns what is added to it.
template <class Update, class V, std::size_t N, std::size_t... I, class... In>
[[gnu::always_inline]] inline void apply(Update& update, V& x, V g, V (&s)[N],
                                         std::index_sequence<I...>, In... in) {
  if constexpr (std::is_void_v<decltype(update(x, g, s[I]..., in...))>)
    update(x, g, s[I]..., in...);
  else
    x += update(x, g, s[I]..., in...);
}

// The closure comes by value: by reference, stores through memcpy may alias it and every scalar is reloaded (2-4x slower).
// `increments`, if not null, takes what the rule returns; else p does.
template <class T, unsigned live, unsigned decaying, bool captured, class Update, std::size_t... I,
          std::size_t... J>
__attribute__((always_inline)) inline void sweep(Update update, const Segment& segment,
                                                 const void* gradient,
                                                 [[maybe_unused]] T* increments,
                                                 std::index_sequence<I...> slots,
                                                 std::index_sequence<J...>) {
  using V = vec<T>;
  constexpr std::size_t L = V::lanes;
  T* const p = static_cast<T*>(segment.p);
  const T* const g = static_cast<const T*>(gradient);
  T* const state[] = {static_cast<T*>(segment.state[I])..., nullptr};
  const T* input[] = {static_cast<const T*>(segment.own->inputs[J])..., nullptr};
  ((input[J] += input[J] ? segment.begin : 0), ...);
  const std::size_t n = segment.n;

  auto chunk = [&](std::size_t i, std::size_t k) __attribute__((always_inline)) {
    V x = load(p + i, k);
    const V d = load(g + i, k);
    V s[] = {(live >> I & 1 ? load(state[I] + i, k) : V(0.0))..., V(0.0)};
    const V in[] = {(input[J] ? load(input[J] + i, k) : V(0.0))..., V(0.0)};
    if constexpr (captured)
      store(increments + i, V(update(x, d, s[I]..., in[J]...)), k);
    else
      apply(update, x, d, s, slots, in[J]...);
    store(p + i, x, k);
    ((live >> I & 1 ? store(state[I] + i, decaying >> I & 1 ? flush(s[I]) : s[I], k) : void()),
     ...);
  };
  // In long arrays first up to where p is aligned: the state lies likewise (arena.hpp), so no register crosses a cache line.
  // A copy of the chunk each for beginning, middle and end: in one loop over all three g++ keeps no scalar in a register.
  std::size_t i = n < aligned_from ? 0 : unaligned_elements(p);
  if (i > 0) chunk(0, i);
  for (; i + L <= n; i += L) chunk(i, L);
  if (i < n) chunk(i, n - i);
}

/// Elements of the next tile from `p` on: tiles end at a cache line, if p is aligned to its elements at all.
template <class T>
std::size_t tile_from(const T* p, std::size_t left) {
  const std::size_t n = tile - reinterpret_cast<std::uintptr_t>(p) % line / sizeof(T);
  return left < n ? left : n;
}

// ---- low precision without a tile ----------------------------------------------------------------

/// Rules with kernels of their own for bfloat16 and q8, as fused as those of floats; for all of them they would double the
/// library. Inlined where the closure is made: there its options are constants.
template <class R>
concept hot = R::hot;

/// A register of p back to where it is kept: bfloat16 is rounded stochastically.
[[gnu::always_inline]] inline void put_back(float* to, vec<float> x, words<float>, unsigned,
                                            std::size_t k) {
  store(to, x, k);
}
[[gnu::always_inline]] inline void put_back(bf16* to, vec<float> x, words<float> random,
                                            unsigned array, std::size_t k) {
  store_parts<std::uint16_t>(to, low_halves(to_bf16(x, Noise::of(random, array))), k);
}
template <class P>
[[gnu::always_inline]] inline words<float> random_for(const Noise& noise, std::size_t i) {
  if constexpr (std::is_same_v<P, bf16>)
    return noise.from(i);
  else
    return words<float>{};
}

/// A segment of bfloat16 p and g, and a state kept as S, float or bfloat16.
template <class R, class S, unsigned live, class Update, std::size_t... I>
[[gnu::always_inline]] inline void sweep_bf16(Update update, const Segment& s, std::int64_t t,
                                              std::index_sequence<I...> slots) {
  using V = vec<float>;
  constexpr unsigned decaying = decaying_slots<R>();
  const std::size_t end = s.begin + s.n;
  for (std::size_t begin = s.begin, n; begin < end; begin += n) {
    n = packed_tile(begin, end - begin);
    bf16* const p = static_cast<bf16*>(s.p) + begin;
    const bf16* const g = static_cast<const bf16*>(s.g) + begin;
    S* const state[] = {static_cast<S*>(s.state[I]) + (live >> I & 1 ? begin : 0)..., nullptr};
    const Noise noise(s.packing->noise, t, begin);
    each_register<float>(
        n, [=](std::size_t i, std::size_t k) __attribute__((always_inline)) {
          const words<float> random = noise.from(i);
          V x = load_as<float>(p + i, k);
          V own[] = {(live >> I & 1 ? load_as<float>(state[I] + i, k) : V(0.0))..., V(0.0)};
          apply(update, x, load_as<float>(g + i, k), own, slots);
          put_back(p + i, x, random, 0, k);
          ((live >> I & 1 ? put_back(state[I] + i, decaying >> I & 1 ? flush(own[I]) : own[I],
                                     random, 1 + I, k)
                          : void()),
           ...);
        });
  }
}

template <class R, std::size_t I>
inline constexpr bool signless = R::state[I].signless;

/// The whole blocks of a segment of p and g kept as P, float or bfloat16, and a state in q8: each is decoded, stepped and encoded in
/// one go. Returns how many elements that were. The codes of a block are made while the next one is stepped, so that nothing
/// waits for its scale.
template <class R, class P, unsigned live, class Update, std::size_t... I, std::size_t... B>
[[gnu::always_inline]] inline std::size_t sweep_q8(Update update, const Segment& s, std::int64_t t,
                                                   std::index_sequence<I...> slots,
                                                   std::index_sequence<B...> registers) {
  using V = vec<float>;
  constexpr std::size_t L = V::lanes, count = sizeof...(I) + 1;
  constexpr unsigned decaying = decaying_slots<R>();
  const Packing& how = *s.packing;
  const Stored kept[] = {stored(s.state[I], how.state[I], how.size)..., {}};
  const std::size_t end = s.begin + s.n / q8_block * q8_block;
  V out[2][count][sizeof...(B)];
  const auto each_slot = [&](auto f) __attribute__((always_inline)) {
    ((live >> I & 1 ? f(std::integral_constant<std::size_t, I>{}) : void()), ...);
  };
  const auto codes = [&](std::size_t slot, std::size_t at) __attribute__((always_inline)) {
    return static_cast<std::uint8_t*>(kept[slot].data) + at;
  };
  const auto put = [&](std::size_t at) __attribute__((always_inline)) {
    each_slot([&](auto slot) __attribute__((always_inline)) {
      put_q8<signless<R, slot>>(codes(slot, at), out[at / q8_block % 2][slot],
                                kept[slot].scales[at / q8_block], registers);
    });
  };
  Noise noise(how.noise, t, s.begin);
  for (std::size_t at = s.begin; at < end; at += q8_block) {
    if (at % tile == 0) noise = Noise(how.noise, t, at);
    P* const p = static_cast<P*>(s.p) + at;
    const P* const g = static_cast<const P*>(s.g) + at;
    auto& now = out[at / q8_block % 2];
    V unit[count];
    each_slot([&](auto slot) __attribute__((always_inline)) {
      unit[slot] = in_all_lanes(Q8<signless<R, slot>>::decoding(kept[slot].scales[at / q8_block]));
    });
    const auto chunk = [&](std::size_t b) __attribute__((always_inline)) {
      V x = load_as<float>(p + b * L, L), own[count];
      for (V& v : own) v = 0.0;
      each_slot([&](auto slot) __attribute__((always_inline)) {
        using Q = Q8<signless<R, slot>>;
        const auto code = load_parts<typename Q::code>(codes(slot, at) + b * L, L);
        own[slot] = Q::decode(widen_words(code), unit[slot]);
      });
      apply(update, x, load_as<float>(g + b * L, L), own, slots);
      put_back(p + b * L, x, random_for<P>(noise, at % tile + b * L), 0, L);
      each_slot([&](auto slot) __attribute__((always_inline)) {
        now[slot][b] = decaying >> slot & 1 ? flush(own[slot]) : own[slot];
      });
    };
    (chunk(B), ...);
    if (at > s.begin) put(at - q8_block);
    each_slot([&](auto slot) __attribute__((always_inline)) {
      kept[slot].scales[at / q8_block] = q8_scale(now[slot], registers);
    });
  }
  if (end > s.begin) put(end - q8_block);
  return end - s.begin;
}

/// Steps what such kernels take of a segment, from its beginning on; returns how many elements that were.
template <class R, unsigned live, class Update>
[[gnu::always_inline]] inline std::size_t sweep_low(Update update, const Segment& s,
                                                    std::int64_t t) {
  const Packing& how = *s.packing;
  const auto kept_as = [&](Storage type, Storage positive) {
    bool same = true;
    for (std::size_t k = 0; k < slot_count<R>; ++k)
      same = same && (!(live >> k & 1) || how.state[k] == (R::state[k].signless ? positive : type));
    return same;
  };
  constexpr std::make_index_sequence<q8_block / vec<float>::lanes> registers;
  const bool half =
      how.p == Storage::bf16 && how.g == Storage::bf16 && how.rounding == Rounding::stochastic;
  if (kept_as(Storage::q8, Storage::q8_positive) && live != 0) {
    if (half) return sweep_q8<R, bf16, live>(update, s, t, slots_of<R>{}, registers);
    if (how.p == Storage::f32 && how.g == Storage::f32)
      return sweep_q8<R, float, live>(update, s, t, slots_of<R>{}, registers);
  } else if (half && kept_as(Storage::bf16, Storage::bf16)) {
    return sweep_bf16<R, bf16, live>(update, s, t, slots_of<R>{}), s.n;
  } else if (half && kept_as(Storage::f32, Storage::f32)) {
    return sweep_bf16<R, float, live>(update, s, t, slots_of<R>{}), s.n;
  }
  return 0;
}

// ---- a step --------------------------------------------------------------------------------------

/// One rule, element type and variant over a run of segments that share the moment; with stages, tile by tile.
/// Flattened: left to itself g++ calls `at` of a large rule, and then none of the options is a constant.
template <class R, class T, unsigned variant, bool usual>
[[gnu::flatten]] void update(const Moment& moment, const Stages* stages, const Segment* segments,
                             std::size_t count) {
  constexpr unsigned live = live_slots<R>(variant);
  const auto closure = update_closure(rule_at<R, live, usual>(moment), moment);
  alignas(64) T g[tile];
  const auto scratch = static_cast<Scratch<T>*>(moment.scratch);
  for (std::size_t i = 0; i < count; ++i) {
    const Segment& whole = segments[i];
    const bool packed = whole.packing;
    std::size_t at = 0;
    if constexpr (hot<R> && std::is_same_v<T, float> && usual == has_options<R>())
      if (packed && !stages) at = sweep_low<R, live>(closure, whole, moment.t);
    while (at < whole.n) {
      const std::size_t left = whole.n - at;
      const Segment* s = &whole;
      const void* gradient = s->g;
      Segment piece;
      if (packed)
        piece = unpacked<T>(whole, at, packed_tile(whole.begin + at, left), live, *scratch);
      else if (stages)
        piece = part<T>(whole, at, tile_from(static_cast<const T*>(whole.p) + at, left));
      if (packed || stages) s = &piece, gradient = piece.g;
      if (stages) gradient = before<T>(*stages, piece, g, static_cast<T*>(piece.p));
      sweep<T, live, decaying_slots<R>(), false>(closure, *s, gradient, static_cast<T*>(nullptr),
                                                 slots_of<R>{}, inputs_in<R>{});
      if (packed)
        after_packed<T>(stages, whole, piece, moment.t, live, *scratch);
      else if (stages)
        after<T>(*stages, piece);
      at += s->n;
    }
  }
}

// ---- the cautious mask ---------------------------------------------------------------------------

// What a closure returns, asked of registers of float: the same for every type.
template <class Update, std::size_t... I, std::size_t... J>
auto returned_by(Update& update, std::index_sequence<I...>, std::index_sequence<J...>)
    -> decltype(update(std::declval<vec<float>&>(), vec<float>(),
                       (static_cast<void>(I), std::declval<vec<float>&>())...,
                       (static_cast<void>(J), vec<float>())...));
template <class R>
inline constexpr bool returns_increment = !std::is_void_v<decltype(returned_by(
    std::declval<decltype(update_closure(std::declval<const R&>(),
                                         std::declval<const Moment&>()))&>(),
    slots_of<R>{}, inputs_in<R>{}))>;

/// The lanes in which the increment goes against the gradient: which it lowers the loss along.
template <class T>
typename vec<T>::mask agrees(vec<T> u, vec<T> g) {
  const vec<T> zero = 0.0;  // not by the sign of u * g, which may vanish
  return ((u < zero) & (g > zero)) | ((u > zero) & (g < zero));
}

template <class T>
[[gnu::noinline]] double count_agreeing(const T* u, const T* g, std::size_t n) {
  double count = 0;
  for (std::size_t i = 0; i < n; ++i) count += (u[i] < 0 && g[i] > 0) || (u[i] > 0 && g[i] < 0);
  return count;
}

template <class T>
[[gnu::noinline]] void add_agreeing(T* p, const T* u, const T* g, std::size_t n, double factor) {
  using V = vec<T>;
  map(p, p, n, [u, g, factor](V x, std::size_t i, std::size_t k) {
    const V d = load(u + i, k);
    return x + select(agrees(d, load(g + i, k)), d * V(factor), 0.0);
  });
}

/// Copies of what a dry run would write, and the segment that has them in place of the caller's.
template <class T>
struct Copies {
  alignas(64) T p[tile], state[max_slots][tile];
  Segment of(Segment s, unsigned live) {
    std::memcpy(p, s.p, s.n * sizeof(T));
    s.p = p;
    for (std::size_t k = 0; k < max_slots; ++k)
      if (live >> k & 1) {
        std::memcpy(state[k], s.state[k], s.n * sizeof(T));
        s.state[k] = state[k];
      }
    return s;
  }
};

template <class R, class T, unsigned variant>
[[gnu::flatten]] double update_cautious(const Moment& moment, const Stages& stages,
                                        const Segment& segment, bool counting) {
  constexpr unsigned live = live_slots<R>(variant);
  const auto closure = update_closure(rule_at<R, live>(moment), moment);
  alignas(64) T g[tile], u[tile];
  Copies<T> copies;
  double count = 0;
  const auto scratch = static_cast<Scratch<T>*>(moment.scratch);
  const bool packed = segment.packing;
  for (std::size_t at = 0, n; at < segment.n; at += n) {
    const std::size_t left = segment.n - at;
    n = packed ? packed_tile(segment.begin + at, left)
               : tile_from(static_cast<const T*>(segment.p) + at, left);
    const Segment piece =
        packed ? unpacked<T>(segment, at, n, live, *scratch) : part<T>(segment, at, n);
    const Segment s = counting ? copies.of(piece, live) : piece;
    const T* const gradient = before<T>(stages, s, g, static_cast<T*>(s.p));
    sweep<T, live, decaying_slots<R>(), true>(closure, s, gradient, u, slots_of<R>{},
                                              inputs_in<R>{});
    if (counting) {
      count += count_agreeing<T>(u, gradient, n);
      continue;
    }
    add_agreeing<T>(static_cast<T*>(s.p), u, gradient, n, s.own->cautious);
    if (packed)
      after_packed<T>(&stages, segment, s, moment.t, live, *scratch);
    else
      after<T>(stages, s);
  }
  return count;
}

// ---- its sums ------------------------------------------------------------------------------------

template <class T>
vec<T> first_lanes(vec<T> x, std::size_t n) {  // the terms of absent elements may be anything
  for (std::size_t i = n; i < std::size_t(vec<T>::lanes); ++i) x.v[i] = 0;
  return x;
}

template <class T, unsigned live, class Measure, std::size_t... I>
void add_terms(Measure measure, const Segment& s, auto& lanes, std::index_sequence<I...>) {
  using V = vec<T>;
  constexpr std::size_t L = V::lanes;
  const T* const p = static_cast<const T*>(s.p);
  const T* const g = static_cast<const T*>(s.g);
  const T* const state[] = {static_cast<const T*>(s.state[I])..., nullptr};
  auto take = [&](std::size_t i, std::size_t lane, std::size_t k) __attribute__((always_inline)) {
    const auto terms = measure(load(p + i, k), load(g + i, k),
                               (live >> I & 1 ? load(state[I] + i, k) : V(0.0))...);
    for (std::size_t q = 0; q < std::size(terms.v); ++q) {
      vec<double> wide[halves<T>];
      widen(k < L ? first_lanes(terms.v[q], k) : terms.v[q], wide);
      for (int h = 0; h < halves<T>; ++h) lanes[q].part[lane / vec<double>::lanes + h] += wide[h];
    }
  };
  std::size_t i = 0;
  for (; i + 16 <= s.n; i += 16)
    for (std::size_t lane = 0; lane < 16; lane += L) take(i + lane, lane, L);
  for (std::size_t lane = 0; i < s.n; i += L, lane += L) take(i, lane, s.n - i);
}

// How many terms a rule's measure() returns.
template <class V, std::size_t N>
std::integral_constant<std::size_t, N> count_of(sums<V, N>);
template <class R, std::size_t... I>
auto count_terms(std::index_sequence<I...>)
    -> decltype(count_of(measure_closure(std::declval<const R&>(), std::declval<const Moment&>())(
        vec<float>(), vec<float>(), (static_cast<void>(I), vec<float>())...)));
template <class R>
constexpr std::size_t find_sum_count() {
  if constexpr (measuring<R>)
    return decltype(count_terms<R>(slots_of<R>{}))::value;
  else
    return 0;
}
template <class R>
inline constexpr std::size_t sum_count = find_sum_count<R>();

/// Adds the rule's sums over one segment: a block, or a stretch of a row. Reads only.
template <class R, class T, unsigned variant>
[[gnu::flatten]] void measure(const Moment& moment, const Stages& stages, const Segment& segment,
                              double* out) {
  constexpr unsigned live = live_slots<R>(variant);
  const auto closure = measure_closure(rule_at<R, live>(moment), moment);
  alignas(64) T g[tile], kept[tile];
  Lanes16 lanes[sum_count<R>];
  const auto scratch = static_cast<Scratch<T>*>(moment.scratch);
  for (std::size_t at = 0, n; at < segment.n; at += n) {
    const std::size_t left = segment.n - at;
    Segment s;
    if (segment.packing) {
      n = packed_tile(segment.begin + at, left);
      s = unpacked<T>(segment, at, n, live, *scratch);
    } else {
      n = left < tile ? left : tile;
      s = part<T>(segment, at, n);
    }
    s.g = before<T>(stages, s, g, kept);
    if (stages.keep != 1) s.p = kept;
    add_terms<T, live>(closure, s, lanes, slots_of<R>{});
  }
  for (std::size_t q = 0; q < sum_count<R>; ++q) out[q] += lanes[q].total();
}

// ---- Mechanic's sums -----------------------------------------------------------------------------

template <class T>
void measure_tuners(const Stages& stages, const Segment& segment, void* memory, double* sums) {
  constexpr std::size_t L = vec<T>::lanes;
  Stages undecayed = stages;
  undecayed.keep = 1, undecayed.weight_decay = 0;
  alignas(64) T changed[tile];
  Lanes16 lanes[4];
  for (std::size_t at = 0, n; at < segment.n; at += n) {
    const std::size_t left = segment.n - at;
    n = left < tile ? left : tile;  // blocks begin at tiles
    const Segment s = segment.packing
                          ? unpacked<T>(segment, at, n, 0, *static_cast<Scratch<T>*>(memory))
                          : part<T>(segment, at, n);
    const T* const g = before<T>(undecayed, s, changed, nullptr);
    const T* const p = static_cast<const T*>(s.p);
    const T* const delta = static_cast<const T*>(s.own->delta) + s.begin;
    for (std::size_t i = 0; i < n; i += 16)
      for (std::size_t lane = 0; lane < 16 && i + lane < n; lane += L) {
        const std::size_t k = n - i - lane;
        vec<double> d[halves<T>], x[halves<T>], y[halves<T>];
        widen(load(delta + i + lane, k), d);
        widen(load(g + i + lane, k), x);
        widen(load(p + i + lane, k), y);
        for (int h = 0; h < halves<T>; ++h) {
          const std::size_t part = lane / vec<double>::lanes + h;
          lanes[0].part[part] += d[h] * x[h];
          lanes[1].part[part] += d[h] * y[h];
          lanes[2].part[part] += x[h] * x[h];
          lanes[3].part[part] += y[h] * y[h];
        }
      }
  }
  for (int q = 0; q < 4; ++q) sums[q] += lanes[q].total();
}

// ---- what it has found ---------------------------------------------------------------------------

template <class T, unsigned live, class Evaluated, std::size_t... I>
void evaluate_tile(Evaluated evaluated, const Segment& s, T* out, std::index_sequence<I...>) {
  using V = vec<T>;
  const T* const state[] = {static_cast<const T*>(s.state[I])..., nullptr};
  map(out, static_cast<const T*>(s.p), s.n, [&](V p, std::size_t i, std::size_t k) {
    return evaluated(p, (live >> I & 1 ? load(state[I] + i, k) : V(0.0))...);
  });
}

/// The parameter as it is to be used, of the elements of a segment: `out`, of the type that is computed in.
template <class R, class T, unsigned variant>
[[gnu::flatten]] void evaluate(const Moment& moment, const Segment& segment, void* out) {
  constexpr unsigned live = live_slots<R>(variant);
  const auto closure =
      rule_at<R, live>(moment).evaluated(from_numbers<typename R::Numbers>(moment.numbers));
  const auto scratch = static_cast<Scratch<T>*>(moment.scratch);
  for (std::size_t at = 0, n; at < segment.n; at += n) {
    n = segment.packing ? packed_tile(segment.begin + at, segment.n - at) : segment.n - at;
    const Segment s =
        segment.packing ? unpacked<T>(segment, at, n, live, *scratch) : part<T>(segment, at, n);
    evaluate_tile<T, live>(closure, s, static_cast<T*>(out) + at, slots_of<R>{});
  }
}

// ---- the tables ----------------------------------------------------------------------------------

template <class T, bool with_squares>
inline constexpr std::array<Measures::inspect_fn, float_storages> inspects{
    inspect<T, float, with_squares>, inspect<T, double, with_squares>,
    inspect<T, f16, with_squares>, inspect<T, bf16, with_squares>};

inline constexpr Measures measures{{inspects<float, false>, inspects<double, false>},
                                   {inspects<float, true>, inspects<double, true>},
                                   {measure_update<float>, measure_update<double>},
                                   {measure_row<float>, measure_row<double>},
                                   {measure_tuners<float>, measure_tuners<double>},
                                   {average_alone<float>, average_alone<double>},
                                   {encode_any<float>, encode_any<double>},
                                   {decode_any<float>, decode_any<double>},
                                   {seen_at<float>, seen_at<double>}};

template <class R, class T, unsigned variant>
constexpr KernelSet kernel_set() {
  KernelSet set{update<R, T, variant, false>, update<R, T, variant, has_options<R>()>, nullptr,
                nullptr, nullptr};
  if constexpr (returns_increment<R>) set.cautious = update_cautious<R, T, variant>;
  if constexpr (measuring<R>) set.measure = measure<R, T, variant>;
  if constexpr (evaluating<R>) set.evaluate = evaluate<R, T, variant>;
  return set;
}

/// All kernels of a rule for this ISA: [dtype][variant].
template <class R>
struct Kernels {
  static constexpr unsigned variants = variant_count<R>();
  template <class T, unsigned... v>
  static constexpr std::array<KernelSet, variants> row(std::integer_sequence<unsigned, v...>) {
    return {kernel_set<R, T, v>()...};
  }
  static constexpr std::array<std::array<KernelSet, variants>, dtype_count> table{
      row<float>(std::make_integer_sequence<unsigned, variants>{}),
      row<double>(std::make_integer_sequence<unsigned, variants>{})};
};

}  // namespace gradstep::GRADSTEP_ISA
