// vec<T>: one native register of T for the ISA that is being compiled. This file and convert.hpp
// know the intrinsics (schedule.hpp has two). Compiler vector extensions give + - * / and
// comparisons; each rounds as IEEE-754 says, so every ISA gives the same bits.
// Operators are members or free functions, never friends: g++ 12 drops the target region from
// friends defined in a class.
#ifndef GRADSTEP_ISA
#include "../numbers.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

// `sizeof(T) * N`, not `N * sizeof(T)`: g++ 12 mis-parses an argument that starts with an
// identifier in a template.
template <class T, std::size_t N>
struct native {
  typedef T type __attribute__((vector_size(sizeof(T) * N)));
};
template <class T>
struct bits_of;
template <>
struct bits_of<float> {
  using type = std::int32_t;
};
template <>
struct bits_of<double> {
  using type = std::int64_t;
};

template <class T>
struct vec {
  static constexpr std::size_t lanes = GRADSTEP_BYTES / sizeof(T);
  using raw = typename native<T, lanes>::type;
  using bits = typename native<typename bits_of<T>::type, lanes>::type;
  using mask = decltype(raw{} < raw{});
  using scalar = T;

  raw v;

  vec() = default;
  vec(raw r) : v(r) {}
  vec(double s) : v(static_cast<T>(s) - raw{}) {}  // rounds once to T; x - 0 keeps the sign of zero

  vec operator+(vec b) const { return v + b.v; }
  vec operator-(vec b) const { return v - b.v; }
  vec operator*(vec b) const { return v * b.v; }
  vec operator/(vec b) const { return v / b.v; }
  vec operator-() const { return -v; }
  vec& operator+=(vec b) { return *this = *this + b; }
  vec& operator-=(vec b) { return *this = *this - b; }
  vec& operator*=(vec b) { return *this = *this * b; }
  vec& operator/=(vec b) { return *this = *this / b; }
  mask operator<(vec b) const { return v < b.v; }
  mask operator<=(vec b) const { return v <= b.v; }
  mask operator>(vec b) const { return v > b.v; }
  mask operator>=(vec b) const { return v >= b.v; }
  mask operator==(vec b) const { return v == b.v; }
  mask operator!=(vec b) const { return v != b.v; }
};

// A rule writes (1 - beta1) * g with beta1 a double: the scalar is rounded to T once and broadcast,
// outside the loop.
template <class T>
vec<T> operator+(double a, vec<T> b) {
  return vec<T>(a) + b;
}
template <class T>
vec<T> operator-(double a, vec<T> b) {
  return vec<T>(a) - b;
}
template <class T>
vec<T> operator*(double a, vec<T> b) {
  return vec<T>(a) * b;
}
template <class T>
vec<T> operator/(double a, vec<T> b) {
  return vec<T>(a) / b;
}

// The same names for a register and for one number, so that a formula is written once for both.
template <class T>
vec<T> select(typename vec<T>::mask m, vec<T> yes, vec<T> no) {
  return m ? yes.v : no.v;
}
template <class T>
vec<T> select(typename vec<T>::mask m, double yes, vec<T> no) {
  return select(m, vec<T>(yes), no);
}
template <class T>
vec<T> select(typename vec<T>::mask m, vec<T> yes, double no) {
  return select(m, yes, vec<T>(no));
}
inline double select(bool m, double yes, double no) { return m ? yes : no; }

/// A NaN in a stays, and a NaN in b is dropped, as by std::max and std::min.
#if GRADSTEP_BYTES == 64
inline vec<float> max(vec<float> a, vec<float> b) { return _mm512_maskz_max_ps(0xffff, b.v, a.v); }
inline vec<float> min(vec<float> a, vec<float> b) { return _mm512_maskz_min_ps(0xffff, b.v, a.v); }
inline vec<double> max(vec<double> a, vec<double> b) { return _mm512_maskz_max_pd(0xff, b.v, a.v); }
inline vec<double> min(vec<double> a, vec<double> b) { return _mm512_maskz_min_pd(0xff, b.v, a.v); }
#elif GRADSTEP_BYTES == 32
inline vec<float> max(vec<float> a, vec<float> b) { return _mm256_max_ps(b.v, a.v); }
inline vec<float> min(vec<float> a, vec<float> b) { return _mm256_min_ps(b.v, a.v); }
inline vec<double> max(vec<double> a, vec<double> b) { return _mm256_max_pd(b.v, a.v); }
inline vec<double> min(vec<double> a, vec<double> b) { return _mm256_min_pd(b.v, a.v); }
#elif defined(__SSE2__)
inline vec<float> max(vec<float> a, vec<float> b) { return _mm_max_ps(b.v, a.v); }
inline vec<float> min(vec<float> a, vec<float> b) { return _mm_min_ps(b.v, a.v); }
inline vec<double> max(vec<double> a, vec<double> b) { return _mm_max_pd(b.v, a.v); }
inline vec<double> min(vec<double> a, vec<double> b) { return _mm_min_pd(b.v, a.v); }
#else
template <class T>
vec<T> max(vec<T> a, vec<T> b) {
  return b.v > a.v ? b.v : a.v;
}
template <class T>
vec<T> min(vec<T> a, vec<T> b) {
  return b.v < a.v ? b.v : a.v;
}
#endif
template <class T>
vec<T> max(vec<T> a, double b) {
  return max(a, vec<T>(b));
}
template <class T>
vec<T> min(vec<T> a, double b) {
  return min(a, vec<T>(b));
}
inline double max(double a, double b) { return b > a ? b : a; }
inline double min(double a, double b) { return b < a ? b : a; }

/// x, or the end of [low, high] that it is beyond. The ends are registers or numbers.
template <class V, class L, class H>
V clamp(V x, L low, H high) {
  return min(max(x, low), high);
}

template <class T>
typename vec<T>::bits to_bits(vec<T> a) {
  return reinterpret_cast<typename vec<T>::bits>(a.v);
}
template <class T>
vec<T> from_bits(typename vec<T>::bits b) {
  return reinterpret_cast<typename vec<T>::raw>(b);
}
/// The bits of a register, or of one number, as unsigned words, whose arithmetic wraps.
template <class T>
using words = typename native<std::make_unsigned_t<typename bits_of<T>::type>, vec<T>::lanes>::type;
template <class T>
words<T> to_words(vec<T> a) {
  return reinterpret_cast<words<T> >(a.v);
}
template <class T>
vec<T> from_words(words<T> w) {
  return reinterpret_cast<typename vec<T>::raw>(w);
}
inline std::uint64_t to_words(double a) {
  std::uint64_t w;
  __builtin_memcpy(&w, &a, sizeof w);
  return w;
}
template <class T>
  requires std::is_same_v<T, double>
double from_words(std::uint64_t w) {
  double a;
  __builtin_memcpy(&a, &w, sizeof a);
  return a;
}

template <class T>
typename vec<T>::bits abs_bits(
    vec<T> a) {  // the sign cleared: as integers these order like the magnitudes
  return to_bits(a) & std::numeric_limits<typename bits_of<T>::type>::max();
}
template <class T>
vec<T> abs(vec<T> a) {
  return from_bits<T>(abs_bits(a));
}
inline double abs(double a) { return a < 0 ? -a : a + 0; }

/// -1, 0 or 1, or NaN.
template <class T>
vec<T> sign(vec<T> a) {
  const vec<T> zero = 0.0;
  return select(a > zero, vec<T>(1.0), select(a < zero, vec<T>(-1.0), a - a));
}
inline double sign(double a) { return a > 0 ? 1 : a < 0 ? -1 : a - a; }

/// |a| below the smallest normal becomes 0 (a NaN stays): moments decay to zero instead of
/// lingering as slow subnormals.
#if GRADSTEP_BYTES == 16 && defined(__x86_64__)
inline vec<double> flush(vec<double> a) {  // SSE2 cannot compare integers of 64 bits
  const vec<double> smallest = std::numeric_limits<double>::min();
  return ((a.v < smallest.v) & (a.v > -smallest.v)) ? vec<double>(0.0).v : a.v;
}
#endif
template <class T>
vec<T> flush(vec<T> a) {
  // as integers: one comparison, not two
  const auto smallest = abs_bits(vec<T>(std::numeric_limits<T>::min()));
  return abs_bits(a) < smallest ? vec<T>(0.0).v : a.v;
}

#if GRADSTEP_BYTES == 64
// The masked form is the same instruction and silences a false "uninitialized" warning of g++ 12.
inline vec<float> sqrt(vec<float> a) { return _mm512_maskz_sqrt_ps(0xffff, a.v); }
inline vec<double> sqrt(vec<double> a) { return _mm512_maskz_sqrt_pd(0xff, a.v); }
#elif GRADSTEP_BYTES == 32
inline vec<float> sqrt(vec<float> a) { return _mm256_sqrt_ps(a.v); }
inline vec<double> sqrt(vec<double> a) { return _mm256_sqrt_pd(a.v); }
#elif defined(__SSE2__)
inline vec<float> sqrt(vec<float> a) { return _mm_sqrt_ps(a.v); }
inline vec<double> sqrt(vec<double> a) { return _mm_sqrt_pd(a.v); }
#elif defined(__aarch64__)
inline vec<float> sqrt(vec<float> a) { return vsqrtq_f32(a.v); }
inline vec<double> sqrt(vec<double> a) { return vsqrtq_f64(a.v); }
#else
template <class T>
vec<T> sqrt(vec<T> a) {
  for (std::size_t i = 0; i < vec<T>::lanes; ++i) a.v[i] = static_cast<T>(__builtin_sqrt(a.v[i]));
  return a;
}
#endif
inline double sqrt(double a) { return __builtin_sqrt(a); }

/// Whether a comparison of doubles holds in every lane.
inline bool all(vec<double>::mask m) {
#if GRADSTEP_BYTES == 64
  return _mm512_movepi64_mask(reinterpret_cast<__m512i>(m)) == 0xff;
#elif GRADSTEP_BYTES == 32
  return _mm256_movemask_pd(reinterpret_cast<__m256d>(m)) == 0xf;
#elif defined(__SSE2__)
  return _mm_movemask_pd(reinterpret_cast<__m128d>(m)) == 0x3;
#else
  bool every = true;
  for (std::size_t i = 0; i < vec<double>::lanes; ++i) every = every && m[i];
  return every;
#endif
}
inline bool all(bool m) { return m; }

// A register of T as registers of double, in order: one for double, two for float; and back,
// rounded once. These use intrinsics:
// g++ 12 converts vectors by quarters; and through memory, the load of a register that two stores
// have filled waits for both.
inline void widen(vec<double> x, vec<double> (&out)[1]) { out[0] = x; }
inline void narrow(const vec<double> (&in)[1], vec<double>& x) { x = in[0]; }
#if GRADSTEP_BYTES == 64
inline void widen(vec<float> x, vec<double> (&out)[2]) {
  const __m256 low = __builtin_shufflevector(x.v, x.v, 0, 1, 2, 3, 4, 5, 6, 7),
               high = __builtin_shufflevector(x.v, x.v, 8, 9, 10, 11, 12, 13, 14, 15);
  out[0] = _mm512_maskz_cvtps_pd(0xff, low);
  out[1] = _mm512_maskz_cvtps_pd(0xff, high);
}
inline void narrow(const vec<double> (&in)[2], vec<float>& x) {
  x = __builtin_shufflevector(_mm512_maskz_cvtpd_ps(0xff, in[0].v),
                              _mm512_maskz_cvtpd_ps(0xff, in[1].v), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
                              10, 11, 12, 13, 14, 15);
}
#elif GRADSTEP_BYTES == 32
inline void widen(vec<float> x, vec<double> (&out)[2]) {
  out[0] = _mm256_cvtps_pd(_mm256_castps256_ps128(x.v));
  out[1] = _mm256_cvtps_pd(_mm256_extractf128_ps(x.v, 1));
}
inline void narrow(const vec<double> (&in)[2], vec<float>& x) {
  x = _mm256_set_m128(_mm256_cvtpd_ps(in[1].v), _mm256_cvtpd_ps(in[0].v));
}
#elif defined(__SSE2__)
inline void widen(vec<float> x, vec<double> (&out)[2]) {
  out[0] = _mm_cvtps_pd(x.v);
  out[1] = _mm_cvtps_pd(_mm_movehl_ps(x.v, x.v));
}
inline void narrow(const vec<double> (&in)[2], vec<float>& x) {
  x = _mm_movelh_ps(_mm_cvtpd_ps(in[0].v), _mm_cvtpd_ps(in[1].v));
}
#else
inline void widen(vec<float> x, vec<double> (&out)[2]) {
  out[0] = __builtin_convertvector(__builtin_shufflevector(x.v, x.v, 0, 1), vec<double>::raw);
  out[1] = __builtin_convertvector(__builtin_shufflevector(x.v, x.v, 2, 3), vec<double>::raw);
}
inline void narrow(const vec<double> (&in)[2], vec<float>& x) {
  using half = typename native<float, 2>::type;
  x = __builtin_shufflevector(__builtin_convertvector(in[0].v, half),
                              __builtin_convertvector(in[1].v, half), 0, 1, 2, 3);
}
#endif
template <class T>  // NOLINTNEXTLINE(bugprone-sizeof-expression): double is divided by itself, too
inline constexpr std::size_t halves = sizeof(double) / sizeof(T);

// The ends of arrays: n elements, fewer than a register has. With memcpy each end would be a call,
// and the end of an array of 100 elements would take as long as the rest of it.
#if GRADSTEP_BYTES == 64
inline vec<float> load_part(const float* p, std::size_t n) {
  return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << n) - 1), p);
}
inline vec<double> load_part(const double* p, std::size_t n) {
  return _mm512_maskz_loadu_pd(static_cast<__mmask8>((1U << n) - 1), p);
}
inline void store_part(float* p, vec<float> x, std::size_t n) {
  _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1U << n) - 1), x.v);
}
inline void store_part(double* p, vec<double> x, std::size_t n) {
  _mm512_mask_storeu_pd(p, static_cast<__mmask8>((1U << n) - 1), x.v);
}
#elif GRADSTEP_BYTES == 32
/// Sign bits set in the first n lanes.
template <class T>
__m256i first_mask(std::size_t n) {
  if constexpr (sizeof(T) == 4)
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)),
                              _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  else
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(static_cast<std::int64_t>(n)),
                              _mm256_setr_epi64x(0, 1, 2, 3));
}
inline vec<float> load_part(const float* p, std::size_t n) {
  return _mm256_maskload_ps(p, first_mask<float>(n));
}
inline vec<double> load_part(const double* p, std::size_t n) {
  return _mm256_maskload_pd(p, first_mask<double>(n));
}
inline void store_part(float* p, vec<float> x, std::size_t n) {
  _mm256_maskstore_ps(p, first_mask<float>(n), x.v);
}
inline void store_part(double* p, vec<double> x, std::size_t n) {
  _mm256_maskstore_pd(p, first_mask<double>(n), x.v);
}
#else
/// 8 bytes, 4 or both: one to three floats, or one double.
template <class T, class To, class From>
void copy_part(To to, From from, std::size_t n) {
  std::size_t at = 0;
  if (n * sizeof(T) & 8) __builtin_memcpy(to, from, 8), at = 8;
  if (sizeof(T) == 4 && (n & 1)) __builtin_memcpy(to + at, from + at, 4);
}
template <class T>
vec<T> load_part(const T* p, std::size_t n) {
  typename vec<T>::raw r{};
  copy_part<T>(reinterpret_cast<char*>(&r), reinterpret_cast<const char*>(p), n);
  return r;
}
template <class T>
void store_part(T* p, vec<T> x, std::size_t n) {
  copy_part<T>(reinterpret_cast<char*>(p), reinterpret_cast<const char*>(&x.v), n);
}
#endif

/// The first `n` elements at `p`, the other lanes 0. Any alignment.
template <class T>
vec<T> load(const T* p, std::size_t n) {
  if (n < vec<T>::lanes) return load_part(p, n);
  typename vec<T>::raw r;
  __builtin_memcpy(&r, p, sizeof r);
  return r;
}
template <class T>
void store(T* p, vec<T> x, std::size_t n) {
  if (n < vec<T>::lanes) return store_part(p, x, n);
  __builtin_memcpy(p, &x.v, sizeof x.v);
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
