// Conversions from and to 16-bit floats and 8-bit codes, for every ISA.
#pragma once
#include <cmath>

#include "dynamic8.hpp"
#include "kernel_types.hpp"
#include "numbers.hpp"

#define GRADSTEP_REGION "convert.hpp"
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "codec.hpp"
#include "isa/foreach.hpp"
