// What is compiled for each ISA, in the order of its needs.
#include "../exact_begin.hpp"
// clang-format off
#include "simd.hpp"
#include "convert.hpp"
#include "codec.hpp"
#include "pack.hpp"
#include "math.hpp"
#include "measure.hpp"
#include "vector.hpp"
#include "../../rules.hpp"
#include "kernel.hpp"
#include "shape.hpp"
#include "../../schedules.hpp"
#include "schedule.hpp"
// clang-format on
#include "../exact_end.hpp"
