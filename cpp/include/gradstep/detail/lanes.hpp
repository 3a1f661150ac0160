// The lanes of a sum, for every ISA.
#pragma once
#include "numbers.hpp"

#define GRADSTEP_REGION "lanes.hpp"
#include "isa/foreach.hpp"
