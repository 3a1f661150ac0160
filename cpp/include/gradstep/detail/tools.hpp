// What the engine runs that belongs to no rule, for every ISA: conversions, sums, stages, and what
// drives the rules' kernels.
#pragma once
#include <atomic>

#include "../isa.hpp"
#include "compiled.hpp"
#include "kernel_types.hpp"

namespace gradstep {

const Tools& tools_of(Isa isa, Dtype dtype);

/// The conversions of float and double; once use_low_precision() was called, of 16-bit floats and
/// 8-bit codes too.
const Conversions& conversions_of(Isa isa, Dtype dtype);

}  // namespace gradstep

#if GRADSTEP_DEFINITIONS
#include "conversions.hpp"
#include "lanes.hpp"

#define GRADSTEP_REGION "pack.hpp"
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "inspect.hpp"
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "measure.hpp"
#define GRADSTEP_UP_TO_AVX2
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "stages.hpp"
#define GRADSTEP_UP_TO_AVX2
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "drivers.hpp"
#define GRADSTEP_UP_TO_AVX2
#include "isa/foreach.hpp"

namespace gradstep {
namespace detail {
#if defined(__x86_64__)
template <class T, bool all>
const Conversions& conversions_for(Isa isa) {
  if constexpr (all)  // the others are copies
    if (isa == Isa::avx512) return avx512::conversions<T, all>;
  return isa == Isa::baseline ? baseline::conversions<T, all> : avx2::conversions<T, all>;
}
template <class T>
inline constexpr Tools avx512_tools = [] {
  Tools tools = avx2::tools<T>;
  tools.largest = avx512::inspect<T, false>;
  tools.largest_and_squares = avx512::inspect<T, true>;
  return tools;
}();
template <class T>
const Tools& tools_for(Isa isa) {
  return isa == Isa::avx512 ? avx512_tools<T>
         : isa == Isa::avx2 ? avx2::tools<T>
                            : baseline::tools<T>;
}
#else
template <class T, bool all>
const Conversions& conversions_for(Isa) {
  return conversions<T, all>;
}
template <class T>
const Tools& tools_for(Isa) {
  return tools<T>;
}
#endif
template <bool all>
const Conversions& conversions_for(Isa isa, Dtype dtype) {
  return dtype == Dtype::f32 ? conversions_for<float, all>(isa) : conversions_for<double, all>(isa);
}
}  // namespace detail

}  // namespace gradstep
#endif

// A header-only program has what the types that it names need. Double is a quarter of all this, and
// 16 and 8 bits are a third.
namespace gradstep {
#if defined(GRADSTEP_COMPILED)
inline bool low_precision() { return true; }
inline void use_low_precision() {}
namespace detail {
template <class T>
void use_tools() {}
}  // namespace detail
#if GRADSTEP_DEFINITIONS
const Tools& tools_of(Isa isa, Dtype dtype) {
  return dtype == Dtype::f32 ? detail::tools_for<float>(isa) : detail::tools_for<double>(isa);
}
const Conversions& conversions_of(Isa isa, Dtype dtype) {
  return detail::conversions_for<true>(isa, dtype);
}
#endif
#else
namespace detail {
struct ToolsOfType {
  const Tools& (*tools)(Isa);
  const Conversions& (*conversions)(Isa);
};
inline constinit std::atomic<const ToolsOfType*> tools_of_types[dtype_count]{};
inline constinit std::atomic<const Conversions& (*)(Isa, Dtype)> all_conversions{nullptr};

// These are templates, so that nothing is compiled before a program calls them.
template <class T>
void use_tools() {
  static constexpr ToolsOfType own{&tools_for<T>, &conversions_for<T, false>};
  tools_of_types[static_cast<std::size_t>(dtype_of<T>)].store(&own, std::memory_order_release);
}
inline const ToolsOfType& tools_of_type(Dtype dtype) {
  return *tools_of_types[static_cast<std::size_t>(dtype)].load(std::memory_order_acquire);
}
}  // namespace detail
inline bool low_precision() { return detail::all_conversions.load() != nullptr; }
/// Compiles 16-bit and 8-bit elements into a header-only program, as naming such a type does.
template <class = void>
void use_low_precision() {
  detail::all_conversions.store(&detail::conversions_for<true>);
}
inline const Tools& tools_of(Isa isa, Dtype dtype) {
  return detail::tools_of_type(dtype).tools(isa);
}
inline const Conversions& conversions_of(Isa isa, Dtype dtype) {
  const auto all = detail::all_conversions.load(std::memory_order_relaxed);
  return all ? all(isa, dtype) : detail::tools_of_type(dtype).conversions(isa);
}
#endif

namespace detail {
/// Whether elements can be kept so in this program: floats and doubles can in every program.
inline bool has_conversions(Storage type) {
  return type == Storage::f32 || type == Storage::f64 || low_precision();
}
inline constexpr const char* without_conversions =
    "'{}' is to be kept in {}, and this program has no code for that; call "
    "gradstep::use_low_precision() first";
}  // namespace detail
}  // namespace gradstep
