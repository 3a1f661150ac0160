// How many operations a rule's formula takes per element: its closure, run on a type that only
// counts.
#pragma once
#include <gradstep/gradstep.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

/// Operations per element. `simple`: + - * and comparisons, minima and choices; `functions`: exp,
/// pow, cbrt.
struct Operations {
  unsigned divisions = 0, roots = 0, simple = 0, functions = 0;
};

namespace counting {

inline thread_local Operations counted;

struct Mask {};

/// Stands for a register. It has no value: a rule branches on its options only, never on elements.
struct Element {
  Element() = default;
  Element(double) {}
  Element operator-() const { return {}; }  // becomes part of an addition
  Element& operator+=(Element) { return simple(), *this; }
  Element& operator-=(Element) { return simple(), *this; }
  Element& operator*=(Element) { return simple(), *this; }
  Element& operator/=(Element) { return ++counted.divisions, *this; }
  static Element simple() { return ++counted.simple, Element{}; }
};

// Found by their argument, before or after the region's own of these names.
inline Element operator+(Element, Element) { return Element::simple(); }
inline Element operator-(Element, Element) { return Element::simple(); }
inline Element operator*(Element, Element) { return Element::simple(); }
inline Element operator/(Element, Element) { return ++counted.divisions, Element{}; }
inline Mask operator<(Element, Element) { return ++counted.simple, Mask{}; }
inline Mask operator>(Element, Element) { return ++counted.simple, Mask{}; }
inline Mask operator<=(Element, Element) { return ++counted.simple, Mask{}; }
inline Mask operator>=(Element, Element) { return ++counted.simple, Mask{}; }
inline Mask operator==(Element, Element) { return ++counted.simple, Mask{}; }
inline Mask operator!=(Element, Element) { return ++counted.simple, Mask{}; }
inline Mask operator&(Mask, Mask) { return ++counted.simple, Mask{}; }
inline Mask operator|(Mask, Mask) { return ++counted.simple, Mask{}; }
inline Element select(Mask, Element, Element) { return Element::simple(); }
inline Element max(Element, Element) { return Element::simple(); }
inline Element min(Element, Element) { return Element::simple(); }
inline Element abs(Element) { return Element::simple(); }
inline Element sign(Element) { return counted.simple += 4, Element{}; }
inline Element sqrt(Element) { return ++counted.roots, Element{}; }
inline Element exp(Element) { return ++counted.functions, Element{}; }
inline Element cbrt(Element) { return ++counted.functions, Element{}; }
inline Element pow(Element, Element) { return ++counted.functions, Element{}; }

template <class R, unsigned variant, std::size_t... I, std::size_t... J>
Operations operations(const gradstep::StepContext& context, std::index_sequence<I...>,
                      std::index_sequence<J...>) {
  const auto rule = gradstep::usual_rule<R, gradstep::live_slots<R>(variant)>(context);
  auto update = gradstep::update_closure(rule, context);
  Element p, state[gradstep::max_slots];
  counted = {};
  if constexpr (std::is_void_v<decltype(update(p, Element{}, state[I]..., Element(J)...))>)
    update(p, Element{}, state[I]..., Element(J)...);
  else
    p += update(p, Element{}, state[I]..., Element(J)...);
  return counted;
}

}  // namespace counting

/// The operations of one variant of rule R, with its options at their defaults, as its usual loop
/// has them.
template <class R>
Operations operations_of(unsigned variant, const gradstep::StepContext& context) {
  Operations found;
  [&]<unsigned... V>(std::integer_sequence<unsigned, V...>) {
    ((V == variant
          ? static_cast<void>(found = counting::operations<R, V>(context, gradstep::slots_of<R>{},
                                                                 gradstep::inputs_in<R>{}))
          : void()),
     ...);
  }(std::make_integer_sequence<unsigned, gradstep::variant_count<R>()>{});
  return found;
}
