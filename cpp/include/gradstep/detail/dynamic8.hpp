// The dynamic 8-bit map of bitsandbytes and torchao, for exchanging state with them: Dettmers et
// al., 8-bit Optimizers via Block-wise Quantization, 2022. Decade i of 7 is [0.1, 1]·10^(i - 6) in
// 2^i intervals (2^(i+1) without a sign), whose middles are the values; 0 and 1 are values too, and
// -1 has no code. A rank is the place of a size among all sizes, from 0 on. It is the code of
// values without a sign; the code of signed values is 127 ± rank.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace gradstep::detail {

/// The sizes of the values by rank, from 0 on, as torch.linspace, a mean of neighbours and a
/// product come out in float32.
template <bool positive>
constexpr auto dynamic8_sizes() {
  std::array<float, positive ? 256 : 129> sizes{};
  constexpr float decade[]{1e-6F, 1e-5F, 1e-4F, 1e-3F, 1e-2F, 1e-1F, 1};
  std::size_t rank = 1;
  for (std::size_t i = 0; i < 7; ++i) {
    const std::size_t parts = std::size_t{positive ? 2 : 1} << i;
    const double step = (1 - 0.1F) / static_cast<float>(parts);
    const auto edge = [&](std::size_t k) {  // counted from the nearer end, rounded once
      return static_cast<float>(k < (parts + 1) / 2 ? 0.1F + static_cast<double>(k) * step
                                                    : 1 - static_cast<double>(parts - k) * step);
    };
    for (std::size_t k = 0; k < parts; ++k) sizes[rank++] = (edge(k) + edge(k + 1)) / 2 * decade[i];
  }
  sizes[rank] = 1;
  return sizes;
}

/// The map as it is used.
template <bool positive>
struct Dynamic8Map {
  static constexpr std::size_t ranks = positive ? 256 : 129;
  // A bin has the sizes in [2^-23, 2) with the same exponent and the same 7 bits after it: at most
  // one middle between neighbouring values lies in each bin.
  static constexpr std::uint32_t lowest = (127 - 23) << 7;
  static constexpr std::size_t bins = 24 << 7;

  std::array<float, 256> value{};  // by code
  std::array<double, ranks + 1>
      middle{};  // middle[m]: between m - 1 and m; exact; the last is out of reach
  std::array<std::uint8_t, bins> first{};  // the rank of the smallest size in a bin

  constexpr Dynamic8Map() {
    constexpr auto size = dynamic8_sizes<positive>();
    for (std::size_t code = 0; code < 256; ++code)
      value[code] = positive ? size[code] : code < 127 ? -size[127 - code] : size[code - 127];
    middle[0] = -1, middle[ranks] = 4;
    for (std::size_t m = 1; m < ranks; ++m) middle[m] = (double(size[m - 1]) + double(size[m])) / 2;
    std::size_t rank = 0;
    for (std::size_t bin = 0; bin < bins; ++bin) {
      const auto edge = std::bit_cast<float>((lowest + static_cast<std::uint32_t>(bin)) << 16);
      while (middle[rank + 1] <= double(edge)) ++rank;
      first[bin] = static_cast<std::uint8_t>(rank);
    }
  }
  /// The nearest value to z >= 0. If two are equally near, the larger one, as in torchao: `down` is
  /// for sizes of negative values.
  std::size_t rank(float z, bool down) const {
    const std::uint32_t at = std::bit_cast<std::uint32_t>(z) >> 16;
    const std::size_t bin = at < lowest ? 0 : at - lowest < bins ? at - lowest : bins - 1;
    std::size_t m = first[bin];
    m += double(z) >= middle[m + 1];
    return m - (down && double(z) == middle[m]);
  }
};
template <bool positive>
inline constexpr Dynamic8Map<positive> dynamic8_map{};

}  // namespace gradstep::detail
