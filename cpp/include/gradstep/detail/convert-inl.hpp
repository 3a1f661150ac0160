// Registers of float and double as elements of other types, rounded to nearest, ties to even. By integer operations, the same
// bits on every ISA: AVX512-BF16 takes subnormals for zero, and without F16C a conversion to float16 is one anyway. A NaN
// keeps its sign and what fits of its payload, and is quiet.

namespace gradstep::GRADSTEP_ISA {

/// The bfloat16 in the low half of every word.
inline words<float> to_bf16(vec<float> x) {
  const words<float> w = to_words(x), quiet = w >> 16 | 0x40;
  return x.v != x.v ? quiet : (w + 0x7fff + (w >> 16 & 1)) >> 16;
}

/// The float16 in the low half of every word.
inline words<float> to_f16(vec<float> x) {
  const words<float> w = to_words(x), sign = w >> 16 & 0x8000, size = w & 0x7fffffff;
  // Below 2^-14, the smallest normal one, adding 1/2 rounds to a multiple of 2^-24: the result then stands in the low bits.
  const words<float> small = to_words(from_words<float>(size) + vec<float>(0.5)) - 0x3f000000;
  const words<float> normal = (size - 0x38000000 + 0xfff + (size >> 13 & 1)) >> 13;
  const words<float> finite = size < 0x38800000 ? small : normal;
  const words<float> infinite = words<float>{} + 0x7c00, nan = 0x7e00 | (size >> 13 & 0x1ff),
                     large = size > 0x7f800000 ? nan : infinite;
  return sign | (size < 0x47800000 ? finite : large);
}

template <class T, class To>
[[gnu::always_inline]] inline void store_lanes(To* out, T x, std::size_t n) {
  static_assert(sizeof(T) >= sizeof(To));
  __builtin_memcpy(out, &x, n * sizeof(To));
}

/// The first n lanes of x, at `out`.
inline void store_as(bf16* out, vec<float> x, std::size_t n) {
  using half = typename native<std::uint16_t, vec<float>::lanes>::type;
  store_lanes(out, __builtin_convertvector(to_bf16(x), half), n);
}
inline void store_as(f16* out, vec<float> x, std::size_t n) {
  using half = typename native<std::uint16_t, vec<float>::lanes>::type;
  store_lanes(out, __builtin_convertvector(to_f16(x), half), n);
}
inline void store_as(float* out, vec<float> x, std::size_t n) { store(out, x, n); }
inline void store_as(double* out, vec<double> x, std::size_t n) { store(out, x, n); }
inline void store_as(float* out, vec<double> x, std::size_t n) {
  using half = typename native<float, vec<double>::lanes>::type;
  store_lanes(out, __builtin_convertvector(x.v, half), n);
}
inline void store_as(double* out, vec<float> x, std::size_t n) {
  constexpr std::size_t lanes = vec<double>::lanes;
  vec<double> wide[2];
  widen(x, wide);
  store(out, wide[0], n);
  if (n > lanes) store(out + lanes, wide[1], n - lanes);
}

template <class To, class T>
void convert_to(void* out, const T* x, std::size_t n) {
  constexpr std::size_t L = vec<T>::lanes;
  To* const to = static_cast<To*>(out);
  std::size_t i = 0;
  for (; i + L <= n; i += L) store_as(to + i, load(x + i, L), L);
  if (i < n) store_as(to + i, load(x + i, n - i), n - i);
}

/// Elements [begin, begin + n) of a copy of what x points to from `begin` on.
template <class T>
void copy_elements(const Copy& copy, std::size_t begin, const void* from, std::size_t n) {
  const T* const x = static_cast<const T*>(from);
  void* const out = static_cast<std::byte*>(copy.data) + begin * size_of(copy.type);
  switch (copy.type) {
    case Storage::f32: return convert_to<float>(out, x, n);
    case Storage::f64: return convert_to<double>(out, x, n);
    default: break;
  }
  // Not of doubles: they would be rounded twice, to float first.
  if constexpr (std::is_same_v<T, float>) {
    if (copy.type == Storage::f16) return convert_to<f16>(out, x, n);
    if (copy.type == Storage::bf16) return convert_to<bf16>(out, x, n);
  }
}

}  // namespace gradstep::GRADSTEP_ISA
