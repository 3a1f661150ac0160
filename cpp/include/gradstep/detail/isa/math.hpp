// exp, log, pow, cos, cospi and floor from + - * / and integer operations alone: the same bits on
// every ISA and compiler, and within 1 ulp of the exact value. Each is written once, for V = double
// and V = vec<double>; a lane never sees its neighbours. Polynomials are minimax fits (Remez
// exchange in mpmath at 240 bits, then rounded, each coefficient in its turn); split constants are
// the exact number rounded to few bits, then the rest. Range reductions after W. J. Cody and W.
// Waite, Software Manual for the Elementary Functions, 1980; arithmetic in two doubles after T. J.
// Dekker, A floating-point technique for extending the available precision, 1971.
#ifndef GRADSTEP_ISA
#include "../numbers.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {
namespace elementary {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
// A constant, not 0/0, which has another sign on x86 than on ARM.
inline constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double largest = std::numeric_limits<double>::max();
inline constexpr double smallest_normal = std::numeric_limits<double>::min();
inline constexpr std::uint64_t sign_bit = 0x8000000000000000;

/// x + to_integer is x rounded to an integer, which then stands in the low bits, in two's
/// complement. |x| <= 2^51.
inline constexpr double to_integer = 0x1.8p52;

/// A number as the unevaluated sum of two doubles, lo below half an ulp of hi.
template <class V>
struct Sum {
  V hi, lo;
};

/// a + b without error, if |a| >= |b| or a is a multiple of ulp(b) (Dekker).
template <class V>
Sum<V> exact_sum(V a, V b) {
  const V hi = a + b;
  return {hi, b - (hi - a)};
}

/// The upper 26 bits of the significand: the product of two heads is exact.
template <class V>
V head(V x) {
  return from_words<double>(to_words(x) & 0xfffffffff8000000);
}

/// The polynomial with these coefficients, the highest first: two Horner chains in z^2, which a CPU
/// runs side by side.
template <class V, class... C>
[[gnu::always_inline]] inline V poly(V z, std::type_identity_t<V> first,
                                     std::type_identity_t<V> second, C... rest) {
  const V zz = z * z;
  V a = first, b = second, next;
  ((next = a * zz + rest, a = b, b = next), ...);
  return a * z + b;
}

/// 2^k for the integer in the low bits of b, -1023 < k < 1024.
template <class B>
auto power_of_two(B b) {
  return from_words<double>((b + 1023) << 52);
}

/// For the few lanes that need another way: f(x) where ok is false, r elsewhere.
inline double unless(bool ok, double r, double x, double (*f)(double)) { return ok ? r : f(x); }
inline vec<double> unless(vec<double>::mask ok, vec<double> r, vec<double> x, double (*f)(double)) {
  for (std::size_t i = 0; i < vec<double>::lanes; ++i)
    if (!ok[i]) r.v[i] = f(x.v[i]);
  return r;
}

// --------------------------------------------------------------------------------------------- exp

/// e^(x + dx) = (hi + lo) 2^k, 0.7 < hi < 1.42; `shifted` is k + to_integer.
template <class V>
struct Exponential {
  V hi, lo, k, shifted;
};

template <class V>
[[gnu::always_inline]] inline Exponential<V> exponential(V x, V dx) {
  const V shifted = x * 1.4426950408889634 + to_integer, k = shifted - to_integer;
  // ln 2 in 42 + 53 bits: k ln 2 is exact in its first part, hence so is the difference.
  const V first = x - k * 0x1.62e42fefa38p-1;
  const Sum<V> r = exact_sum(first, dx - k * 5.497923018708371e-14);
  // 1 + r + r^2/2 exactly, in two parts, and the rest, which is below 2^-7, in one: hi + lo is good
  // to about 2^-60.
  const V rh = head(r.hi);
  const Sum<V> a = exact_sum(V(1.0), r.hi), b = exact_sum(a.hi, 0.5 * rh * rh);
  const V cube =
      r.hi * r.hi * r.hi *
      poly(r.hi, 2.0843659314059156e-09, 2.5104890487630237e-08, 2.755747368764611e-07,
           2.755725749474428e-06, 2.480158714220057e-05, 0.0001984126987106494,
           0.0013888888888938687, 0.008333333333328636, 0.041666666666666664, 0.16666666666666666);
  const V lo = b.lo + (a.lo + (cube + (0.5 * (r.hi - rh) * (r.hi + rh) + r.lo * a.hi)));
  return {b.hi, lo, k, shifted};
}

/// The same where 2^k alone is out of range: overflow to inf, and a subnormal result that is
/// rounded once.
template <class V>
[[gnu::noinline, gnu::cold]] V exp_extreme(V x, V dx) {
  const Exponential<V> e =
      exponential(min(max(x, V(-1000.0)), V(1000.0)), min(max(dx, V(-1.0)), V(1.0)));
  const V half = e.k * 0.5 + to_integer;  // 2^k in two factors
  const V f1 = power_of_two(to_words(half));
  const V f2 = power_of_two(to_words(e.shifted) - to_words(half));
  // The ulp of `unit`, times 2^k, is the smallest subnormal: adding it rounds hi + lo where the
  // result will end.
  const V unit = select(e.hi * f1 * f2 < V(smallest_normal),
                        from_words<double>((1 - to_words(e.shifted)) << 52), V(0.0));
  const Sum<V> s = exact_sum(unit, e.hi);
  const V y = ((s.hi + (s.lo + e.lo)) - unit) * f1 * f2;
  return select(x == x, y, V(quiet_nan));
}

/// The same where 2^k is no further than that: k is added to the exponent.
template <class V>
[[gnu::always_inline]] inline V exp_common(Exponential<V> e) {
  return from_words<double>(to_words(e.hi + e.lo) + (to_words(e.shifted) << 52));
}
inline constexpr double common_k = 1020;

template <class V>
V exp(V x) {
  const Exponential<V> e = exponential(x, V(0.0));
  const V y = exp_common(e);
  const auto common = abs(e.k) <= V(common_k);  // false for NaN
  if (all(common)) [[likely]]
    return y;
  return select(common, y, exp_extreme(x, V(0.0)));
}

/// e^x for results that are rounded to float: before that they are within a factor of 1 ± 2^-42,
/// for half the work. Beyond the ends of the clamp floats are 0 or inf.
inline vec<double> exp_of_float(vec<double> x) {
  const vec<double> in_range = clamp(x, -150.0, 130.0);
  const vec<double> shifted = in_range * 1.4426950408889634 + to_integer, k = shifted - to_integer;
  const vec<double> r = (in_range - k * 0x1.62e42fefa38p-1) - k * 5.497923018708371e-14;
  const vec<double> y = 1.0 + r * poly(r, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
                                       1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1.0);
  return select(x == x, from_words<double>(to_words(y) + (to_words(shifted) << 52)), x);
}

// --------------------------------------------------------------------------------------------- log

/// ln a for finite a > 0, with a relative error below 2^-67.
/// a = 2^k m, 2^-1/4 < m < 2^3/4;  m = F (1 + s) / (1 - s), F = 1 or 1.4140625, |s| < 0.087;
/// ln a = k ln 2 + ln F + 2/3 s (3 + s^2 + 3/5 s^4 + 3/7 s^6 + ...).
template <class V>
[[gnu::always_inline]] inline Sum<V> log_sum(V a) {
  const auto subnormal = a < V(smallest_normal);
  const auto bits = to_words(select(subnormal, a * 0x1p54, a));
  const auto above = bits - 0x3feae89f995ad3ad;  // the bits of 2^-1/4: its upper 12 bits are now k
  const V m = from_words<double>(bits - (above & 0xfff0000000000000));
  // k + 1024 becomes a double as the low bits of 2^52.
  const auto biased = (above + (std::uint64_t{1024} << 52)) >> 52;
  const V k = from_words<double>(biased | 0x4330000000000000) -
              select(subnormal, V(0x1p52 + 1024 + 54), V(0x1p52 + 1024));

  const auto upper = m > V(1.189207115002721);
  const V f = select(upper, V(1.4140625), V(1.0));
  const V f_log = select(upper, V(0x1.62c82f2b9cp-2), V(0.0));
  const V f_log_low = select(upper, V(1.077574303757264e-13), V(0.0));

  // s = (m - F) / (m + F) as a head and a rest: the head by rounding, the rest from the exact
  // remainder.
  const V num = m - f, den = m + f, inverse = 1.0 / den;
  const V den_h = head(den), den_l = m - (den_h - f);
  const V sh = head(num * inverse), sl = inverse * ((num - sh * den_h) - sh * den_l), s = sh + sl;

  // t = 3 + s^2 + 3/5 s^4 + ...
  const V z = s * s, sh2 = sh * sh;
  const V series = z * z *
                   poly(z, 0.2050751989734621, 0.2307116184936363, 0.272727602557948,
                        0.33333333234056184, 0.4285714285728907, 0.5999999999999992);
  const V above3 = series + sl * (sh + s);
  const V th = head((3.0 + sh2) + above3), tl = above3 - ((th - 3.0) - sh2);

  // p = s t;  q = 2/3 p, with 2/3 in 26 + 53 bits
  const V st = sh * th, st_low = sl * th + tl * s;
  const V ph = head(st + st_low), pl = st_low - (ph - st);
  const V qh = 0.6666666716337204 * ph, ql = -4.967053731282552e-09 * ph + 0.6666666666666666 * pl;

  // ln 2 and ln F are multiples of 2^-42 and a rest, so the first sum has no error.
  const Sum<V> sum = exact_sum(k * 0x1.62e42fefa38p-1 + f_log, qh);
  return exact_sum(sum.hi, sum.lo + (k * 5.497923018708371e-14 + f_log_low + ql));
}

template <class V>
V log(V x) {
  const V y = log_sum(abs(x)).hi;
  const auto common = (x > V(0.0)) & (x <= V(largest));
  if (all(common)) [[likely]]
    return y;
  return select(common, y, select(x == V(0.0), V(-infinity), select(x > V(0.0), x, V(quiet_nan))));
}

// ------------------------------------------------------------------------------------------- floor

template <class V>
V floor(V x) {
  const V a = abs(x), rounded = (a + 0x1p52) - 0x1p52;
  const V nearest = from_words<double>(to_words(rounded) | (to_words(x) & sign_bit));
  return select(a < V(0x1p52), nearest - select(nearest > x, V(1.0), V(0.0)), x);
}

// --------------------------------------------------------------------------------------------- pow

/// y l: what the product loses, up to 10 bits of exponent magnify, so it is a Sum too.
template <class V>
[[gnu::always_inline]] inline Sum<V> times(V y, Sum<V> l) {
  const V yh = head(y), lh = head(l.hi);
  return exact_sum(yh * lh, yh * ((l.hi - lh) + l.lo) + (y - yh) * l.hi);
}

/// All that C prescribes: zeros, infinities, NaN and negative bases (ISO C 2018, F.10.4.4),
/// overflow and underflow.
template <class V>
[[gnu::noinline, gnu::cold]] V pow_special(V x, Sum<V> l, V y) {
  const Sum<V> z = times(min(max(y, V(-0x1p64)), V(0x1p64)), l);  // far enough for every x but 1
  const V a = abs(x), whole = floor(y), even = floor(y * 0.5) * 2.0;
  const auto odd = (whole == y) & (even != y);
  const auto to_infinity = ((a == V(0.0)) & (y < V(0.0))) | ((a == V(infinity)) & (y > V(0.0)));
  V r = exp_extreme(z.hi, z.lo);
  r = select((a == V(0.0)) | (a == V(infinity)), select(to_infinity, V(infinity), V(0.0)), r);
  r = select(odd, from_words<double>(to_words(r) | (to_words(x) & sign_bit)), r);
  r = select((x < V(0.0)) & (x >= V(-largest)) & (whole != y), V(quiet_nan), r);
  r = select((x == x) & (y == y), r, V(quiet_nan));
  return select((y == V(0.0)) | (x == V(1.0)), V(1.0), r);
}

/// x^y = e^(y l), l = ln |x|.
template <class V>
[[gnu::always_inline]] inline V pow(V x, Sum<V> l, V y) {
  const Sum<V> z = times(y, l);
  const Exponential<V> e = exponential(z.hi, z.lo);
  const V r = exp_common(e);
  // false for NaN
  const auto common = (abs(e.k) <= V(common_k)) & (x > V(0.0)) & (x <= V(largest));
  if (all(common)) [[likely]]
    return r;
  return select(common, r, pow_special(x, l, y));
}

// -------------------------------------------------------------------------------------- cos, cospi

/// cos(q pi/2 + y + dy), |y| <= pi/4, q the low bits of `quadrant`.
template <class B, class V>
[[gnu::always_inline]] inline V cos_quadrant(B quadrant, V y, V dy) {
  // Even quadrants need the cosine, 1 - z/2 + z^2 (1/24 - ...), odd ones the sine, y + z y (-1/6 +
  // ...): one polynomial with chosen coefficients serves both.
  const auto odd = (quadrant & 1) != 0;
  const V z = y * y, half = 0.5 * z, w = 1.0 - half;
  const V series = poly(z, select(odd, V(1.5895433062120172e-10), V(-1.1358732743887792e-11)),
                        select(odd, V(-2.5050734386366616e-08), V(2.0875705114657976e-09)),
                        select(odd, V(2.755731353850285e-06), V(-2.755731421529825e-07)),
                        select(odd, V(-0.00019841269829358514), V(2.480158728899748e-05)),
                        select(odd, V(0.00833333333332184), V(-0.0013888888888873338)),
                        select(odd, V(-0.1666666666666663), V(0.041666666666666595)));
  const V low = select(odd, dy * w, ((1.0 - w) - half) - y * dy);
  const V r = select(odd, y, w) + (z * select(odd, y, z) * series + low);
  return from_words<double>(to_words(r) ^ (((quadrant + 1) & 2) << 62));
}

/// pi (h + l), h with 26 bits: pi in 26 + 53 bits.
template <class V>
Sum<V> times_pi(V h, V l) {
  return exact_sum(3.1415926814079285 * h, -2.7818135228334233e-08 * h + 3.141592653589793 * l);
}

/// 2/pi, 64 bits a word, after a word of zeros (its 1216 first bits; from mpmath).
inline constexpr std::uint64_t two_over_pi[20] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041,
    0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e,
    0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
    0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab};

/// cos(x) for x >= 2^20: the fraction of x 2/pi in 192-bit integers (M. Payne and R. Hanek, Radian
/// reduction for trigonometric functions, 1983). NaN for infinity and NaN.
inline double cos_huge(double x) {
  if (!(x <= largest)) return quiet_nan;
  __extension__ typedef unsigned __int128 wide;
  // x = m 2^e. The bits of 2/pi of weight 2^(2-e) and more make whole turns; the 192 after them
  // decide.
  const std::uint64_t m = (to_words(x) & 0xfffffffffffff) | 0x10000000000000;
  const int e = static_cast<int>(to_words(x) >> 52) - 1075;
  const int first = e + 62, word = first / 64, shift = first % 64;
  std::uint64_t d[3];  // the most significant first
  for (int i = 0; i < 3; ++i) {
    d[i] = two_over_pi[word + i] << shift;
    if (shift) d[i] |= two_over_pi[word + i + 1] >> (64 - shift);
  }
  // m d modulo 2^192: two bits of quadrant, 190 of fraction
  const wide p2 = wide(m) * d[2], p1 = wide(m) * d[1] + static_cast<std::uint64_t>(p2 >> 64);
  std::uint64_t low = static_cast<std::uint64_t>(p2), middle = static_cast<std::uint64_t>(p1);
  std::uint64_t high = m * d[0] + static_cast<std::uint64_t>(p1 >> 64);
  const std::uint64_t quadrant = (high + (std::uint64_t{1} << 61)) >> 62;
  high -= quadrant << 62;
  const bool negative = high >> 63;
  if (negative) {  // two's complement of all three words
    low = ~low + 1;
    middle = ~middle + (low == 0);
    high = ~high + (low == 0 && middle == 0);
  }
  // At most some 62 leading zeros: no double is closer to a multiple of pi/2.
  double scale = 1;
  while (!(high >> 63)) {
    high = high << 1 | middle >> 63;
    middle = middle << 1 | low >> 63;
    low <<= 1;
    scale *= 0.5;
  }
  // The 106 leading bits as two doubles, halved: the fraction counts quarter turns, and pi is half
  // a turn.
  const double w = static_cast<double>(high >> 11) * 0x1p-52 * scale, h = head(w);
  const double low_bits =
      static_cast<double>((high & 0x7ff) << 42 | middle >> 22) * 0x1p-105 * scale;
  const Sum<double> y = times_pi(h, (w - h) + low_bits);
  return negative ? cos_quadrant(quadrant, -y.hi, -y.lo) : cos_quadrant(quadrant, y.hi, y.lo);
}

template <class V>
V cos(V x) {
  const V a = abs(x);
  const V shifted = a * 0.6366197723675814 + to_integer, n = shifted - to_integer;
  // pi/2 in 33 + 33 + 33 + 53 bits: for |n| < 2^20 the first three products are exact, and no x
  // comes closer than 2^-62 or so.
  const V first = a - n * 0x1.921fb544p+0;
  const Sum<V> second = exact_sum(first, n * -0x1.0b4611a6p-34);
  const Sum<V> third = exact_sum(second.hi, n * -0x1.3198a2ep-69);
  const Sum<V> y = exact_sum(third.hi, (second.lo + third.lo) - n * 8.4784276603689e-32);
  const V r = cos_quadrant(to_words(shifted), y.hi, y.lo);
  const auto common = a <= V(0x1p20);
  if (all(common)) [[likely]]
    return r;
  return unless(common, r, a, cos_huge);
}

template <class V>
V cospi(V u) {
  V a = abs(u);
  const bool common = all(a <= V(0x1p50));
  if (!common) a = select(a <= V(0x1p50), a, a - 2.0 * floor(a * 0.5));
  const V shifted = 2.0 * a + to_integer, w = a - 0.5 * (shifted - to_integer);  // exact
  const V h = head(w);
  const Sum<V> y = times_pi(h, w - h);
  const V r = cos_quadrant(to_words(shifted), y.hi, y.lo) + 0.0;  // no -0
  if (common) [[likely]]
    return r;
  return select(abs(u) <= V(largest), r, V(quiet_nan));
}

// -------------------------------------------------------------------------------------------- cbrt

/// A third of the bits, as an integer, is a cube root within 3.2 % (the constant was fitted);
/// Halley's method cubes that error, t (t^3 + 2a)/(2t^3 + a), and a step of Newton's, whose
/// correction is small, ends near the last bit. V of T, which may be float.
template <class T, class V>
V cube_root(V x) {
  constexpr bool single = sizeof(T) == sizeof(float);
  // Far from 1 it is scaled: t^3 must not overflow or vanish.
  constexpr double far = single ? 0x1p60 : 0x1p500, shift = single ? 0x1p18 : 0x1p200;
  const V a = abs(x), cubed = shift * shift * shift;
  const auto low = a<V(1 / far), high = a> V(far);
  const V s = select(low, a * cubed, select(high, a / cubed, a));
  const auto bits = to_words(s);
  auto third = (bits >> 2) + (bits >> 4);  // 1/4 + 1/16, then times 1 + 1/16, 1 + 1/256, ...
  third += third >> 4;
  third += third >> 8;
  third += third >> 16;
  if constexpr (!single) third += third >> 32;
  V t = from_words<T>(third + (single ? 709953620 : 3071303624919198720));
  for (int i = 0; i < (single ? 1 : 2); ++i) {
    const V cube = t * t * t;
    t *= (cube + (s + s)) / (cube + cube + s);
  }
  t -= (t - s / (t * t)) * V(1.0 / 3);
  t = select(low, t / V(shift), select(high, t * V(shift), t));
  const auto ordinary = (a > V(0.0)) & (a <= V(double(std::numeric_limits<T>::max())));
  using Word = std::make_unsigned_t<typename bits_of<T>::type>;
  constexpr Word sign = Word{1} << (8 * sizeof(T) - 1);
  const V root = from_words<T>(to_words(select(ordinary, t, a)) | (to_words(x) & sign));
  return select(a == a, root, V(quiet_nan));
}

}  // namespace elementary

/// e^x. Overflows to inf above 709.78, underflows gradually; exp(-inf) = 0.
[[gnu::noinline]] inline double exp(double x) { return elementary::exp(x); }
inline vec<double> exp(vec<double> x) { return elementary::exp(x); }

/// The natural logarithm. log(0) = -inf; NaN for x < 0.
[[gnu::noinline]] inline double log(double x) { return elementary::log(x); }
inline vec<double> log(vec<double> x) { return elementary::log(x); }

/// x^y with the special cases of C's pow.
[[gnu::noinline]] inline double pow(double x, double y) {
  return elementary::pow(x, elementary::log_sum(abs(x)), y);
}
inline vec<double> pow(vec<double> x, vec<double> y) {
  return elementary::pow(x, elementary::log_sum(abs(x)), y);
}

/// The powers of one base, its logarithm taken once: PowersOf(x)(y) has the bits of pow(x, y) at
/// about half the time.
struct PowersOf {
  explicit PowersOf(double x) : base(x), logarithm(elementary::log_sum(abs(x))) {}
  double operator()(double y) const { return elementary::pow(base, logarithm, y); }
  vec<double> operator()(vec<double> y) const {
    return elementary::pow<vec<double> >(base, {logarithm.hi, logarithm.lo}, y);
  }

 private:
  double base;
  elementary::Sum<double> logarithm;
};

/// x^t for a whole number t. Beyond |t| = 2^53, t is rounded to a double.
inline double ipow(double x, std::int64_t t) { return pow(x, static_cast<double>(t)); }

/// What an eps of 0 counts as: no root of a float32 second moment notices it, and 0 / 0 is 0.
inline constexpr double least_eps = 0x1p-100;

/// cos(x), x in radians. NaN for infinite x.
inline double cos(double x) { return elementary::cos(x); }
inline vec<double> cos(vec<double> x) { return elementary::cos(x); }

/// cos(pi u), exact where it is 0, 1 or -1. NaN for infinite u.
inline double cospi(double u) { return elementary::cospi(u); }
inline vec<double> cospi(vec<double> u) { return elementary::cospi(u); }

/// (1 + cos(pi u)) / 2 for u in [0, 1], the way of a cosine schedule: 1 at 0, 1/2 at 1/2, 0 at 1,
/// all exactly, and within 4 ulp. sin^2(pi x/2) from the nearer end, x away, takes half of cospi's
/// time.
template <class V>
V half_cosine(V u) {
  const V x = min(u, 1 - u), z = x * x;
  const V series =
      elementary::poly(z, 5.642225369163528e-08, -3.5987029509735105e-06, 0.00016044116661409423,
                       -0.004681754134254207, 0.07969262624614423, -0.6459640975062462);
  const V sine = x * 1.5707963267948966 + x * (6.123233995736766e-17 + z * series);
  const V square = sine * sine;
  return select(u < 0.5, 1 - square, select(u > 0.5, square, 0.5));
}

/// The cube root, of either sign, within 1 ulp. 0 and infinities are their own.
inline double cbrt(double x) { return elementary::cube_root<double>(x); }
template <class T>
vec<T> cbrt(vec<T> x) {
  return elementary::cube_root<T>(x);
}

/// The largest integer not above x.
inline double floor(double x) { return elementary::floor(x); }
inline vec<double> floor(vec<double> x) { return elementary::floor(x); }

// -------------------------------------------------------------------------- registers of any type

/// f over the lanes in double, each result rounded once to T: for the few rules that need more than
/// a root.
template <class T, class F>
[[gnu::always_inline]] inline vec<T> through_double(vec<T> x, F f) {
  vec<double> wide[halves<T>];
  widen(x, wide);
  wide[0] = f(wide[0]);
  if constexpr (halves<T> == 2) wide[1] = f(wide[1]);  // in a loop they would go through memory
  narrow(wide, x);
  return x;
}
inline vec<float> exp(vec<float> x) { return through_double(x, elementary::exp_of_float); }
template <class T>
vec<T> pow(vec<T> x, double y) {
  return through_double(x, [y](vec<double> a) { return pow(a, vec<double>(y)); });
}

// ------------------------------------------------------------------------------------ whole arrays

namespace elementary {

struct Exp {
  template <class V>
  V operator()(V x, V) const {
    return GRADSTEP_ISA::exp(x);
  }
};
struct Log {
  template <class V>
  V operator()(V x, V) const {
    return GRADSTEP_ISA::log(x);
  }
};
struct Pow {
  template <class V>
  V operator()(V x, V y) const {
    return GRADSTEP_ISA::pow(x, y);
  }
};
struct Cos {
  template <class V>
  V operator()(V x, V) const {
    return GRADSTEP_ISA::cos(x);
  }
};
struct Cospi {
  template <class V>
  V operator()(V x, V) const {
    return GRADSTEP_ISA::cospi(x);
  }
};
struct HalfCosine {
  template <class V>
  V operator()(V x, V) const {
    return half_cosine(x);
  }
};
struct Cbrt {
  template <class V>
  V operator()(V x, V) const {
    return GRADSTEP_ISA::cbrt(x);
  }
};
struct Floor {
  template <class V>
  V operator()(V x, V) const {
    return GRADSTEP_ISA::floor(x);
  }
};

template <class F>
void over_array(const double* x, const double* y, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; i += vec<double>::lanes)
    store(out + i, F{}(load(x + i, n - i), load(y + i, n - i)), n - i);
}
template <class F>
double over_one(double x, double y) {
  return F{}(x, y);
}

/// A function by its name, over n doubles in registers and for one double. Only pow uses `y`, but
/// all read it: any array will do.
struct Named {
  const char* name;
  void (*array)(const double* x, const double* y, double* out, std::size_t n);
  double (*scalar)(double x, double y);
};
inline constexpr Named functions[] = {
    {"exp", over_array<Exp>, over_one<Exp>},
    {"log", over_array<Log>, over_one<Log>},
    {"pow", over_array<Pow>, over_one<Pow>},
    {"cos", over_array<Cos>, over_one<Cos>},
    {"cospi", over_array<Cospi>, over_one<Cospi>},
    {"cbrt", over_array<Cbrt>, over_one<Cbrt>},
    {"floor", over_array<Floor>, over_one<Floor>},
    {"half_cosine", over_array<HalfCosine>, over_one<HalfCosine>},
};

}  // namespace elementary

}  // namespace gradstep::GRADSTEP_ISA
#endif
