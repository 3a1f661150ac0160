// The loops of the rules, for every ISA.
#pragma once
#include <array>

#include "kernel_types.hpp"
#include "lanes.hpp"
#include "rules.hpp"

#define GRADSTEP_REGION "rule_traits.hpp"
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "loops.hpp"
#include "isa/foreach.hpp"
