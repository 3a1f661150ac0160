// Converts registers of float and double to and from elements of other types, rounded to nearest
// with ties to even, or stochastically. It uses integer operations, for the same bits on every ISA:
// AVX512-BF16 takes subnormals for zero, and not every AVX2 has F16C. A NaN keeps its sign and what
// fits of its payload, and is quiet.
#ifndef GRADSTEP_ISA
#include "../tools.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

// ---- words and their low parts ------------------------------------------------------------------

template <class Part>
using parts = typename native<Part, vec<float>::lanes>::type;

// These use intrinsics, since g++ 12 converts vectors by quarters; the masks silence its false
// "uninitialized".
#if GRADSTEP_BYTES == 64
inline words<float> widen_words(parts<std::uint16_t> x) {
  return reinterpret_cast<words<float> >(
      _mm512_maskz_cvtepu16_epi32(0xffff, reinterpret_cast<__m256i>(x)));
}
inline vec<float>::bits widen_words(parts<std::int8_t> x) {
  return reinterpret_cast<vec<float>::bits>(
      _mm512_maskz_cvtepi8_epi32(0xffff, reinterpret_cast<__m128i>(x)));
}
inline vec<float>::bits widen_words(parts<std::uint8_t> x) {
  return reinterpret_cast<vec<float>::bits>(
      _mm512_maskz_cvtepu8_epi32(0xffff, reinterpret_cast<__m128i>(x)));
}
inline parts<std::uint16_t> low_halves(words<float> w) {
  return reinterpret_cast<parts<std::uint16_t> >(
      _mm512_maskz_cvtepi32_epi16(0xffff, reinterpret_cast<__m512i>(w)));
}
inline parts<std::uint8_t> low_bytes(words<float> w) {
  return reinterpret_cast<parts<std::uint8_t> >(
      _mm512_maskz_cvtepi32_epi8(0xffff, reinterpret_cast<__m512i>(w)));
}
#elif GRADSTEP_BYTES == 32
inline words<float> widen_words(parts<std::uint16_t> x) {
  return reinterpret_cast<words<float> >(_mm256_cvtepu16_epi32(reinterpret_cast<__m128i>(x)));
}
inline __m128i in_register(const void* eight_bytes) {
  return _mm_loadl_epi64(static_cast<const __m128i*>(eight_bytes));
}
inline vec<float>::bits widen_words(parts<std::int8_t> x) {
  return reinterpret_cast<vec<float>::bits>(_mm256_cvtepi8_epi32(in_register(&x)));
}
inline vec<float>::bits widen_words(parts<std::uint8_t> x) {
  return reinterpret_cast<vec<float>::bits>(_mm256_cvtepu8_epi32(in_register(&x)));
}
inline parts<std::uint16_t> low_halves(words<float> w) {
  const __m256i low = reinterpret_cast<__m256i>(w & 0xffff), packed = _mm256_packus_epi32(low, low);
  return reinterpret_cast<parts<std::uint16_t> >(
      _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0x08)));
}
inline parts<std::uint8_t> low_bytes(words<float> w) {
  const __m128i halves = reinterpret_cast<__m128i>(low_halves(w & 0xff)),
                bytes = _mm_packus_epi16(halves, halves);
  parts<std::uint8_t> out;
  __builtin_memcpy(&out, &bytes, sizeof out);
  return out;
}
#else
inline words<float> widen_words(parts<std::uint16_t> x) {
  return __builtin_convertvector(x, words<float>);
}
inline vec<float>::bits widen_words(parts<std::int8_t> x) {
  return __builtin_convertvector(x, vec<float>::bits);
}
inline vec<float>::bits widen_words(parts<std::uint8_t> x) {
  return __builtin_convertvector(x, vec<float>::bits);
}
inline parts<std::uint16_t> low_halves(words<float> w) {
  return __builtin_convertvector(w, parts<std::uint16_t>);
}
inline parts<std::uint8_t> low_bytes(words<float> w) {
  return __builtin_convertvector(w, parts<std::uint8_t>);
}
#endif

/// The first n of a register's worth of small elements, the others 0; and back.
template <class Part>
[[gnu::always_inline]] inline parts<Part> load_parts(const void* from, std::size_t n) {
  parts<Part> x{};
  if (n >= vec<float>::lanes)
    __builtin_memcpy(&x, from, sizeof x);
  else
    __builtin_memcpy(&x, from, n * sizeof(Part));
  return x;
}
template <class Part>
[[gnu::always_inline]] inline void store_parts(void* to, parts<Part> x, std::size_t n) {
  if (n >= vec<float>::lanes)
    __builtin_memcpy(to, &x, sizeof x);
  else
    __builtin_memcpy(to, &x, n * sizeof(Part));
}

// ---- 16-bit floats, in the low half of every word -----------------------------------------------

inline words<float> to_bf16(vec<float> x) {
  const words<float> w = to_words(x), quiet = w >> 16 | 0x40;
  return x.v != x.v ? quiet : (w + 0x7fff + (w >> 16 & 1)) >> 16;
}
inline vec<float> from_bf16(words<float> h) { return from_words<float>(h << 16); }

/// Rounded up with a probability that is the rest below the last place: `noise` has 16 random bits
/// in every word.
inline words<float> to_bf16(vec<float> x, words<float> noise) {
  const words<float> w = to_words(x), quiet = w >> 16 | 0x40;
  return x.v != x.v ? quiet : (w + noise) >> 16;
}

// What the two roundings to float16 share: `small` for sizes below the smallest normal one, 2^-14,
// and `normal` above.
inline words<float> as_f16(words<float> w, words<float> small, words<float> normal) {
  const words<float> sign = w >> 16 & 0x8000, size = w & 0x7fffffff;
  const words<float> finite = size < 0x38800000 ? small : normal;
  const words<float> infinite = words<float>{} + 0x7c00, nan = 0x7e00 | (size >> 13 & 0x1ff),
                     large = size > 0x7f800000 ? nan : infinite;
  return sign | (size < 0x47800000 ? finite : large);
}
inline words<float> to_f16(vec<float> x) {
  const words<float> w = to_words(x), size = w & 0x7fffffff;
  // Adding 1/2 rounds to a multiple of 2^-24: the result then stands in the low bits.
  const words<float> small = to_words(from_words<float>(size) + vec<float>(0.5)) - 0x3f000000;
  return as_f16(w, small, (size - 0x38000000 + 0xfff + (size >> 13 & 1)) >> 13);
}
inline words<float> to_f16(vec<float> x, words<float> noise) {
  const words<float> w = to_words(x), size = w & 0x7fffffff, bits = noise & 0x1fff;
  const vec<float> share = __builtin_convertvector(reinterpret_cast<vec<float>::bits>(bits),
                                                   typename vec<float>::raw),
                   units = from_words<float>(size) * 0x1p24 + share * 0x1p-13,
                   bounded = min(units, vec<float>(2048.0));  // of larger ones it is not used
  const auto small = __builtin_convertvector(bounded.v, vec<float>::bits);
  return as_f16(w, reinterpret_cast<words<float> >(small), (size - 0x38000000 + bits) >> 13);
}
inline vec<float> from_f16(words<float> h) {
#if GRADSTEP_BYTES == 64
  return _mm512_maskz_cvtph_ps(0xffff, reinterpret_cast<__m256i>(low_halves(h)));
#else
  const words<float> sign = (h & 0x8000) << 16, size = h & 0x7fff;
  const vec<float> small =
      vec<float>(__builtin_convertvector(reinterpret_cast<vec<float>::bits>(size),
                                         typename vec<float>::raw)) *
      0x1p-24;
  const words<float> normal = (size << 13) + 0x38000000, infinite = (size << 13) + 0x70000000,
                     quiet = infinite | 0x400000, large = size > 0x7c00 ? quiet : infinite;
  return from_words<float>(sign | (size < 0x400    ? to_words(small)
                                   : size < 0x7c00 ? normal
                                                   : large));
#endif
}

// ---- a register from and to memory --------------------------------------------------------------

/// The first n elements at `p` as a register of T, rounded to it; the other lanes 0.
template <class T>
vec<T> load_as(const T* p, std::size_t n) {
  return load(p, n);
}
template <class T>
  requires std::is_same_v<T, float>
vec<float> load_as(const bf16* p, std::size_t n) {
  return from_bf16(widen_words(load_parts<std::uint16_t>(p, n)));
}
template <class T>
  requires std::is_same_v<T, float>
vec<float> load_as(const f16* p, std::size_t n) {
  return from_f16(widen_words(load_parts<std::uint16_t>(p, n)));
}
template <class T>
  requires std::is_same_v<T, float>
vec<float> load_as(const double* p, std::size_t n) {
  constexpr std::size_t lanes = vec<double>::lanes;
  const vec<double> wide[2]{load(p, n), n > lanes ? load(p + lanes, n - lanes) : vec<double>(0.0)};
  vec<float> x;
  narrow(wide, x);
  return x;
}
template <class T>
  requires std::is_same_v<T, double>
vec<double> load_as(const float* p, std::size_t n) {
  constexpr std::size_t lanes = vec<double>::lanes;
  typename native<float, lanes>::type x{};
  __builtin_memcpy(&x, p, (n < lanes ? n : lanes) * sizeof(float));
  return __builtin_convertvector(x, typename vec<double>::raw);
}
template <class T, class Half>
  requires(std::is_same_v<T, double> && sizeof(Half) == 2)
vec<double> load_as(const Half* p, std::size_t n) {
  constexpr std::size_t lanes = vec<double>::lanes;
  float x[vec<float>::lanes];
  store(x, load_as<float>(p, n < lanes ? n : lanes), vec<float>::lanes);
  return load_as<double>(x, n);
}

/// The first n lanes of x, at `out`.
inline void store_as(bf16* out, vec<float> x, std::size_t n) {
  store_parts<std::uint16_t>(out, low_halves(to_bf16(x)), n);
}
inline void store_as(f16* out, vec<float> x, std::size_t n) {
  store_parts<std::uint16_t>(out, low_halves(to_f16(x)), n);
}
inline void store_as(float* out, vec<float> x, std::size_t n) { store(out, x, n); }
inline void store_as(double* out, vec<double> x, std::size_t n) { store(out, x, n); }
inline void store_as(float* out, vec<double> x, std::size_t n) {
  using half = typename native<float, vec<double>::lanes>::type;
  const half h = __builtin_convertvector(x.v, half);
  __builtin_memcpy(out, &h, (n < sizeof h / 4 ? n : sizeof h / 4) * 4);
}
inline void store_as(double* out, vec<float> x, std::size_t n) {
  constexpr std::size_t lanes = vec<double>::lanes;
  vec<double> wide[2];
  widen(x, wide);
  store(out, wide[0], n);
  if (n > lanes) store(out + lanes, wide[1], n - lanes);
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
