// Whole stretches of elements, from how they are kept to the type that is computed in and back.

namespace gradstep::GRADSTEP_ISA {

// ---- random bits of an element -------------------------------------------------------------------

/// The finalizer of splitmix64: Steele, Lea & Flood, Fast Splittable Pseudorandom Number Generators, 2014.
inline std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

/// 32 random bits for every element of one array in one tile at one step: a function of these alone, so of no thread, ISA or
/// moment of time. `stream` tells the arrays of a parameter apart.
class Noise {
 public:
  Noise(std::uint64_t parameter, std::int64_t t, std::size_t tile_index, unsigned stream) {
    const std::uint64_t step = mixed(mixed(parameter) + static_cast<std::uint64_t>(t)),
                        key = mixed(mixed(step + tile_index) + stream);
    low_ = static_cast<std::uint32_t>(key), high_ = static_cast<std::uint32_t>(key >> 32);
  }
  /// Of the elements from the i-th of the tile on. Ellis & Wellons's 32-bit hash ("lowbias32") of their index.
  words<float> from(std::size_t i) const {
    words<float> x = (iota() + static_cast<std::uint32_t>(i)) * 0x9E3779B9u + low_;
    x = (x ^ x >> 16) * 0x7feb352du;
    x = (x ^ x >> 15) * 0x846ca68bu;
    return (x ^ x >> 16) ^ high_;
  }

 private:
  static words<float> iota() {
    words<float> x{};
    for (int i = 0; i < vec<float>::lanes; ++i) x[i] = static_cast<std::uint32_t>(i);
    return x;
  }
  std::uint32_t low_, high_;
};

// ---- floats --------------------------------------------------------------------------------------

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
[[gnu::noinline]] void encode_noisy(void* kept, std::size_t n, const float* x, Noise noise) {
  To* const to = static_cast<To*>(kept);
  each_register<float>(
      n, [=](std::size_t i, std::size_t k) __attribute__((always_inline)) {
        words<float> h;
        if constexpr (std::is_same_v<To, bf16>)
          h = to_bf16(load(x + i, k), noise.from(i));
        else
          h = to_f16(load(x + i, k), noise.from(i));
        store_parts<std::uint16_t>(to + i, low_halves(h), k);
      });
}

// ---- blocks of 8-bit codes -----------------------------------------------------------------------

/// The scale of a block: its largest |x|, at least `least`; an infinity or a NaN if one is in it.
inline float largest_in(const float* x, std::size_t n, float least) {
  using V = vec<float>;
  constexpr std::size_t L = V::lanes;
  V::bits most = to_bits(V(least));
  for (std::size_t i = 0; i < n; i += L) {
    const V::bits bits = abs_bits(load(x + i, n - i));
    most = bits > most ? bits : most;
  }
  std::int32_t lanes[L];
  __builtin_memcpy(lanes, &most, sizeof lanes);
  for (std::size_t half = L / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      lanes[i] = lanes[i + half] > lanes[i] ? lanes[i + half] : lanes[i];
  float largest;
  __builtin_memcpy(&largest, lanes, sizeof largest);
  return largest;
}

/// x rounded to an integer within [low, high], of magnitude at most 2^22; a NaN becomes `low`.
inline vec<float>::bits to_integer(vec<float> x, double low, double high) {
  const vec<float> inside = min(max(vec<float>(low), x), vec<float>(high)), magic = 12582912.0;
  return to_bits(inside + magic) - to_bits(magic);
}
inline vec<float> to_float(vec<float>::bits i) {
  return __builtin_convertvector(i, typename vec<float>::raw);
}

// Codes of small values are closest: y = 2z / (1 + |z|) of a signed z = x / scale, the root of one that is never negative. The
// scheme of FlashOptim (Databricks, 2026) with float32 scales, one for 64.
struct SignedQ8 {
  using code = std::int8_t;
  static constexpr std::size_t block = 64;
  static constexpr float least = std::numeric_limits<float>::min();
  static auto encoding(float scale) {
    return [half = vec<float>(0.5) * vec<float>(double(scale))](vec<float> x) {
      return to_integer(127 * (x / (half + 0.5 * abs(x))), -127, 127);
    };
  }
  static auto decoding(float scale) {
    return [s = vec<float>(double(scale))](vec<float>::bits code) {
      const vec<float> q = to_float(code);
      return s * (q / (254 - abs(q)));
    };
  }
};
struct PositiveQ8 {
  using code = std::uint8_t;
  static constexpr std::size_t block = 64;
  static constexpr float least = std::numeric_limits<float>::min();
  static auto encoding(float scale) {
    return [inverse = vec<float>(255.0) / sqrt(vec<float>(double(scale)))](vec<float> x) {
      const auto k = to_integer(sqrt(x) * inverse, 0, 255);
      // A second moment that reads back as 0 where the first does not would make a step of m / eps.
      return ((x > vec<float>(0.0)) & (k < 1)) ? k + 1 : k;
    };
  }
  static auto decoding(float scale) {
    return [unit = vec<float>(double(scale)) / vec<float>(65025.0)](vec<float>::bits code) {
      const vec<float> k = to_float(code);
      return k * k * unit;
    };
  }
};

template <class Q>
[[gnu::noinline]] void encode_blocks(const Stored& to, std::size_t begin, std::size_t n,
                                     const float* x) {
  typename Q::code* const codes = static_cast<typename Q::code*>(to.data) + begin;
  for (std::size_t at = 0; at < n; at += Q::block) {
    const std::size_t size = n - at < Q::block ? n - at : Q::block;
    const float scale = largest_in(x + at, size, Q::least);
    to.scales[(begin + at) / Q::block] = scale;
    const auto encode = Q::encoding(scale);
    each_register<float>(
        size, [&](std::size_t i, std::size_t k) __attribute__((always_inline)) {
          const auto code = encode(load(x + at + i, k));
          store_parts<std::uint8_t>(codes + at + i, low_bytes(reinterpret_cast<words<float>>(code)),
                                    k);
        });
  }
}
template <class Q>
[[gnu::noinline]] void decode_blocks(const Stored& from, std::size_t begin, std::size_t n,
                                     float* x) {
  using code = typename Q::code;
  const code* const codes = static_cast<const code*>(from.data) + begin;
  for (std::size_t at = 0; at < n; at += Q::block) {
    const std::size_t size = n - at < Q::block ? n - at : Q::block;
    const auto decode = Q::decoding(from.scales[(begin + at) / Q::block]);
    each_register<float>(
        size, [&](std::size_t i, std::size_t k) __attribute__((always_inline)) {
          store(x + at + i, decode(widen_words(load_parts<code>(codes + at + i, k))), k);
        });
  }
}

template <bool positive>
[[gnu::noinline]] void encode_dynamic8(const Stored& to, std::size_t begin, std::size_t n,
                                       const float* x) {
  constexpr std::size_t block = 256;
  constexpr const auto& map = detail::dynamic8_map<positive>;
  std::uint8_t* const codes = static_cast<std::uint8_t*>(to.data) + begin;
  for (std::size_t at = 0; at < n; at += block) {
    const std::size_t size = n - at < block ? n - at : block;
    const float scale = largest_in(x + at, size, 1e-12F);
    to.scales[(begin + at) / block] = scale;
    float z[block];
    each_register<float>(size, [&](std::size_t i, std::size_t k) {
      store(z + i, load(x + at + i, k) / vec<float>(double(scale)), k);
    });
    for (std::size_t i = 0; i < size; ++i) {
      if constexpr (positive) {
        const std::size_t rank = map.rank(z[i], false);
        codes[at + i] = static_cast<std::uint8_t>(rank + (rank == 0 && x[at + i] > 0));  // as q8
      } else {
        const bool minus = z[i] < 0;
        const std::size_t rank = map.rank(minus ? -z[i] : z[i], minus);
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
      store(x + at + i, load(x + at + i, k) * vec<float>(double(scale)), k);
    });
  }
}

// ---- by how they are kept ------------------------------------------------------------------------

/// Elements [begin, begin + n) as T; `begin` is where a block begins.
template <class T>
void decode(const Stored& from, std::size_t begin, std::size_t n, T* x) {
  const void* const at = static_cast<const std::byte*>(from.data) + begin * size_of(from.type);
  switch (from.type) {
    case Storage::f32: return decode_floats<T, float>(at, n, x);
    case Storage::f64: return decode_floats<T, double>(at, n, x);
    case Storage::f16: return decode_floats<T, f16>(at, n, x);
    case Storage::bf16: return decode_floats<T, bf16>(at, n, x);
    default: break;
  }
  if constexpr (std::is_same_v<T, double>) {
    for (std::size_t i = 0; i < n; i += tile) {
      float wide[tile];
      const std::size_t size = n - i < tile ? n - i : tile;
      decode(from, begin + i, size, wide);
      decode_floats<double, float>(wide, size, x + i);
    }
  } else {
    switch (from.type) {
      case Storage::q8: return decode_blocks<SignedQ8>(from, begin, n, x);
      case Storage::q8_positive: return decode_blocks<PositiveQ8>(from, begin, n, x);
      case Storage::dynamic8: return decode_dynamic8<false>(from, begin, n, x);
      case Storage::dynamic8_positive: return decode_dynamic8<true>(from, begin, n, x);
      default: break;
    }
  }
}

/// The same back. Doubles are rounded to float first if they are kept in less; 16-bit floats are rounded by `noise` if it is
/// given, all others to nearest.
template <class T>
void encode(const Stored& to, std::size_t begin, std::size_t n, const T* x,
            const Noise* noise = nullptr) {
  void* const at = static_cast<std::byte*>(to.data) + begin * size_of(to.type);
  if (to.type == Storage::f32) return encode_floats<T, float>(at, n, x);
  if (to.type == Storage::f64) return encode_floats<T, double>(at, n, x);
  if constexpr (std::is_same_v<T, double>) {
    for (std::size_t i = 0; i < n; i += tile) {
      float narrowed[tile];
      const std::size_t size = n - i < tile ? n - i : tile;
      encode_floats<double, float>(narrowed, size, x + i);
      encode(to, begin + i, size, narrowed, noise);
    }
  } else {
    switch (to.type) {
      case Storage::f16:
        return noise ? encode_noisy<f16>(at, n, x, *noise) : encode_floats<T, f16>(at, n, x);
      case Storage::bf16:
        return noise ? encode_noisy<bf16>(at, n, x, *noise) : encode_floats<T, bf16>(at, n, x);
      case Storage::q8: return encode_blocks<SignedQ8>(to, begin, n, x);
      case Storage::q8_positive: return encode_blocks<PositiveQ8>(to, begin, n, x);
      case Storage::dynamic8: return encode_dynamic8<false>(to, begin, n, x);
      case Storage::dynamic8_positive: return encode_dynamic8<true>(to, begin, n, x);
      default: break;
    }
  }
}

template <class T>
void decode_any(const Stored& from, std::size_t begin, std::size_t n, void* x) {
  decode(from, begin, n, static_cast<T*>(x));
}
template <class T>
void encode_any(const Stored& to, std::size_t begin, std::size_t n, const void* x) {
  encode(to, begin, n, static_cast<const T*>(x));
}

}  // namespace gradstep::GRADSTEP_ISA
