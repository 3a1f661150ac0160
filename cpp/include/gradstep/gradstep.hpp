// gradstep: learning-rate schedules and optimizers, written once, the same bits everywhere. This is
// the one header to include.
#pragma once
#include "engine.hpp"
#include "line_search.hpp"
#include "math.hpp"
#include "minimize.hpp"
#include "optimizer.hpp"
#include "parallel.hpp"
#include "schedule.hpp"
#include "version.hpp"
