// The loops of ceilings-inl.hpp for every ISA, as move.hpp has its own.
#pragma once
#include "move.hpp"

#include <gradstep/detail/exact-begin.hpp>

#if defined(__x86_64__)
#define GRADSTEP_ISA baseline
#include "ceilings-inl.hpp"
#undef GRADSTEP_ISA

#define GRADSTEP_ISA avx2
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "ceilings-inl.hpp"
#pragma clang attribute pop
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#include "ceilings-inl.hpp"
#pragma GCC pop_options
#endif
#undef GRADSTEP_ISA

#define GRADSTEP_ISA avx512
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), \
                             apply_to = function)
#include "ceilings-inl.hpp"
#pragma clang attribute pop
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl")
#include "ceilings-inl.hpp"
#pragma GCC pop_options
#endif
#undef GRADSTEP_ISA

#else
#if defined(__aarch64__)
#define GRADSTEP_ISA neon
#else
#define GRADSTEP_ISA baseline
#endif
#include "ceilings-inl.hpp"
#undef GRADSTEP_ISA
#endif

#include <gradstep/detail/exact-end.hpp>

/// What bounds a float32 kernel of one ISA.
struct Ceilings {
  void (*read)(const float* x, std::size_t n);
  void (*copy)(const float* x, float* y, std::size_t n);
  move_fn move;
  void (*divide_and_root)(std::size_t n, unsigned divisions, unsigned roots);
  void (*add_and_multiply)(std::size_t n);
};

inline Ceilings ceilings_of(gradstep::Isa isa) {
  namespace g = gradstep;
  const move_fn move = move_of(isa, g::Dtype::f32);
#if defined(__x86_64__)
  switch (isa) {
    case g::Isa::avx512:
      return {g::avx512::read, g::avx512::copy, move, g::avx512::divide_and_root,
              g::avx512::add_and_multiply};
    case g::Isa::avx2:
      return {g::avx2::read, g::avx2::copy, move, g::avx2::divide_and_root,
              g::avx2::add_and_multiply};
    default:
      return {g::baseline::read, g::baseline::copy, move, g::baseline::divide_and_root,
              g::baseline::add_and_multiply};
  }
#else
  return {g::read, g::copy, move, g::divide_and_root, g::add_and_multiply};
#endif
}
