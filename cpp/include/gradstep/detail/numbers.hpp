// Registers and elementary functions, for every ISA: what rules and formulas are written in.
// <cmath> takes a tenth of a second, and all that is wanted of it is a root: the compiler's own.
#pragma once
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

#include "../isa.hpp"
#include "../reflect.hpp"
#include "../types.hpp"

#define GRADSTEP_REGION "simd.hpp"
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "math.hpp"
#include "isa/foreach.hpp"
