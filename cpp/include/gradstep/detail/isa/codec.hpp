// Converts whole stretches of elements from how they are kept to the compute dtype, and back.
#ifndef GRADSTEP_ISA
#include "../tools.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Elements of the next tile of a packed segment from element `at` of the parameter on.
inline std::size_t packed_tile(std::size_t at, std::size_t left) {
  const std::size_t n = tile - at % tile;
  return left < n ? left : n;
}

// ---- random bits of an element ------------------------------------------------------------------

/// Random bits for every element of a parameter in one tile at one step. They are a function of
/// these alone, and so do not depend on thread, ISA or time.
class Noise {
 public:
  /// The bits of the elements from `begin` on, to the end of their tile.
  Noise(std::uint64_t parameter, std::int64_t t, std::size_t begin) {
    const std::uint64_t step = detail::mixed(parameter + static_cast<std::uint64_t>(t)),
                        key = detail::mixed(step + begin / tile);
    low_ = static_cast<std::uint32_t>(key) + static_cast<std::uint32_t>(begin % tile) * odd;
    high_ = static_cast<std::uint32_t>(key >> 32);
  }
  /// 32 bits for each of the elements from the i-th of these on: one round of Ellis & Wellons's
  /// "lowbias32".
  words<float> from(std::size_t i) const {
    words<float> x = iota() * odd + (low_ + static_cast<std::uint32_t>(i) * odd);
    x = (x ^ x >> 16) * 0x7feb352du;
    return (x ^ x >> 15) ^ high_;
  }
  /// 16 of these bits, in the low half, for one of the arrays that belong to the parameter: 0 for
  /// the parameter itself, 1 + k for slot k. In the upper half of a product with an odd number each
  /// value comes equally often.
  static words<float> of(words<float> all, unsigned array) {
    if (array == 0) return all & 0xffff;
    return array == 1 ? all >> 16 : (all * (0x9E3779B1u * array | 1)) >> 16;
  }

 private:
  static words<float> iota() {
    words<float> x{};
    for (std::size_t i = 0; i < vec<float>::lanes; ++i) x[i] = static_cast<std::uint32_t>(i);
    return x;
  }
  static constexpr std::uint32_t odd = 0x9E3779B9;
  std::uint32_t low_, high_;
};

// ---- floats -------------------------------------------------------------------------------------

template <class T, class F>
[[gnu::always_inline]] inline void each_register(std::size_t n, F f) {
  constexpr std::size_t L = vec<T>::lanes;
  std::size_t i = 0;
  for (; i + L <= n; i += L) f(i, L);
  if (i < n) f(i, n - i);
}

template <class T, class From>
[[gnu::noinline]] void decode_floats(const void* kept, std::size_t n, T* x) {
  const From* const from = static_cast<const From*>(kept);
  each_register<T>(
      n, [=](std::size_t i, std::size_t k)
             __attribute__((always_inline)) { store(x + i, load_as<T>(from + i, k), k); });
}
template <class T, class To>
[[gnu::noinline]] void encode_floats(void* kept, std::size_t n, const T* x) {
  To* const to = static_cast<To*>(kept);
  each_register<T>(
      n, [=](std::size_t i, std::size_t k)
             __attribute__((always_inline)) { store_as(to + i, load(x + i, k), k); });
}
template <class To>
words<float> rounded(vec<float> x, words<float> noise) {
  if constexpr (std::is_same_v<To, bf16>)
    return to_bf16(x, noise);
  else
    return to_f16(x, noise);
}
template <class To>
[[gnu::noinline]] void encode_noisy(void* kept, std::size_t n, const float* x, const Noise& noise,
                                    unsigned array) {
  To* const to = static_cast<To*>(kept);
  each_register<float>(
      n, [=](std::size_t i, std::size_t k) __attribute__((always_inline)) {
        const words<float> bits = Noise::of(noise.from(i), array);
        store_parts<std::uint16_t>(to + i, low_halves(rounded<To>(load(x + i, k), bits)), k);
      });
}

// ---- blocks of 8-bit codes ----------------------------------------------------------------------

/// The largest lane, in all lanes: takes the larger of each lane and the one half a register on,
/// then a quarter on, and so forth.
template <std::size_t distance = vec<float>::lanes / 2, std::size_t... I>
[[gnu::always_inline]] inline vec<float>::bits spread_largest(vec<float>::bits x,
                                                              std::index_sequence<I...> all) {
  const vec<float>::bits y = __builtin_shufflevector(x, x, ((I + distance) % vec<float>::lanes)...);
  x = y > x ? y : x;
  if constexpr (distance > 1)
    return spread_largest<distance / 2>(x, all);
  else
    return x;
}

/// The scale of a block from the bits of the largest |x| in each lane: at least `least`; an
/// infinity or a NaN if one is there.
inline float scale_of(vec<float>::bits largest, float least) {
  const auto most = spread_largest(largest, std::make_index_sequence<vec<float>::lanes>{});
  const std::int32_t one = most[0];
  float scale;
  __builtin_memcpy(&scale, &one, sizeof scale);
  return scale < least ? least : scale;  // a NaN is not
}
/// The bits of the largest |x| in each lane.
[[gnu::always_inline]] inline vec<float>::bits largest_of(const float* x, std::size_t n) {
  vec<float>::bits largest{};
  each_register<float>(
      n, [&](std::size_t i, std::size_t k) __attribute__((always_inline)) {
        const auto bits = abs_bits(load(x + i, k));
        largest = bits > largest ? bits : largest;
      });
  return largest;
}
inline vec<float> in_all_lanes(float x) { return vec<float>::raw{} + x; }

// ---- blocks of scaled float16 -------------------------------------------------------------------

// A scale is a power of two, so that only the rounding to float16 changes a number: it takes the
// largest finite one of 64 to [2^14, 2^15). It is at least 2^-100, which times the smallest float16
// is still a normal number. What is not finite stays what it is.
inline constexpr std::size_t f16_block = 64;
inline constexpr std::int32_t f16_least_scale = (127 - 100) << 23;

inline float power_of_two(std::int32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

template <bool noisy>
[[gnu::noinline]] void encode_scaled_f16(const Stored& to, std::size_t begin, std::size_t n,
                                         const float* x, const Noise* noise, unsigned array) {
  auto* const codes = static_cast<std::uint16_t*>(to.data) + begin;
  // A second moment that reads back as 0 where the first does not would make a step of m / eps.
  const std::uint32_t least = to.type == Storage::f16_scaled_positive ? 1 : 0;
  for (std::size_t at = 0; at < n; at += f16_block) {
    const std::size_t size = n - at < f16_block ? n - at : f16_block;
    vec<float>::bits largest{};
    each_register<float>(
        size, [&](std::size_t i, std::size_t k) __attribute__((always_inline)) {
          const auto bits = abs_bits(load(x + at + i, k));
          const auto larger = (bits < 0x7f800000) & (bits > largest);
          largest = larger ? bits : largest;
        });
    const auto most = spread_largest(largest, std::make_index_sequence<vec<float>::lanes>{});
    const std::int32_t exponent = (most[0] & 0x7f800000) - (14 << 23),
                       scale = exponent < f16_least_scale ? f16_least_scale : exponent;
    to.scales[(begin + at) / f16_block] = power_of_two(scale);
    const vec<float> inverse = in_all_lanes(power_of_two((254 << 23) - scale));
    each_register<float>(
        size, [&](std::size_t i, std::size_t k) __attribute__((always_inline)) {
          const vec<float> y = load(x + at + i, k), z = y * inverse;
          words<float> code;
          if constexpr (noisy)
            code = to_f16(z, Noise::of(noise->from(at + i), array));
          else
            code = to_f16(z);
          const auto lost = (code == 0) & (y.v > 0);
          code = lost ? words<float>{} + least : code;
          store_parts<std::uint16_t>(codes + at + i, low_halves(code), k);
        });
  }
}
[[gnu::noinline]] inline void decode_scaled_f16(const Stored& from, std::size_t begin,
                                                std::size_t n, float* x) {
  const auto* const codes = static_cast<const std::uint16_t*>(from.data) + begin;
  each_register<float>(
      n, [=](std::size_t i, std::size_t k) __attribute__((always_inline)) {
        const vec<float> scale = in_all_lanes(from.scales[(begin + i) / f16_block]);
        store(x + i, from_f16(widen_words(load_parts<std::uint16_t>(codes + i, k))) * scale, k);
      });
}

/// x, of magnitude at most 2^22, rounded to an integer.
inline vec<float>::bits to_integer(vec<float> x) {
  const vec<float> magic = 12582912.0;
  return to_bits(x + magic) - to_bits(magic);
}
inline vec<float> to_float(vec<float>::bits i) {
  return __builtin_convertvector(i, typename vec<float>::raw);
}

// q8: the codes lie closest for small values. A code is y = 2z / (1 + |z|) of a signed z = x /
// scale, and the root of a z that is never negative. This is the scheme of FlashOptim
// (Databricks, 2026) with float32 scales, one for 64 elements. `encoding` and `decoding` make from
// the scales, many at a time, the one other number that a block needs.
template <bool positive>
struct Q8;
template <>
struct Q8<false> {
  using code = std::int8_t;
  template <class V>  // registers, or one number
  static V encoding(V scale) {
    return V(0.5F) * scale;
  }
  template <class V>
  static V decoding(V scale) {
    return scale;
  }
  static vec<float>::bits encode(vec<float> x, vec<float> half) {
    return to_integer(127 * (x / (half + 0.5 * abs(x))));
  }
  static vec<float> decode(vec<float>::bits code, vec<float> scale) {
    const vec<float> q = to_float(code);
    return scale * (q / (254 - abs(q)));
  }
};
template <>
struct Q8<true> {
  using code = std::uint8_t;
  template <class V>
  static V encoding(V scale) {
    if constexpr (std::is_same_v<V, float>)
      return 255 / std::sqrt(scale);
    else
      return 255.0 / sqrt(scale);
  }
  template <class V>
  static V decoding(V scale) {
    return scale / V(65025.0F);
  }
  static vec<float>::bits encode(vec<float> x, vec<float> inverse) {
    const vec<float> none = 0.0, least = select(x > none, vec<float>(1.0), none);
    // A second moment that reads back as 0 where the first does not would make a step of m / eps.
    return to_integer(max(sqrt(x) * inverse, least));
  }
  static vec<float> decode(vec<float>::bits code, vec<float> unit) {
    const vec<float> k = to_float(code);
    return k * k * unit;
  }
};

inline constexpr std::size_t q8_block = 64, q8_blocks = tile / q8_block;

/// out = f(x) of the scales of a tile.
template <class F>
[[gnu::always_inline]] inline void of_scales(float* out, const float* scales, std::size_t n, F f) {
  each_register<float>((n + q8_block - 1) / q8_block, [=](std::size_t i, std::size_t k) {
    store(out + i, f(load(scales + i, k)), k);
  });
}

// Three passes, so that no pass has to wait: the scales; what the blocks need; the codes.
template <bool positive>
[[gnu::noinline]] void encode_q8(const Stored& to, std::size_t begin, std::size_t n,
                                 const float* x) {
  using Q = Q8<positive>;
  for (; n > tile; begin += tile, x += tile, n -= tile) encode_q8<positive>(to, begin, tile, x);
  auto* const codes = static_cast<typename Q::code*>(to.data) + begin;
  float *const scales = to.scales + begin / q8_block, own[q8_blocks];
  for (std::size_t at = 0; at < n; at += q8_block)
    scales[at / q8_block] = scale_of(largest_of(x + at, n - at < q8_block ? n - at : q8_block),
                                     std::numeric_limits<float>::min());
  of_scales(own, scales, n, [](vec<float> scale) { return Q::encoding(scale); });
  each_register<float>(
      n, [ =, &own ](std::size_t i, std::size_t k) __attribute__((always_inline)) {
        const auto code = Q::encode(load(x + i, k), in_all_lanes(own[i / q8_block]));
        store_parts<std::uint8_t>(codes + i, low_bytes(reinterpret_cast<words<float> >(code)), k);
      });
  // The codes of a block with a NaN or an infinity are 0: 0 times its scale reads back as NaN.
  for (std::size_t at = 0; at < n; at += q8_block)
    if (!(scales[at / q8_block] <= std::numeric_limits<float>::max()))
      std::memset(codes + at, 0, n - at < q8_block ? n - at : q8_block);
}
/// The same for one block in registers, in two parts: its scale, and the codes that follow from it.
template <std::size_t... B>
[[gnu::always_inline]] inline float q8_scale(const vec<float>* x, std::index_sequence<B...>) {
  vec<float>::bits largest{};
  const auto take = [&](vec<float>::bits bits) __attribute__((always_inline)) {
    largest = bits > largest ? bits : largest;
  };
  (take(abs_bits(x[B])), ...);
  return scale_of(largest, std::numeric_limits<float>::min());
}
template <bool positive, std::size_t... B>
[[gnu::always_inline]] inline void put_q8(void* codes, const vec<float>* x, float scale,
                                          std::index_sequence<B...>) {
  constexpr std::size_t L = vec<float>::lanes;
  const vec<float> own = in_all_lanes(Q8<positive>::encoding(scale));
  const auto put = [&](std::size_t i, vec<float> v) __attribute__((always_inline)) {
    const auto bytes = low_bytes(reinterpret_cast<words<float> >(Q8<positive>::encode(v, own)));
    store_parts<std::uint8_t>(static_cast<std::uint8_t*>(codes) + i, bytes, L);
  };
  for (std::size_t b = 0; b < sizeof...(B); ++b) put(b * L, x[b]);
  if (!(scale <= std::numeric_limits<float>::max())) std::memset(codes, 0, q8_block);
}
template <bool positive>
[[gnu::noinline]] void decode_q8(const Stored& from, std::size_t begin, std::size_t n, float* x) {
  using Q = Q8<positive>;
  for (; n > tile; begin += tile, x += tile, n -= tile) decode_q8<positive>(from, begin, tile, x);
  const auto* const codes = static_cast<const typename Q::code*>(from.data) + begin;
  float own[q8_blocks];
  of_scales(own, from.scales + begin / q8_block, n,
            [](vec<float> scale) { return Q::decoding(scale); });
  each_register<float>(
      n, [ =, &own ](std::size_t i, std::size_t k) __attribute__((always_inline)) {
        const auto code = widen_words(load_parts<typename Q::code>(codes + i, k));
        store(x + i, Q::decode(code, in_all_lanes(own[i / q8_block])), k);
      });
}

template <bool positive>
[[gnu::noinline]] void encode_dynamic8(const Stored& to, std::size_t begin, std::size_t n,
                                       const float* x) {
  constexpr std::size_t block = 256;
  constexpr const auto& map = detail::dynamic8_map<positive>;
  std::uint8_t* const codes = static_cast<std::uint8_t*>(to.data) + begin;
  for (std::size_t at = 0; at < n; at += block) {
    const std::size_t size = n - at < block ? n - at : block;
    const float scale = scale_of(largest_of(x + at, size), 1e-12F);
    to.scales[(begin + at) / block] = scale;
    if (!(scale <= std::numeric_limits<float>::max())) {
      std::memset(codes + at, positive ? 0 : 127, size);  // as q8: 0 times the scale is NaN
      continue;
    }
    float z[block];
    each_register<float>(size, [&](std::size_t i, std::size_t k) {
      store(z + i, load(x + at + i, k) / in_all_lanes(scale), k);
    });
    for (std::size_t i = 0; i < size; ++i) {
      if constexpr (positive) {
        const std::size_t rank = map.rank(z[i], false);
        codes[at + i] = static_cast<std::uint8_t>(rank + (rank == 0 && x[at + i] > 0));  // as q8
      } else {
        const bool minus = z[i] < 0;  // of -0, neither is
        const std::size_t rank = map.rank(minus ? -z[i] : z[i] + 0, minus);
        codes[at + i] =
            static_cast<std::uint8_t>(minus ? 127 - (rank < 127 ? rank : 127) : 127 + rank);
      }
    }
  }
}
template <bool positive>
[[gnu::noinline]] void decode_dynamic8(const Stored& from, std::size_t begin, std::size_t n,
                                       float* x) {
  constexpr std::size_t block = 256;
  constexpr const auto& value = detail::dynamic8_map<positive>.value;
  const std::uint8_t* const codes = static_cast<const std::uint8_t*>(from.data) + begin;
  for (std::size_t at = 0; at < n; at += block) {
    const std::size_t size = n - at < block ? n - at : block;
    for (std::size_t i = at; i < at + size; ++i) x[i] = value[codes[i]];
    each_register<float>(size, [&](std::size_t i, std::size_t k) {
      const float scale = from.scales[(begin + at) / block];
      store(x + at + i, load(x + at + i, k) * in_all_lanes(scale), k);
    });
  }
}

// ---- by how they are kept -----------------------------------------------------------------------

/// Decodes elements [begin, begin + n) to T; `begin` is where a block begins. Without `all`, only
/// floats and doubles are decoded.
template <class T, bool all>
void decode(const Stored& from, std::size_t begin, std::size_t n, T* x) {
  const void* const at = static_cast<const std::byte*>(from.data) + begin * size_of(from.type);
  if (from.type == Storage::f32) return decode_floats<T, float>(at, n, x);
  if (from.type == Storage::f64) return decode_floats<T, double>(at, n, x);
  if constexpr (all) {
    if (from.type == Storage::f16) return decode_floats<T, f16>(at, n, x);
    if (from.type == Storage::bf16) return decode_floats<T, bf16>(at, n, x);
    if constexpr (std::is_same_v<T, double>) {
      for (std::size_t i = 0; i < n; i += tile) {
        float wide[tile];
        const std::size_t size = n - i < tile ? n - i : tile;
        decode<float, all>(from, begin + i, size, wide);
        decode_floats<double, float>(wide, size, x + i);
      }
    } else {
      switch (from.type) {
        case Storage::f16_scaled:
        case Storage::f16_scaled_positive: return decode_scaled_f16(from, begin, n, x);
        case Storage::q8: return decode_q8<false>(from, begin, n, x);
        case Storage::q8_positive: return decode_q8<true>(from, begin, n, x);
        case Storage::dynamic8: return decode_dynamic8<false>(from, begin, n, x);
        case Storage::dynamic8_positive: return decode_dynamic8<true>(from, begin, n, x);
        default: break;
      }
    }
  }
}

/// Encodes the same. Doubles are rounded to float first if they are kept in less. If `noise` is
/// given, 16-bit floats are rounded by its bits for that array of the parameter; all others are
/// rounded to nearest.
template <class T, bool all>
void encode(const Stored& to, std::size_t begin, std::size_t n, const T* x,
            [[maybe_unused]] const Noise* noise = nullptr, [[maybe_unused]] unsigned array = 0) {
  void* const at = static_cast<std::byte*>(to.data) + begin * size_of(to.type);
  if (to.type == Storage::f32) return encode_floats<T, float>(at, n, x);
  if (to.type == Storage::f64) return encode_floats<T, double>(at, n, x);
  if constexpr (all) {
    if constexpr (std::is_same_v<T, double>) {
      for (std::size_t i = 0; i < n; i += tile) {
        float narrowed[tile];
        const std::size_t size = n - i < tile ? n - i : tile;
        encode_floats<double, float>(narrowed, size, x + i);
        encode<float, all>(to, begin + i, size, narrowed, noise, array);
      }
    } else {
      switch (to.type) {
        case Storage::f16:
          return noise ? encode_noisy<f16>(at, n, x, *noise, array)
                       : encode_floats<T, f16>(at, n, x);
        case Storage::bf16:
          return noise ? encode_noisy<bf16>(at, n, x, *noise, array)
                       : encode_floats<T, bf16>(at, n, x);
        case Storage::f16_scaled:
        case Storage::f16_scaled_positive:
          return noise ? encode_scaled_f16<true>(to, begin, n, x, noise, array)
                       : encode_scaled_f16<false>(to, begin, n, x, nullptr, array);
        case Storage::q8: return encode_q8<false>(to, begin, n, x);
        case Storage::q8_positive: return encode_q8<true>(to, begin, n, x);
        case Storage::dynamic8: return encode_dynamic8<false>(to, begin, n, x);
        case Storage::dynamic8_positive: return encode_dynamic8<true>(to, begin, n, x);
        default: break;
      }
    }
  }
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
