// The loops of ceilings_inl.hpp, and so of move_inl.hpp, for every ISA, by the same regions as
// gradstep's own code (detail/isa/foreach.hpp). They need exact_begin.hpp too: g++ inlines no
// function, such as load(), into another one that was compiled with other options.
#pragma once
#include <gradstep/gradstep.hpp>

#include <gradstep/detail/exact_begin.hpp>

#if defined(__x86_64__)
#define GRADSTEP_ISA baseline
#include "ceilings_inl.hpp"
#undef GRADSTEP_ISA

#define GRADSTEP_ISA avx2
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "ceilings_inl.hpp"
#pragma clang attribute pop
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#include "ceilings_inl.hpp"
#pragma GCC pop_options
#endif
#undef GRADSTEP_ISA

#define GRADSTEP_ISA avx512
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), \
                             apply_to = function)
#include "ceilings_inl.hpp"
#pragma clang attribute pop
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl")
#include "ceilings_inl.hpp"
#pragma GCC pop_options
#endif
#undef GRADSTEP_ISA

#else
#if defined(__aarch64__)
#define GRADSTEP_ISA neon
#else
#define GRADSTEP_ISA baseline
#endif
#include "ceilings_inl.hpp"
#undef GRADSTEP_ISA
#endif

#include <gradstep/detail/exact_end.hpp>

using move_fn = void (*)(const gradstep::Segment&, std::size_t slots);

inline move_fn move_of(gradstep::Isa isa, gradstep::Dtype dtype) {
  using namespace gradstep;
  const bool single = dtype == Dtype::f32;
#if defined(__x86_64__)
  switch (isa) {
    case Isa::avx512: return single ? avx512::move<float> : avx512::move<double>;
    case Isa::avx2: return single ? avx2::move<float> : avx2::move<double>;
    default: return single ? baseline::move<float> : baseline::move<double>;
  }
#else
  return static_cast<void>(isa), single ? gradstep::move<float> : gradstep::move<double>;
#endif
}
