// For parameters that are packed: where the parameter, its gradient or its state is kept in another
// type than the compute dtype.
// A tile of them is unpacked, stepped by the same kernel, and packed again. What has the compute
// dtype is stepped where it lies.
#ifndef GRADSTEP_ISA
#include "../tools.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Where elements [begin, begin + n) can be worked on: where they are kept, or decoded at
/// `scratch`.
template <class T, bool all>
T* opened(const Stored& kept, std::size_t begin, std::size_t n, T* scratch) {
  if (kept.type == storage_as<T>) return static_cast<T*>(kept.data) + begin;
  decode<T, all>(kept, begin, n, scratch);
  return scratch;
}

// ---- 16-bit parameters and what their rounding keeps --------------------------------------------

/// p in float32 as the rule sees it, for elements [begin, begin + n):
///     kahan   p + compensation
///     master
///       the master; but p where p is not the rounded master, since the caller has written p there
///     split
///       the bits of p, and below them the low bits, which are signed: p is rounded up from half a
///       unit on
///     other   p
template <class P>
void see(const Packing& how, const P* p, std::size_t begin, std::size_t n, float* x) {
  decode_floats<float, P>(p + begin, n, x);
  if (how.rounding == Rounding::kahan) {
    const P* const rest = static_cast<const P*>(how.beside) + begin;
    each_register<float>(n, [=](std::size_t i, std::size_t k) {
      store(x + i, load(x + i, k) + load_as<float>(rest + i, k), k);
    });
  } else if (how.rounding == Rounding::master) {
    const float* const master = static_cast<const float*>(how.beside) + begin;
    each_register<float>(n, [=](std::size_t i, std::size_t k) {
      const vec<float> m = load(master + i, k), now = load(x + i, k);
      P rounded[vec<float>::lanes]{};
      store_as(rounded, m, k);
      const auto same = to_words(load_as<float>(rounded, k)) == to_words(now);
      store(x + i, vec<float>(same ? m.v : now.v), k);
    });
  } else if (how.rounding == Rounding::split) {
    const std::int16_t* const low = static_cast<const std::int16_t*>(how.beside) + begin;
    each_register<float>(n, [=](std::size_t i, std::size_t k) {
      const auto bits = widen_words(load_parts<std::uint16_t>(low + i, k)), sign = bits & 0x8000;
      store(x + i, from_words<float>(to_words(load(x + i, k)) + bits - 2 * sign), k);
    });
  }
}

/// The other way: writes p and what is kept beside it, from x. Rounds to nearest, except for
/// `stochastic`, which needs `noise`.
template <class P>
void keep(const Packing& how, P* p, std::size_t begin, std::size_t n, const float* x,
          const std::optional<Noise>& noise) {
  if (how.rounding == Rounding::stochastic) return encode_noisy<P>(p + begin, n, x, *noise, 0);
  if (how.rounding == Rounding::split) {
    std::uint16_t* const low = static_cast<std::uint16_t*>(how.beside) + begin;
    each_register<float>(n, [=](std::size_t i, std::size_t k) {
      const vec<float> now = load(x + i, k);
      const words<float> quiet = (to_words(now) & 0xffff0000) | 0x400000,
                         w = now.v != now.v ? quiet : to_words(now);
      store_parts<std::uint16_t>(p + begin + i, low_halves((w + 0x8000) >> 16), k);
      store_parts<std::uint16_t>(low + i, low_halves(w & 0xffff), k);
    });
    return;
  }
  encode_floats<float, P>(p + begin, n, x);
  if (how.rounding == Rounding::master)
    std::memcpy(static_cast<float*>(how.beside) + begin, x, n * sizeof(float));
  if (how.rounding == Rounding::kahan) {
    P* const rest = static_cast<P*>(how.beside) + begin;
    each_register<float>(n, [=](std::size_t i, std::size_t k) {
      const vec<float> stored = load_as<float>(p + begin + i, k), rest_of = load(x + i, k) - stored,
                       none = 0.0;
      store_as(rest + i, select((stored - stored) == none, rest_of, none), k);
    });
  }
}

/// Both of whichever 16-bit type the parameter has.
inline void see_half(const Packing& how, const void* p, std::size_t begin, std::size_t n,
                     float* x) {
  if (how.p == Storage::f16) return see(how, static_cast<const f16*>(p), begin, n, x);
  see(how, static_cast<const bf16*>(p), begin, n, x);
}
inline void keep_half(const Packing& how, void* p, std::size_t begin, std::size_t n, const float* x,
                      const std::optional<Noise>& noise) {
  if (how.p == Storage::f16) return keep(how, static_cast<f16*>(p), begin, n, x, noise);
  keep(how, static_cast<bf16*>(p), begin, n, x, noise);
}

/// p as the rule sees it, in T, at `scratch` or where it lies.
template <class T, bool all>
T* seen(const Packing& how, const void* p, std::size_t begin, std::size_t n, T* scratch) {
  if constexpr (all) {
    if (is_half(how.p)) {
      if constexpr (std::is_same_v<T, float>) {
        see_half(how, p, begin, n, scratch);
      } else {
        for (std::size_t i = 0; i < n; i += tile) {
          float narrow[tile];
          const std::size_t size = n - i < tile ? n - i : tile;
          see_half(how, p, begin + i, size, narrow);
          decode_floats<T, float>(narrow, size, scratch + i);
        }
      }
      return scratch;
    }
  }
  return opened<T, all>(Stored{const_cast<void*>(p), how.p}, begin, n, scratch);
}

// ---- a tile of everything -----------------------------------------------------------------------

/// Unpacks the segment's elements [at, at + n) to T. Slots that are not in `live` are not looked
/// at.
template <class T, bool all>
Segment unpack(const Segment& s, std::size_t at, std::size_t n, unsigned live, void* memory) {
  Scratch<T>& scratch = *static_cast<Scratch<T>*>(memory);
  const Packing& how = *s.packing;
  Segment r = s;
  r.begin = s.begin + at, r.n = n;
  r.p = seen<T, all>(how, s.p, r.begin, n, scratch.p);
  r.g = opened<T, all>(Stored{const_cast<void*>(s.g), how.g}, r.begin, n, scratch.g);
  for (std::size_t k = 0; k < max_slots; ++k)
    if (live >> k & 1)
      r.state[k] =
          opened<T, all>(stored(s.state[k], how.state[k], how.size), r.begin, n, scratch.state[k]);
  return r;
}

/// Packs p and the state of an unpacked tile, where they are not stepped in place, after update t
/// of the parameter.
template <class T, bool all>
void pack(const Segment& s, const Segment& r, std::int64_t t, unsigned live, void* memory) {
  Scratch<T>& scratch = *static_cast<Scratch<T>*>(memory);
  const Packing& how = *s.packing;
  std::optional<Noise> noise;
  if constexpr (all) {
    if (how.rounding == Rounding::stochastic || how.stochastic_state)
      noise.emplace(how.noise, t, r.begin);
    if (is_half(how.p)) {
      if constexpr (std::is_same_v<T, float>) {
        keep_half(how, s.p, r.begin, r.n, scratch.p, noise);
      } else {  // as float32, which is what a rounding keeps the rest of
        float narrowed[tile];
        encode_floats<T, float>(narrowed, r.n, scratch.p);
        keep_half(how, s.p, r.begin, r.n, narrowed, noise);
      }
    }
  }
  if (r.p == scratch.p && !is_half(how.p))
    encode<T, all>(Stored{s.p, how.p}, r.begin, r.n, scratch.p);
  for (std::size_t k = 0; k < max_slots; ++k)
    if ((live >> k & 1) && r.state[k] == scratch.state[k])
      encode<T, all>(stored(s.state[k], how.state[k], how.size), r.begin, r.n, scratch.state[k],
                     how.stochastic_state ? &*noise : nullptr, 1 + static_cast<unsigned>(k));
}

// ---- the table ----------------------------------------------------------------------------------

template <class T, bool all>
void encode_any(const Stored& to, std::size_t begin, std::size_t n, const void* x) {
  encode<T, all>(to, begin, n, static_cast<const T*>(x));
}
template <class T, bool all>
void decode_any(const Stored& from, std::size_t begin, std::size_t n, void* x) {
  decode<T, all>(from, begin, n, static_cast<T*>(x));
}
template <class T, bool all>
const void* seen_any(const Packing& how, const void* p, std::size_t begin, std::size_t n, void* x) {
  return seen<T, all>(how, p, begin, n, static_cast<T*>(x));
}

template <class T, bool all>
inline constexpr Conversions conversions{encode_any<T, all>, decode_any<T, all>, seen_any<T, all>,
                                         unpack<T, all>, pack<T, all>};

}  // namespace gradstep::GRADSTEP_ISA
#endif
