// What bounds the kernels, by ISA.
#pragma once
#include "move.hpp"

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
