// A rule's loops for bfloat16 and q8 without a tile, as fused as those of floats. A few rules have
// them; for all rules they would double the library.
#ifndef GRADSTEP_ISA
#include "../fused.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

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

/// One update of registers. The closure either writes p, or returns what is added to it.
template <class Update, class V, std::size_t N, std::size_t... I>
[[gnu::always_inline]] inline void apply(Update& update, V& x, V g, V (&s)[N],
                                         std::index_sequence<I...>) {
  if constexpr (std::is_void_v<decltype(update(x, g, s[I]...))>)
    update(x, g, s[I]...);
  else
    x += update(x, g, s[I]...);
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

/// The whole blocks of a segment with p and g kept as P, float or bfloat16, and a state in q8: each
/// block is decoded, stepped and encoded in one go. Returns how many elements those were. The codes
/// of a block are made while the next one is stepped, so that nothing waits for its scale.
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
      put_q8<signless<R, slot> >(codes(slot, at), out[at / q8_block % 2][slot],
                                 kept[slot].scales[at / q8_block], registers);
    });
  };
  Noise noise(how.noise, t, s.begin);
  const auto step_block = [&](std::size_t at) __attribute__((always_inline)) {
    if (at % tile == 0) noise = Noise(how.noise, t, at);
    P* const p = static_cast<P*>(s.p) + at;
    const P* const g = static_cast<const P*>(s.g) + at;
    auto& now = out[at / q8_block % 2];
    V unit[count];
    each_slot([&](auto slot) __attribute__((always_inline)) {
      unit[slot] = in_all_lanes(Q8<signless<R, slot> >::decoding(kept[slot].scales[at / q8_block]));
    });
    const auto chunk = [&](std::size_t b) __attribute__((always_inline)) {
      V x = load_as<float>(p + b * L, L), own[count];
      for (V& v : own) v = 0.0;
      each_slot([&](auto slot) __attribute__((always_inline)) {
        using Q = Q8<signless<R, slot> >;
        const auto code = load_parts<typename Q::code>(codes(slot, at) + b * L, L);
        own[slot] = Q::decode(widen_words(code), unit[slot]);
      });
      apply(update, x, load_as<float>(g + b * L, L), own, slots);
      put_back(p + b * L, x, random_for<P>(noise, at % tile + b * L), 0, L);
      each_slot([&](auto slot) __attribute__((always_inline)) {
        now[slot][b] = decaying >> slot & 1 ? flush(own[slot]) : own[slot];
      });
    };
    for (std::size_t b = 0; b < sizeof...(B); ++b) chunk(b);
  };
  for (std::size_t at = s.begin; end > s.begin; at += q8_block) {
    if (at < end) step_block(at);
    if (at > s.begin) put(at - q8_block);
    if (at == end) break;
    each_slot([&](auto slot) __attribute__((always_inline)) {
      kept[slot].scales[at / q8_block] = q8_scale(out[at / q8_block % 2][slot], registers);
    });
  }
  return end - s.begin;
}

/// Steps what such kernels take of a segment, from its beginning on; returns how many elements
/// those were.
template <class R, unsigned variant>
[[gnu::flatten]] std::size_t step_fused(const StepContext& c, const Segment& s) {
  constexpr unsigned live = live_slots<R>(variant);
  const auto update = update_closure(usual_rule<R, live>(c), c);
  const std::int64_t t = c.t;
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

template <class R>
inline constexpr auto fused_steps = []<unsigned... v>(std::integer_sequence<unsigned, v...>) {
  return std::array<fused_fn, sizeof...(v)>{step_fused<R, v>...};
}(std::make_integer_sequence<unsigned, variant_count<R>()>{});

}  // namespace gradstep::GRADSTEP_ISA
#endif
