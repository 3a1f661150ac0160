// The structs of all rules, for every ISA; and a program's own ones from the file GRADSTEP_RULES, if it defines that.
#pragma once
#include "numbers.hpp"
#include "slot.hpp"

#define GRADSTEP_REGION "../../rules.hpp"
#include "isa/foreach.hpp"
#if defined(GRADSTEP_RULES)
#define GRADSTEP_REGION GRADSTEP_RULES
#include "isa/foreach.hpp"
#endif

namespace gradstep {
template <class... Own, class... More>
std::tuple<Own..., More...> joined(std::tuple<Own...>, std::tuple<More...>);
}
