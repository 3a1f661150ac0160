// What is compiled for each ISA, in the order of its needs.
#include "exact-begin.hpp"
// clang-format off
#include "simd-inl.hpp"
#include "convert-inl.hpp"
#include "codec-inl.hpp"
#include "pack-inl.hpp"
#include "math-inl.hpp"
#include "measure-inl.hpp"
#include "vector-inl.hpp"
#include "../rules.hpp"
#include "kernel-inl.hpp"
#include "shape-inl.hpp"
#include "../schedules.hpp"
#include "schedule-inl.hpp"
// clang-format on
#include "exact-end.hpp"
