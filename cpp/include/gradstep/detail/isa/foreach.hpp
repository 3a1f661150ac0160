// Compiles the file GRADSTEP_REGION once per ISA, each time in a namespace and a target region,
// without compiler flags. This file has no guard. All standard headers come first: what is included
// inside a region would be compiled for that ISA for everyone. A program that uses the compiled
// library needs the baseline's structs only, unless it has rules of its own. With
// GRADSTEP_UP_TO_AVX2 there is no copy for AVX-512.
#include "../compiled.hpp"

#if defined(__aarch64__)
#define GRADSTEP_ISA neon
#else
#define GRADSTEP_ISA baseline
#endif
#define GRADSTEP_BYTES 16
#include "../exact_begin.hpp"
#include GRADSTEP_REGION
#include "../exact_end.hpp"
#undef GRADSTEP_ISA
#undef GRADSTEP_BYTES

#if defined(__x86_64__) && GRADSTEP_ALL_ISAS
#define GRADSTEP_ISA avx2
#define GRADSTEP_BYTES 32
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
#include "../exact_begin.hpp"
#include GRADSTEP_REGION
#include "../exact_end.hpp"
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#undef GRADSTEP_ISA
#undef GRADSTEP_BYTES

#if !defined(GRADSTEP_UP_TO_AVX2)
#define GRADSTEP_ISA avx512
#define GRADSTEP_BYTES 64
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), \
                             apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl")
#endif
#include "../exact_begin.hpp"
#include GRADSTEP_REGION
#include "../exact_end.hpp"
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#undef GRADSTEP_ISA
#undef GRADSTEP_BYTES
#endif
#endif
#undef GRADSTEP_REGION
#undef GRADSTEP_UP_TO_AVX2
