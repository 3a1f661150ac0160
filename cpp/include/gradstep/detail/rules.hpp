// The structs of all rules, for every ISA; and a program's own ones from the file GRADSTEP_RULES,
// if it defines that.
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
/// Two lists as one. This is no function: calling one completes the tuple of seventy rules, which
/// takes half a second.
template <class A, class B>
struct Joined;
template <class... A, class... B>
struct Joined<std::tuple<A...>, std::tuple<B...>> {
  using type = std::tuple<A..., B...>;
};
template <class A, class B>
using joined = typename Joined<A, B>::type;
}  // namespace gradstep
