// The structs of all schedules and what composites do to steps and values, for every ISA.
#pragma once
#include "numbers.hpp"
#include "schedule/types.hpp"

#define GRADSTEP_REGION "shape.hpp"
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "../../schedules.hpp"
#include "isa/foreach.hpp"
#define GRADSTEP_REGION "schedule.hpp"
#include "isa/foreach.hpp"
