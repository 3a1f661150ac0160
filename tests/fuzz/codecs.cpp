// Elements in 16 and 8 bits. Whatever the numbers, their count and where they stand in their array,
// every ISA writes and reads the bytes of the scalar code below, which is written from the
// specification (tests/python/oracles/lowbit.py), and touches nothing beside them.
#include <algorithm>
#include <array>

#include <gradstep/detail/dynamic8.hpp>
#include <gradstep/gradstep.hpp>

#include "fuzz.hpp"

#include <gradstep/detail/exact_begin.hpp>  // the scalar code has products and sums, too

namespace {

using fuzz::Input, fuzz::must, fuzz::Random;
using gradstep::Storage;
using Bytes = std::vector<std::byte>;

std::uint32_t bits(float x) { return std::bit_cast<std::uint32_t>(x); }
float number(std::uint32_t bits) { return std::bit_cast<float>(bits); }

// ---- the scalar code ----------------------------------------------------------------------------

/// The floats of 16 bits with so many of them for the exponent.
struct Half {
  int exponent_bits;
  int fraction_bits() const { return 15 - exponent_bits; }
  int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  std::uint32_t infinity() const { return ((1u << exponent_bits) - 1) << fraction_bits(); }

  float decode(std::uint16_t half) const {
    const std::uint32_t sign = (half & 0x8000u) << 16, size = half & 0x7fffu;
    if (size > infinity())  // a NaN is quiet, and keeps its payload
      return number(sign | 0x7fc00000 | (size - infinity()) << (23 - fraction_bits()));
    if (size == infinity()) return number(sign | 0x7f800000);
    const int exponent = static_cast<int>(size >> fraction_bits());
    const auto fraction = static_cast<double>(size & ((1u << fraction_bits()) - 1));
    const double whole = exponent > 0 ? fraction + std::ldexp(1, fraction_bits()) : fraction;
    const int power = (exponent > 0 ? exponent : 1) - bias() - fraction_bits();
    return static_cast<float>(std::ldexp(sign ? -whole : whole, power));
  }
  /// To the nearest, ties to even.
  std::uint16_t encode(float x) const {
    const std::uint32_t sign = bits(x) >> 16 & 0x8000, size = bits(x) & 0x7fffffff;
    std::uint32_t half;
    if (size > 0x7f800000) {
      const std::uint32_t quiet = 1u << (fraction_bits() - 1);
      half = infinity() | quiet | (size >> (23 - fraction_bits()) & (quiet - 1));
    } else if (size == 0x7f800000) {
      half = infinity();
    } else {
      const double wide = number(size);
      int exponent = 0;
      std::frexp(wide, &exponent);  // wide = f * 2^exponent, f from 1/2 on
      const int least = 2 - bias();
      if (exponent < least || wide == 0) exponent = least;
      const int unit = exponent - 1 - fraction_bits();
      const double units = std::nearbyint(std::ldexp(wide, -unit));
      // the units of the smallest normal number stand one above the field of the exponent
      half = static_cast<std::uint32_t>(units) +
             (static_cast<std::uint32_t>(exponent - least) << fraction_bits());
      if (half > infinity()) half = infinity();
    }
    return static_cast<std::uint16_t>(sign | half);
  }
};

/// The power of two that takes the largest finite number of a block to [2^14, 2^15).
float f16_scale_of(const float* x, std::size_t n) {
  float largest = 0;
  for (std::size_t i = 0; i < n; ++i)
    if (std::isfinite(x[i])) largest = std::max(largest, std::fabs(x[i]));
  const int exponent = largest > 0 ? std::ilogb(largest) - 14 : -100;
  return std::ldexp(1.0F, std::max(exponent, -100));
}
bool is_scaled_f16(Storage type) {
  return type == Storage::f16_scaled || type == Storage::f16_scaled_positive;
}

/// The scale of a block, of which the codes do not matter if it is not finite.
float scale_of(const float* x, std::size_t n, float least) {
  std::uint32_t largest = bits(least);
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, bits(x[i]) & 0x7fffffff);
  return number(largest);
}
bool finite(float x) { return (bits(x) & 0x7f800000) != 0x7f800000; }

std::uint8_t q8_code(float x, float scale, bool positive) {
  if (positive) {
    const float k = std::nearbyint(std::sqrt(x) * (255 / std::sqrt(scale)));
    return static_cast<std::uint8_t>(x > 0 && k < 1 ? 1 : static_cast<int>(k));
  }
  const float half = 0.5F * scale;
  const float below = half + 0.5F * std::fabs(x);
  return static_cast<std::uint8_t>(static_cast<int>(std::nearbyint(127 * (x / below))));
}
float q8_value(std::uint8_t code, float scale, bool positive) {
  if (positive) return static_cast<float>(code) * static_cast<float>(code) * (scale / 65025);
  const auto q = static_cast<float>(static_cast<std::int8_t>(code));
  return scale * (q / (254 - std::fabs(q)));
}

const std::array<float, 256>& dynamic8_values(bool positive) {
  return positive ? gradstep::detail::dynamic8_map<true>.value
                  : gradstep::detail::dynamic8_map<false>.value;
}
/// The nearest value, the upper one of two: its place among them all.
std::uint8_t dynamic8_code(float x, float scale, bool positive) {
  const auto& values = dynamic8_values(positive);
  const double z = x / scale;
  std::size_t code = 0;
  while (code < 255 && z >= (static_cast<double>(values[code]) + values[code + 1]) / 2) ++code;
  return static_cast<std::uint8_t>(positive && x > 0 && code == 0 ? 1 : code);
}

void encode_scalar(const gradstep::Stored& to, std::size_t begin, std::size_t n, const float* x) {
  if (gradstep::is_half(to.type)) {
    const Half half{to.type == Storage::bf16 ? 8 : 5};
    auto* const out = static_cast<std::uint16_t*>(to.data) + begin;
    for (std::size_t i = 0; i < n; ++i) out[i] = half.encode(x[i]);
    return;
  }
  const std::size_t block = gradstep::block_of(to.type);
  if (is_scaled_f16(to.type)) {
    auto* const out = static_cast<std::uint16_t*>(to.data) + begin;
    for (std::size_t i = 0; i < n; ++i) {
      float& scale = to.scales[(begin + i) / block];
      if (i % block == 0) scale = f16_scale_of(x + i, std::min(block, n - i));
      out[i] = Half{5}.encode(x[i] * (1 / scale));
      if (to.type == Storage::f16_scaled_positive && x[i] > 0 && out[i] == 0) out[i] = 1;
    }
    return;
  }
  const bool positive = to.type == Storage::q8_positive || to.type == Storage::dynamic8_positive,
             q8 = block == 64;
  auto* const codes = static_cast<std::uint8_t*>(to.data) + begin;
  for (std::size_t at = 0; at < n; at += block) {
    const std::size_t size = std::min(block, n - at);
    const float scale = scale_of(x + at, size, q8 ? std::numeric_limits<float>::min() : 1e-12F);
    to.scales[(begin + at) / block] = scale;
    for (std::size_t i = at; i < at + size; ++i)
      codes[i] = !finite(scale) ? (q8 || positive ? 0 : 127)
                 : q8           ? q8_code(x[i], scale, positive)
                                : dynamic8_code(x[i], scale, positive);
  }
}
void decode_scalar(const gradstep::Stored& from, std::size_t begin, std::size_t n, float* x) {
  const std::size_t block = gradstep::block_of(from.type);
  const bool positive =
      from.type == Storage::q8_positive || from.type == Storage::dynamic8_positive;
  for (std::size_t i = 0; i < n; ++i) {
    if (block == 0) {
      const Half half{from.type == Storage::bf16 ? 8 : 5};
      x[i] = half.decode(static_cast<const std::uint16_t*>(from.data)[begin + i]);
      continue;
    }
    if (is_scaled_f16(from.type)) {
      const std::uint16_t code = static_cast<const std::uint16_t*>(from.data)[begin + i];
      x[i] = Half{5}.decode(code) * from.scales[(begin + i) / block];
      continue;
    }
    const std::uint8_t code = static_cast<const std::uint8_t*>(from.data)[begin + i];
    const float scale = from.scales[(begin + i) / block];
    x[i] = block == 64 ? q8_value(code, scale, positive) : dynamic8_values(positive)[code] * scale;
  }
}

// ---- what is compared ---------------------------------------------------------------------------

/// Floats of any kind; codes without a sign only take numbers that have none.
std::vector<float> numbers(Input& in, std::size_t n, bool positive) {
  const std::size_t kind = in.below(6);
  Random random(in.read<std::uint64_t>());
  std::vector<float> x(n);
  for (float& one : x) {
    const std::uint64_t w = random.bits();
    const auto low = static_cast<std::uint32_t>(w), high = static_cast<std::uint32_t>(w >> 32);
    switch (kind) {
      case 0: one = number(low); break;                                      // any bits at all
      case 1: one = number((low & 0x807fffff) | 0x3f000000); break;          // sizes of about 1
      case 2: one = number(low & 0x80ffffff); break;                         // subnormal
      case 3: one = number((low & 0x87ffe000) | (high >> 28 << 27)); break;  // ties of float16
      case 4: one = number((low & 0xffff8000) | (high >> 31 << 15)); break;  // ties of bfloat16
      default: one = std::ldexp(static_cast<float>(low % 255), -8); break;   // ties of codes
    }
    if (positive) one = number(bits(one) & 0x7fffffff);
  }
  for (std::size_t k = in.below(4); k > 0 && n > 0; --k) {
    constexpr float ends[]{0, -0.0F, 1, 65504, 65520, 3.4028235e38F, 1e-45F, 1e30F, 1e-12F};
    x[in.below(n)] = in.rarely(3) ? number(in.read<std::uint32_t>() & (positive ? 0x7fffffff : ~0u))
                                  : std::fabs(in.one_of(ends));
  }
  return x;
}

/// Equal, but that all NaNs of one sign count as one: what is left of a payload is no promise.
bool same(const std::vector<float>& a, const std::vector<float>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (bits(a[i]) != bits(b[i]) && !(std::isnan(a[i]) && std::isnan(b[i]))) return false;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  constexpr Storage types[]{Storage::f16,        Storage::bf16,
                            Storage::q8,         Storage::q8_positive,
                            Storage::dynamic8,   Storage::dynamic8_positive,
                            Storage::f16_scaled, Storage::f16_scaled_positive};
  const Storage type = in.one_of(types);
  const bool positive = type == Storage::q8_positive || type == Storage::dynamic8_positive ||
                        type == Storage::f16_scaled_positive;
  const std::size_t unit = std::max<std::size_t>(gradstep::block_of(type), 1),
                    begin = unit * in.below(unit == 1 ? 40 : 3),
                    n = in.below(in.rarely(8) ? 3000 : 200), whole = begin + n,
                    bytes = gradstep::bytes_of(type, whole);
  const std::vector<float> x = numbers(in, n, positive);

  // Memory that ends where the elements do, so that AddressSanitizer sees what goes beyond them.
  const auto memory = [&] { return Bytes(bytes, std::byte{0xa5}); };
  Bytes expected = memory();
  encode_scalar(gradstep::stored(expected.data(), type, whole), begin, n, x.data());
  std::vector<float> back(n);
  decode_scalar(gradstep::stored(expected.data(), type, whole), begin, n, back.data());

  for (const gradstep::Isa isa : fuzz::isas()) {
    const auto& convert = gradstep::conversions_of(isa, gradstep::Dtype::f32);
    Bytes kept = memory();
    const gradstep::Stored to = gradstep::stored(kept.data(), type, whole);
    convert.encode(to, begin, n, x.data());
    must(kept == expected, "what is encoded has the bytes of the scalar code");
    std::vector<float> decoded(n);
    convert.decode(to, begin, n, decoded.data());
    must(same(decoded, back), "what is decoded has the bits of the scalar code");

    // From doubles, which are rounded to floats first, and back.
    const auto& wide = gradstep::conversions_of(isa, gradstep::Dtype::f64);
    const std::vector<double> doubles(x.begin(), x.end());
    Bytes again = memory();
    wide.encode(gradstep::stored(again.data(), type, whole), begin, n, doubles.data());
    std::vector<double> widened(n);
    wide.decode(to, begin, n, widened.data());
    const std::vector<float> narrow(widened.begin(), widened.end());
    must(same(narrow, back), "doubles are decoded as floats are");
    bool quiet = true;
    for (const float one : x) quiet = quiet && !std::isnan(one);
    if (quiet) must(again == expected, "doubles are encoded as the floats that they are");
  }
  return 0;
}

#include <gradstep/detail/exact_end.hpp>
