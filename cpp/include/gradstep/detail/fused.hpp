// Rules that are `hot` have kernels of their own for bfloat16 and q8. The library has these; a
// header-only program asks for those of one rule, use_fused<AdamW>(), and without them steps by
// tiles, with the same bits.
#pragma once
#include "conversions.hpp"
#include "rule_type.hpp"
#include "tools.hpp"

#if GRADSTEP_ALL_ISAS
#define GRADSTEP_REGION "fused.hpp"
#include "isa/foreach.hpp"

namespace gradstep {

template <class R>
void use_fused() {
  static_assert(hot<R> && detail::listed<R>, "this rule has no kernels of its own for few bits");
  use_low_precision();
  static constexpr FusedKernels kernels = [] {
    FusedKernels out{};
    // SSE2 has none: its conversions take longer than a tile costs.
#if defined(__x86_64__)
    out[static_cast<std::size_t>(Isa::avx2)] = avx2::fused_steps<detail::Avx2Twin<R>>;
    out[static_cast<std::size_t>(Isa::avx512)] = avx512::fused_steps<detail::Avx512Twin<R>>;
#elif defined(__aarch64__)
    out[static_cast<std::size_t>(Isa::neon)] = fused_steps<R>;
#endif
    return out;
  }();
  detail::fused_kernels<R>.store(&kernels);
}

}  // namespace gradstep
#endif
