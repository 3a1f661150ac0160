// Compiles simd, math, rules, kernels and schedules once per ISA: a namespace and a target region each, no compiler flags.
// All standard headers come first: what is included inside a region would be compiled for that ISA for everyone.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "../../isa.hpp"
#include "../../reflect.hpp"
#include "../../types.hpp"
#include "../dynamic8.hpp"
#include "../kernel_types.hpp"
#include "../schedule/types.hpp"
#include "../slot.hpp"
#include "../vector_types.hpp"

#if defined(__aarch64__)
#define GRADSTEP_ISA neon
#else
#define GRADSTEP_ISA baseline
#endif
#define GRADSTEP_BYTES 16
#include "region.hpp"
#undef GRADSTEP_ISA
#undef GRADSTEP_BYTES

#if defined(__x86_64__)
#define GRADSTEP_ISA avx2
#define GRADSTEP_BYTES 32
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "region.hpp"
#pragma clang attribute pop
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#include "region.hpp"
#pragma GCC pop_options
#endif
#undef GRADSTEP_ISA
#undef GRADSTEP_BYTES

#define GRADSTEP_ISA avx512
#define GRADSTEP_BYTES 64
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), \
                             apply_to = function)
#include "region.hpp"
#pragma clang attribute pop
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl")
#include "region.hpp"
#pragma GCC pop_options
#endif
#undef GRADSTEP_ISA
#undef GRADSTEP_BYTES
#endif
